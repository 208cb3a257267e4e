"""One's own page about the magazine on paper."""

from datetime import date
from typing import Any

import pytest
from django.test import Client

from members.models import ContactDetail, Member, Membership, PaperCopy
from pafso.audit.models import Entry
from pafso.privacy.export import write_copy
from tests.factories.people import Cast

PAGE = "/en/account/paper-copy/"
SAID = {"is_wanted": "on", "lines": "12 Curlew Street\r\nOttawa, Ontario  K1N 0A1", "country": "CA"}


def opened(client: Client) -> str:
    return str(client.get(PAGE).context["opened"])


def send(client: Client, **said: str) -> Any:
    return client.post(PAGE, {**SAID, "as_read": opened(client), **said})


def test_a_member_says_yes_with_an_address_and_reads_it_back(as_member: Client, cast: Cast) -> None:
    answer = send(as_member)

    assert answer.headers["Location"] == "/en/account/"
    row = PaperCopy.objects.get()
    assert (row.member.user, row.lines, row.country) == (
        cast.officer,
        "12 Curlew Street\nOttawa, Ontario  K1N 0A1",
        "CA",
    )
    assert list(Entry.objects.filter(verb__startswith="paper").values_list("verb", "by", "changes")) == [
        ("paper_copy_wanted", cast.officer.pk, {})
    ]
    page = as_member.get(PAGE).text
    assert "<bdi>Alix Tremblay-Okafor</bdi>\n12 Curlew Street\nOttawa, Ontario  K1N 0A1\nCanada" in page
    assert "Sent to you by post" in as_member.get("/en/account/").text


def test_no_takes_the_address_away(as_member: Client) -> None:
    send(as_member)

    answer = send(as_member, is_wanted="")

    assert answer.status_code == 302
    assert not PaperCopy.objects.exists()
    assert "By post, if you wish" in as_member.get("/en/account/").text


@pytest.mark.parametrize(
    ("said", "field", "sentence"),
    [
        ({"lines": " \r\n "}, "lines", "Give the address to which it should go."),
        ({"country": ""}, "country", "Choose the country."),
        ({"country": "ZZ"}, "country", "Select a valid choice. ZZ is not one of the available choices."),
        (
            {"lines": "1\n2\n3\n4\n5\n6\n7"},
            "lines",
            "At most 6 lines, without your name and the country: a label has no room for more.",
        ),
        (
            {"lines": "y" * 61},
            "lines",
            f"This line is longer than 60 characters. Put part of it on the next line: {'y' * 61}",
        ),
    ],
)
def test_what_is_missing_is_said_beside_its_field(
    as_member: Client, said: dict[str, str], field: str, sentence: str
) -> None:
    answer = send(as_member, **said)

    assert (answer.status_code, dict(answer.context["form"].errors)) == (200, {field: [sentence]})
    assert not PaperCopy.objects.exists()


def test_the_postal_address_of_the_details_is_proposed_and_not_taken(as_member: Client, cast: Cast) -> None:
    ContactDetail.objects.create(member=Member.objects.get(user=cast.officer), kind="postal", value="9 Plover Lane")

    page = as_member.get(PAGE).text

    assert "9 Plover Lane" in page and "please check it" in page
    assert not PaperCopy.objects.exists()


@pytest.mark.req("R41")
def test_the_second_of_two_tabs_is_refused_and_shows_what_is_saved(as_member: Client) -> None:
    send(as_member)
    first = second = opened(as_member)

    done = as_member.post(PAGE, {**SAID, "lines": "1 Plover", "as_read": first})
    refused = as_member.post(PAGE, {**SAID, "lines": "2 Dunlin", "as_read": second})
    unsaid = as_member.post(PAGE, {**SAID, "lines": "2 Dunlin"})

    assert [answer.status_code for answer in (done, refused, unsaid)] == [302, 409, 409]
    assert PaperCopy.objects.get().lines == "1 Plover"
    assert "Saved in the meantime:" in refused.text and "1 Plover" in refused.text and "2 Dunlin" in refused.text
    assert Entry.objects.filter(verb="paper_copy_readdressed").count() == 1

    knowingly = as_member.post(PAGE, {**SAID, "lines": "2 Dunlin", "as_read": refused.context["opened"]})

    assert (knowingly.status_code, PaperCopy.objects.get().lines) == (302, "2 Dunlin")


@pytest.mark.parametrize("who", ["newcomer", "outsider", "staff"])
def test_it_is_offered_to_members_only(client: Client, cast: Cast, who: str) -> None:
    client.force_login(getattr(cast, who))

    assert [client.get(PAGE).status_code, client.post(PAGE, SAID).status_code] == [404, 404]
    assert "/account/paper-copy/" not in client.get("/en/account/").text
    assert not PaperCopy.objects.exists()


def test_a_former_member_can_only_take_the_address_away(as_member: Client, cast: Cast) -> None:
    send(as_member)
    Membership.objects.filter(member__user=cast.officer).update(ends_on=date(2020, 1, 1))

    refused = send(as_member, lines="2 Dunlin")
    assert (refused.status_code, PaperCopy.objects.get().lines[:10]) == (200, "12 Curlew ")
    assert "There is no membership today." in refused.text

    assert send(as_member, is_wanted="").status_code == 302
    assert not PaperCopy.objects.exists()
    assert as_member.get(PAGE).status_code == 404


@pytest.mark.req("R15")
def test_nobody_else_reads_it_on_any_page_or_in_the_api(as_member: Client, cast: Cast, client: Client) -> None:
    """The colleague is posted at the same mission, and the officer shows them everything that can be shown."""
    send(as_member)
    for user in (cast.officer, cast.colleague):
        place = {"mission": "Embassy", "city": "Dakar", "country": "Senegal"}
        Member.objects.get(user=user).postings.create(starts_on=date(2020, 1, 1), **place)
    ContactDetail.objects.create(
        member=Member.objects.get(user=cast.officer), kind="mobile", value="+221 77 1", seen_by="mission"
    )

    client.force_login(cast.colleague)
    pages = ["/en/account/", PAGE, "/en/account/postings/", "/en/account/held/", "/api/v1/me/", "/api/v1/postings/"]
    texts = {page: client.get(page).text for page in pages}

    assert "+221 77 1" in texts["/en/account/postings/"]
    assert [page for page, text in texts.items() if "Curlew" in text] == []


def test_it_is_in_what_is_held_and_in_the_copy(as_member: Client, cast: Cast, tmp_path: Any) -> None:
    import zipfile

    send(as_member)

    assert "12 Curlew Street" in as_member.get("/en/account/held/").text
    write_copy(cast.officer, tmp_path / "copy.zip")
    with zipfile.ZipFile(tmp_path / "copy.zip") as copy:
        assert any(b"12 Curlew Street" in copy.read(name) for name in copy.namelist())


def test_the_page_costs_few_queries_with_and_without_an_address(
    as_member: Client, django_assert_num_queries: Any
) -> None:
    as_member.get(PAGE)
    with django_assert_num_queries(5):
        as_member.get(PAGE)
    send(as_member)

    with django_assert_num_queries(3):
        as_member.get(PAGE)
