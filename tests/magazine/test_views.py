"""The pages, as everyone sees them; and what nobody sees before it is published."""

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from magazine.models import Issue, digest
from magazine.views import COVERS_ON_A_PAGE
from pafso.text.figures import file_size
from tests.factories.magazine import make_issue
from tests.factories.people import Cast

pytestmark = pytest.mark.django_db

HOSTILE = '<script>alert("comets")</script> and the comets of the night & the day'


def addresses(issue: Issue) -> list[str]:
    """Every address that leads to something of ISSUE."""
    page = issue.pages.get(number=1)
    base = f"/en/magazine/{issue.volume}-{issue.number}/"
    return [base, f"{base}pdf/", f"{base}page/1/", page.image_url, issue.cover_url]


def queries(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def test_an_empty_archive_says_what_to_do(client: Client) -> None:
    response = client.get("/en/magazine/")

    assert "No issues yet" in response.text
    assert 'href="/en/contact/"' in response.text


def test_the_archive_is_grouped_by_year_newest_first(client: Client) -> None:
    make_issue(37, 1, dated=date(2025, 5, 1))
    make_issue(38, 1, dated=date(2026, 5, 1))
    make_issue(38, 2, dated=date(2026, 9, 1))
    make_issue(38, 3, state="ready")

    text = client.get("/fr/magazine/").text

    places = [text.index(piece) for piece in (">2026<", "Numéro 38-2", "Numéro 38-1", ">2025<", "Numéro 37-1")]
    assert places == sorted(places)
    assert "Numéro 38-3" not in text
    assert 'width="480" height="621"' in text


def test_only_the_first_year_loads_its_covers_at_once(client: Client) -> None:
    make_issue(37, 1, dated=date(2025, 5, 1))
    make_issue(38, 1, dated=date(2026, 5, 1))

    assert client.get("/en/magazine/").text.count('loading="lazy"') == 1


def test_the_archive_goes_on_by_key(client: Client) -> None:
    for number in range(1, COVERS_ON_A_PAGE + 2):
        make_issue(38, number)

    first = client.get("/en/magazine/")
    second = client.get("/en/magazine/" + first.context["page"].next_url)

    assert len(first.context["page"]) == COVERS_ON_A_PAGE
    assert [issue.number for issue in second.context["page"]] == [1]
    assert "Older issues" in first.text
    assert "Newer issues" in second.text


@pytest.mark.parametrize(
    "address", ["/en/magazine/", "/fr/magazine/search/?q=comets", "/api/v1/issues/", "/api/v1/search/?q=comets"]
)
def test_lists_ask_as_much_with_one_row_as_with_three(client: Client, address: str) -> None:
    make_issue(38, 1)
    one = queries(client, address)
    make_issue(38, 2)
    make_issue(38, 3)

    assert queries(client, address) == one <= 3


def test_an_issue_shows_its_contents_and_pages(client: Client) -> None:
    contents = [{"title": "Les élèves", "page": 2, "language": "fr"}]
    make_issue(38, 1, contents=contents, cover_credit="A. Photographer")

    text = client.get("/en/magazine/38-1/").text

    assert '<a class="toc-title" href="/en/magazine/38-1/page/2/" lang="fr">Les élèves</a>' in text
    assert "Cover: <bdi>A. Photographer</bdi>" in text
    assert 'href="/en/magazine/38-1/page/1/"' in text
    assert f"Open the PDF ({file_size(Issue.objects.get().pdf.size)})" in text


def test_an_issue_and_its_pages_cost_one_query(client: Client) -> None:
    issue = make_issue(38, 1)

    assert {address: queries(client, address) for address in addresses(issue)} == dict.fromkeys(addresses(issue), 1)


def test_the_reader_shows_the_page_its_text_and_its_neighbours(client: Client) -> None:
    make_issue(38, 1, "Page one of the issue.", "La deuxième page est dans la revue.", "The third of the pages.")

    text = client.get("/en/magazine/38-1/page/2/").text

    assert "Page 2 of 3" in text
    assert '<div class="pre-line prose" lang="fr">La deuxième page est dans la revue.</div>' in text
    assert 'href="/en/magazine/38-1/page/1/" rel="prev"' in text
    assert 'href="/en/magazine/38-1/page/3/" rel="next"' in text
    assert "magazine/reader.js" in text


def test_pages_are_called_what_is_printed_on_them(client: Client) -> None:
    contents = [{"title": "Les élèves", "page": 2, "language": "fr"}]
    make_issue(38, 1, "The comets.", "The comets.", "The comets.", labels="iii\n\n57", contents=contents)

    page, issue, found = (
        client.get(f"/en/magazine/{end}").text for end in ("38-1/page/1/", "38-1/", "search/?q=comets")
    )

    assert "Page iii (1 of 3)" in page
    assert "Page 2 →</a>" in page
    assert [f">{name}</a></li>" in issue for name in ("iii", "2", "57")] == [True] * 3
    assert all(f"Issue 38-1</bdi>, page {name}</a>" in found for name in ("iii", "2", "57"))
    assert "Page 57 (3 sur 3)" in client.get("/fr/magazine/38-1/page/3/").text


def test_the_first_and_last_page_have_one_neighbour(client: Client) -> None:
    make_issue(38, 1, "one", "two")

    assert 'rel="prev"' not in client.get("/en/magazine/38-1/page/1/").text
    assert 'rel="next"' not in client.get("/en/magazine/38-1/page/2/").text


@pytest.mark.req("R28")
def test_the_words_of_a_search_are_marked_and_the_rest_is_text(client: Client) -> None:
    make_issue(38, 1, HOSTILE)

    text = client.get("/en/magazine/38-1/page/1/", {"q": 'comet "><img>'}).text

    assert "&lt;script&gt;alert(&quot;<mark>comets</mark>&quot;)&lt;/script&gt;" in text
    assert "<script>alert" not in text
    assert '"><img>' not in text


def test_a_page_without_text_says_so(client: Client) -> None:
    make_issue(38, 1, "")

    assert "This page is a picture" in client.get("/en/magazine/38-1/page/1/").text


def test_a_hit_opens_the_issue_at_the_page_with_the_words(client: Client) -> None:
    make_issue(38, 1, "nothing", HOSTILE)

    text = client.get("/en/magazine/search/", {"q": "comet night"}).text

    assert 'href="/en/magazine/38-1/page/2/?q=comet%20night"' in text
    assert "<mark>comets</mark>" in text
    assert "&lt;script&gt;alert(" in text
    assert "<bdi>Issue 38-1</bdi>, page 2" in text


def test_more_hits_than_a_page(client: Client) -> None:
    make_issue(38, 1, *["treaty"] * 25)

    first = client.get("/en/magazine/search/", {"q": "treaty"}).text
    second = client.get("/en/magazine/search/", {"q": "treaty", "page": "2"}).text

    assert 'href="?q=treaty&amp;page=2" rel="next"' in first
    assert 'href="?q=treaty&amp;page=1" rel="prev"' in second
    assert second.count("<mark>treaty</mark>") == 5


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("?q=", "Enter a word or two"),
        ("?q=*", "Enter at least one word"),
        ("?q=the+of", "Nearly every page has these words"),
        ("?q=aardvark", "No page has these words"),
        ("?q=comets+aardvark", "No page has all of these words"),
        ("?q=comets+" + "x" * 9000, "searched only for the beginning of it"),
        ("?q=%22%22%22NEAR(+comets+*+-+:", "comets"),
        ("?q=%ff%fe", "Enter at least one word"),
        ("?q=comets&page=-1", "<mark>comets</mark>"),
        ("?q=comets&page=99999999999999999999", "<mark>comets</mark>"),
    ],
)
def test_whatever_is_asked_gets_an_answer(client: Client, query: str, said: str) -> None:
    make_issue(38, 1, HOSTILE)

    response = client.get(f"/en/magazine/search/{query}")

    assert response.status_code == 200
    assert said in response.text


def test_search_without_a_question_only_shows_the_box(client: Client) -> None:
    response = client.get("/fr/magazine/search/")

    assert 'class="notice' not in response.text


@pytest.mark.req("R14", "R15", "R35")
@pytest.mark.parametrize("state", ["waiting", "extracting", "failed", "ready"])
def test_nobody_but_the_office_sees_what_is_not_published(client: Client, cast: Cast, state: str) -> None:
    issue = make_issue(38, 1, HOSTILE, state=state)
    listings = ["/en/", "/en/magazine/", "/en/magazine/search/?q=comets", "/api/v1/issues/", "/api/v1/search/?q=comets"]

    for person in (None, cast.officer, cast.outsider):
        if person:
            client.force_login(person)
        assert [client.get(address).status_code for address in addresses(issue)] == [404] * 5
        assert client.get("/api/v1/issues/38-1/").status_code == 404
        for address in listings:
            answer = client.get(address)
            assert answer.status_code == 200
            assert "38-1" not in answer.text
            assert "alert(" not in answer.text

    client.force_login(cast.staff)
    assert [client.get(address).status_code for address in addresses(issue)] == [200] * 5
    assert "Only the office sees this issue" in client.get("/en/magazine/38-1/").text


def test_the_office_sees_drafts_in_their_place_only(client: Client, cast: Cast) -> None:
    make_issue(38, 1, HOSTILE, state="ready")
    client.force_login(cast.staff)

    assert "38-1" not in client.get("/en/magazine/").text
    assert client.get("/api/v1/issues/").json()["results"] == []


@pytest.mark.parametrize(
    "address",
    [
        "/en/magazine/38-2/",
        "/en/magazine/0-0/",
        "/en/magazine/99999999999999999999-1/",
        "/en/magazine/38-1/page/0/",
        "/en/magazine/38-1/page/99/",
        "/en/magazine/38-1/page/99999999999999999999/",
        "/en/magazine/38-1/cover-0000000000000000.webp",
        "/en/magazine/38-1/page/1/0000000000000000.webp",
        "/en/magazine/38-x/",
        "/api/v1/issues/38-9/",
        "/api/v1/issues/9999-9999/",
        "/api/v1/issues/nonsense/",
    ],
)
def test_what_is_not_there_is_not_found(client: Client, address: str) -> None:
    make_issue(38, 1)

    assert client.get(address).status_code == 404


def test_a_cover_that_is_not_there_yet_is_not_found(client: Client, cast: Cast) -> None:
    make_issue(38, 1, state="waiting", cover=None)
    client.force_login(cast.staff)

    assert client.get("/en/magazine/38-1/cover-0000000000000000.webp").status_code == 404
    assert client.get("/en/magazine/38-1/").status_code == 200


@pytest.mark.req("R34", "R35")
def test_pictures_and_pdf_leave_by_the_one_door(client: Client) -> None:
    issue = make_issue(38, 1)

    cover, pdf = client.get(issue.cover_url), client.get("/en/magazine/38-1/pdf/")

    assert digest(issue.cover) in issue.cover_url  # type: ignore[arg-type]
    assert cover["Content-Type"] == "image/webp"
    assert cover["Cache-Control"] == "private, no-cache"
    assert pdf["Content-Disposition"] == 'inline; filename="bout-de-papier-38-1.pdf"'
    assert pdf["Cache-Control"] == "private, no-cache"
    for answer in (cover, pdf):
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert "default-src 'none'" in answer["Content-Security-Policy"]
        b"".join(answer.streaming_content)  # type: ignore[attr-defined]


def test_a_draft_is_never_kept_by_a_browser(client: Client, cast: Cast) -> None:
    issue = make_issue(38, 1, state="ready")
    client.force_login(cast.staff)

    for address in addresses(issue):
        answer = client.get(address)
        assert "no-store" in answer["Cache-Control"], address
        b"".join(answer)


@pytest.mark.req("R26")
@pytest.mark.parametrize(
    "address", ["/en/magazine/", "/en/magazine/search/", "/en/magazine/38-1/", "/en/magazine/38-1/pdf/"]
)
def test_nothing_here_takes_a_post(client: Client, address: str) -> None:
    make_issue(38, 1)

    assert client.post(address).status_code == 405


def test_the_home_page_shows_the_newest_cover_for_one_query(client: Client) -> None:
    make_issue(38, 1)
    without = queries(client, "/en/contact/")
    make_issue(38, 2)
    make_issue(38, 3, state="ready")

    response = client.get("/fr/")

    assert "Numéro 38-2" in response.text
    assert "Numéro 38-1" not in response.text
    assert without <= 2


@pytest.mark.parametrize("address", ["", "search/?q=comets+naivete", "38-1/", "38-1/page/1/?q=comets"])
def test_pages_are_small_and_have_nothing_inline(client: Client, address: str) -> None:
    make_issue(38, 1)

    for language in ("en", "fr"):
        text = client.get(f"/{language}/magazine/{address}").text
        assert len(text) < 30_000
        for inline in (" style=", " onclick=", "<style", "<script>"):
            assert inline not in text


@pytest.mark.req("R60")
def test_french_pages_speak_french(client: Client) -> None:
    make_issue(38, 1, contents=[{"title": "Titre", "page": 1, "language": "fr"}])

    issue, reader, search = (
        client.get(f"/fr/magazine/{rest}").text for rest in ("38-1/", "38-1/page/1/", "search/?q=xyzzy")
    )

    assert "Sommaire" in issue
    assert "Ouvrir le PDF" in issue
    assert "Page 1 sur 2" in reader
    assert "Aucune page ne contient ces mots" in search
    assert 'placeholder="Search' not in search
