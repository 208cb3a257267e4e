"""The page of documents and their files: members read, others learn that there is something and not what."""

import html
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from members.models import Membership, User
from tests.factories.documents import make_document, make_earlier, make_file
from tests.factories.people import Cast

LIST = "/en/documents/"
SECRET = "Quokka"


def file_of(document: Any, language: str = "en") -> str:
    return f"/en/documents/{document.pk}/{language}/"


def page(client: Client, path: str = LIST) -> str:
    return html.unescape(client.get(path).content.decode())


@pytest.fixture
def kept(db: None) -> dict[str, Any]:
    """One for members that has been replaced, one for everyone, one hidden."""
    closed = make_document(f"{SECRET} agreement", kind="agreement")
    hidden = {"hidden_at": timezone.now(), "hidden_reason": "wrong"}
    return {
        "closed": closed,
        "earlier": make_earlier(closed),
        "open": make_document("Open form", kind="form", access="everyone", dated=date(2025, 12, 31)),
        "hidden": make_document("Hidden wombat", access="everyone", **hidden),
    }


@pytest.mark.req("R14", "R15")
def test_a_member_reads_them_by_year(as_member: Client, kept: dict[str, Any]) -> None:
    text = page(as_member)

    assert f"{SECRET} agreement" in text and "Open form" in text
    assert text.index(">2026<") < text.index(f"{SECRET} agreement") < text.index(">2025<") < text.index("Open form")
    assert "Hidden wombat" not in text
    assert "April 5, 2026" in text
    assert "English, until" in text
    # Nothing is kept from a member.
    assert 'id="for-members"' not in text


def test_one_kind_alone(as_member: Client, kept: dict[str, Any]) -> None:
    forms, other = page(as_member, f"{LIST}?kind=form"), page(as_member, f"{LIST}?kind=nothing")

    assert "Open form" in forms and SECRET not in forms
    assert SECRET in other


@pytest.mark.req("R14", "R15")
def test_a_stranger_learns_of_kinds_and_of_nothing_else(client: Client, kept: dict[str, Any]) -> None:
    make_document("Second numbat")

    text = page(client)

    assert SECRET not in text and "numbat" not in text and "wombat" not in text
    assert "Open form" in text
    closed = text.partition('id="for-members"')[2]
    assert "<dt>Agreements</dt><dd>1</dd>" in closed and "<dt>Minutes</dt><dd>1</dd>" in closed
    assert "<dt>Forms</dt>" not in closed
    assert "/en/accounts/login/?next=/en/documents/" in closed


@pytest.mark.req("R14", "R15")
@pytest.mark.parametrize("who", ["outsider", "newcomer"])
def test_neither_does_a_former_member_nor_somebody_who_never_was(
    client: Client, cast: Cast, kept: dict[str, Any], who: str
) -> None:
    client.force_login(getattr(cast, who))

    text = page(client)

    assert SECRET not in text
    assert "These documents are open to current members of the association." in text
    assert client.get(file_of(kept["closed"])).status_code == 404
    assert client.get(f"/en/documents/earlier/{kept['earlier'].pk}/").status_code == 404
    assert client.get(file_of(kept["open"])).status_code == 200
    assert client.get(file_of(kept["hidden"])).status_code == 404


@pytest.mark.req("R14", "R35")
def test_a_stranger_is_led_to_the_login_whether_there_is_a_document_or_not(
    client: Client, kept: dict[str, Any]
) -> None:
    asked = [file_of(kept["closed"]), f"/en/documents/earlier/{kept['earlier'].pk}/", "/en/documents/999999/en/",
             file_of(kept["hidden"]), "/en/documents/earlier/999999/"]  # fmt: skip

    found = [client.get(path) for path in asked]

    assert [(answer.status_code, answer["Location"]) for answer in found] == [
        (302, f"/en/accounts/login/?next={path}") for path in asked
    ]
    assert client.get(file_of(kept["open"])).status_code == 200


@pytest.mark.req("R34", "R35")
def test_a_file_is_called_by_us_and_kept_by_nobody(as_member: Client, kept: dict[str, Any]) -> None:
    closed, public = as_member.get(file_of(kept["closed"])), as_member.get(file_of(kept["open"]))

    assert b"".join(closed.streaming_content)[:5] == b"%PDF-"  # type: ignore[attr-defined]
    assert closed["Content-Disposition"] == 'inline; filename="agreement-2026-04-05-en.pdf"'
    assert closed["X-Content-Type-Options"] == "nosniff"
    assert (closed["Cache-Control"], public["Cache-Control"]) == ("private, no-store", "private, no-cache")
    assert as_member.get(file_of(kept["closed"], "fr")).status_code == 404
    assert as_member.get(file_of(kept["closed"], "de")).status_code == 404


def test_each_language_has_its_own_file(as_member: Client, db: None) -> None:
    document = make_document(kind="by_laws", file_fr=make_file("Règlements"))

    french = as_member.get(file_of(document, "fr"))

    assert french["Content-Disposition"] == 'inline; filename="by-laws-2026-04-05-fr.pdf"'
    shown = page(as_member, "/fr/documents/")
    assert shown.count("Lire en français") == shown.count("Lire en anglais") == 1
    assert shown.index("Lire en français") < shown.index("Lire en anglais")
    assert "Minutes of the annual meeting (fr)" in shown


@pytest.mark.req("R15")
def test_a_hidden_earlier_version_is_the_office_s(client: Client, cast: Cast, kept: dict[str, Any]) -> None:
    earlier = kept["earlier"]
    earlier.hide("An address is in it.", timezone.now())
    path = f"/en/documents/earlier/{earlier.pk}/"

    client.force_login(cast.officer)
    assert client.get(path).status_code == 404
    assert "Earlier versions" not in page(client)
    client.force_login(cast.staff)
    assert client.get(path).status_code == 200
    assert client.get(file_of(kept["hidden"])).status_code == 200


@pytest.mark.req("R14")
def test_it_closes_on_the_day_after_the_membership(
    client: Client, cast: Cast, kept: dict[str, Any], time_machine: Any
) -> None:
    Membership.objects.filter(member__user=cast.officer).update(ends_on=date(2026, 11, 26))
    # Midnight in Ottawa is 5:00 UTC.
    for moment, status in (("2026-11-27T04:59:00+00:00", 200), ("2026-11-27T05:01:00+00:00", 404)):
        time_machine.move_to(moment)
        client.force_login(User.objects.get(pk=cast.officer.pk))
        assert client.get(file_of(kept["closed"])).status_code == status


def test_the_page_asks_as_much_of_three_as_of_one(as_member: Client, kept: dict[str, Any]) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert as_member.get(LIST).status_code == 200
        return len(asked)

    queries()
    few = queries()
    for number in range(3):
        make_earlier(make_document(f"More {number}", dated=date(2026, 1, 1) + timedelta(days=number)))
    assert queries() == few


def test_a_long_list_has_pages(as_member: Client, db: None) -> None:
    stored = make_file("One")
    for number in range(51):
        make_document(f"Number {number}.", file_en=stored, dated=date(2020, 1, 1) + timedelta(days=number))

    first = as_member.get(f"{LIST}?kind=minutes")
    (older,) = [url for url in [first.context["page"].next_url] if url]

    assert "Number 50." in first.text and "Number 0." not in first.text
    second = as_member.get(LIST + older).text
    assert "Number 0." in second and "Number 50." not in second
    assert "kind=minutes" in older
