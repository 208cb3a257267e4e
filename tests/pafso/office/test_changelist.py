"""The office's lists turn their pages by key, count to a bound, and sort by what an index answers."""

from html.parser import HTMLParser
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from contests.models import Contest
from members.models import Member, User
from pafso.office import changelist
from pafso.office.modeladmin import StaffAdmin
from tests.factories.contests import make_contest
from tests.factories.people import Cast

MEMBERS = "/admin/members/member/"


@pytest.fixture
def office(client: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Client:
    """With three rows a page."""
    monkeypatch.setattr(StaffAdmin, "list_per_page", 3)
    client.force_login(cast.staff)
    return client


@pytest.fixture
def many(cast: Cast) -> None:
    """Ten more on the roll; some share a name."""
    Member.objects.bulk_create(
        [Member(number=f"P{n}", name=f"Same {n % 3}", sort_name=f"same {n % 3}") for n in range(10)]
    )


class Links(HTMLParser):
    """The links of a page by what they are: rel="next", rel="prev"."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: dict[str, str] = {}
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        about = dict(attrs)
        if tag == "a" and about.get("rel") in {"next", "prev"}:
            self.found[about["rel"]] = about["href"]


def walk(office: Client, address: str, query: str = "?", rel: str = "next") -> list[list[int]]:
    """The keys of the rows on each page from QUERY on, following the links that the pages show."""
    pages = []
    while True:
        response = office.get(address + query)
        pages.append([row.pk for row in response.context["cl"].result_list])
        links = Links(response.content.decode()).found
        if rel not in links:
            return pages
        query = links[rel]


@pytest.mark.parametrize(
    ("query", "order"),
    [
        ("?", ["sort_name", "id"]),
        ("?o=1", ["sort_name", "id"]),
        ("?o=-1", ["-sort_name", "-id"]),
        ("?o=2", ["number"]),
        ("?o=-2.1", ["-number"]),
        ("?o=3", ["sort_name", "id"]),  # no index answers that column
        ("?o=99", ["sort_name", "id"]),
        ("?o=x", ["sort_name", "id"]),
    ],
)
def test_walking_there_and_back_meets_every_row_once(office: Client, many: None, query: str, order: list[str]) -> None:
    expected = list(Member.objects.order_by(*order).values_list("pk", flat=True))

    there = walk(office, MEMBERS, query)
    last = office.get(MEMBERS + query)
    for _ in there[1:]:
        last = office.get(MEMBERS + Links(last.content.decode()).found["next"])
    back = walk(office, MEMBERS, Links(last.content.decode()).found["prev"], "prev")

    assert [pk for page in there for pk in page] == expected
    assert back[::-1] == there[:-1]
    assert [len(page) for page in there] == [3, 3, 3, 3, 2]


def test_a_column_that_no_index_answers_does_not_sort(office: Client, many: None) -> None:
    """Nor does it when somebody writes it into the address."""
    by_name = [pk for page in walk(office, "/admin/members/user/", "?o=2") for pk in page]
    page = office.get("/admin/members/user/").content.decode()

    assert by_name == list(User.objects.order_by("-id").values_list("pk", flat=True))
    assert 'href="?o=1"' in page and 'href="?o=2"' not in page


@pytest.mark.parametrize("query", ["?o=4", "?o=-4"])
def test_what_is_empty_stands_at_the_end(office: Client, query: str) -> None:
    for n in range(8):
        make_contest(f"c{n}", gallery_published_at=timezone.now() if n % 2 else None)

    pages = [pk for page in walk(office, "/admin/contests/contest/", query) for pk in page]

    assert sorted(pages) == sorted(Contest.objects.values_list("pk", flat=True))
    assert Contest.objects.filter(pk__in=pages[:4], gallery_published_at=None).count() == 0


@pytest.mark.parametrize("page", ["2", "a.", "a.x", "b.W10", "a.WzFd", "b.WyJcdTAwMDAiLCAxXQ", "-1"])
def test_a_page_that_makes_no_sense_is_the_first(office: Client, many: None, page: str) -> None:
    first = office.get(MEMBERS).context["cl"].result_list

    assert office.get(MEMBERS, {"p": page}).context["cl"].result_list == first


def test_filters_and_searches_stay_while_pages_turn_and_begin_at_the_first(office: Client, many: None) -> None:
    second = Links(office.get(MEMBERS, {"account": "no", "q": "same"}).content.decode()).found["next"]
    page = office.get(MEMBERS + second).content.decode()

    assert "account=no" in second and "q=same" in second
    assert '<input type="hidden" name="account" value="no">' in page and 'name="p"' not in page
    assert 'account=yes&amp;q=same"' in page


def test_the_count_is_exact_to_its_bound(office: Client, many: None, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "14 members" in office.get(MEMBERS).content.decode()
    assert "14 members" in office.get(MEMBERS + walk_to_second(office)).content.decode()

    assert "10 results" in office.get(MEMBERS, {"account": "no"}).content.decode()

    monkeypatch.setattr(changelist, "MOST_COUNTED", 9)

    assert "More than 1,000 results" in office.get(MEMBERS, {"account": "no"}).content.decode()
    assert "More than 1,000 members" in office.get(MEMBERS).content.decode()
    office.cookies["pafso_language"] = "fr"
    assert "Plus de 1\N{NO-BREAK SPACE}000 membres" in office.get(MEMBERS).content.decode()


def walk_to_second(office: Client) -> str:
    return Links(office.get(MEMBERS).content.decode()).found["next"]


def test_a_page_has_no_offset_and_counts_no_further_than_it_says(office: Client, many: None) -> None:
    second = walk_to_second(office)

    with CaptureQueriesContext(connection) as queries:
        office.get(MEMBERS + second)

    said = [query["sql"] for query in queries]
    assert [sql for sql in said if "OFFSET" in sql] == []
    assert ["LIMIT 1001" in sql for sql in said if "COUNT(" in sql] == [True]
    assert len(said) <= 12


def test_an_action_is_done_to_the_rows_that_are_ticked_on_a_later_page(office: Client, many: None) -> None:
    second = walk_to_second(office)
    rows = office.get(MEMBERS + second).context["cl"].result_list[:2]

    answer = office.post(
        MEMBERS + second, {"action": "merge_two", "_selected_action": [str(row.pk) for row in rows], "index": "0"}
    )

    assert answer.status_code == 302
    assert answer["Location"].endswith("/admin/members/merge/new/{}/{}/".format(*sorted(row.pk for row in rows)))


def test_rows_of_pages_that_nobody_has_seen_are_not_offered(office: Client, many: None) -> None:
    page = office.get(MEMBERS).content.decode()

    assert "0 of 3 selected" in page
    assert "Click here to select" not in page


def test_the_search_of_accounts_is_by_the_beginning(office: Client, cast: Cast) -> None:
    found = office.get("/admin/members/user/", {"q": "ALIX@"}).context["cl"].result_list

    assert found == [User.objects.get(email="alix@example.org")]


@pytest.mark.parametrize(("language", "counted"), [("en", "0 assisted recoveries"), ("fr", "0 récupération assistée")])
def test_nothing_is_counted_as_each_language_counts_it(office: Client, language: str, counted: str) -> None:
    """None is several in English and one in French."""
    page = office.get("/admin/members/recovery/", HTTP_ACCEPT_LANGUAGE=language).content.decode()

    assert f">{counted}<" in page


def test_the_name_of_a_part_needs_no_elision(office: Client) -> None:
    page = office.get("/admin/pafso/", HTTP_ACCEPT_LANGUAGE="fr").content.decode()

    assert "<h1>Administration\u00a0: APASE</h1>" in page
