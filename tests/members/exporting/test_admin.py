"""The roll written out: as of any day, for whoever may, with accents whole and no formula, and it comes back unchanged."""

import csv
import time
import tracemalloc
from collections.abc import Callable
from datetime import date
from io import BytesIO, StringIO
from random import Random
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from openpyxl import load_workbook

from members.demonstration import populate
from members.exporting.columns import EXPORTED
from members.exporting.rows import Words, roll_on, rows_of
from members.exporting.sheets import csv_pieces, defused
from members.importing.actions import apply_import
from members.importing.tasks import work_on_import
from members.models import ContactDetail, Member, Membership, RollAddress, User
from pafso.audit.models import Entry
from tests.factories.people import Cast, make_member, make_user
from tests.factories.rollfiles import NEW, asked, checked, make_stream

EXPORT = "/admin/members/rollimport/export/"


@pytest.fixture
def clerk(cast: Cast) -> User:
    user = make_user("Camille Bureau", "camille@example.org", is_staff=True)
    user.user_permissions.add(Permission.objects.get(codename="change_member"))
    return user


def prove(client: Client, *, ago: float = 0.0) -> None:
    """As if the person had proved who they are, that many seconds ago."""
    session = client.session
    session["account_authentication_methods"] = [
        {"method": "mfa", "type": "totp", "at": time.time() - ago, "reauthenticated": True}
    ]
    session.save()


@pytest.fixture
def desk(clerk: User, client: Client) -> Client:
    client.force_login(clerk)
    prove(client)
    return client


def ask(desk: Client, day: str = "2026-04-05", kind: str = "csv", **more: str) -> Any:
    return desk.post(EXPORT, {"day": day, "kind": kind, **more})


def body(response: Any) -> bytes:
    return b"".join(response.streaming_content)


def rows(response: Any, delimiter: str = ",") -> list[dict[str, str]]:
    text = body(response).decode("utf-8-sig")
    found = csv.reader(StringIO(text, newline=""), delimiter=delimiter)
    next(found)
    return [dict(zip([column.key for column in EXPORTED], row, strict=True)) for row in found]


def full_roll(cast: Cast) -> None:
    """People with everything that a file can hold, several addresses and rows of other days among it."""
    make_stream()
    person = {
        **NEW, "preferred_name": "Élodie", "time_zone": "America/Toronto", "employer": "other", "work_email": "elodie@example.org",
        "personal_email": "elodie@example.net", "telephone": "+1 613 555-0142", "class": "regular", "member_since": "2019-09-03",
        "member_until": "2027-12-31", "reason": "=cmd|'/C calc'!A0", "level": "FS-02", "stream": "trade", "level_since": "2022-04-01",
        "mission": "-Embassy", "city": "@Dakar", "country": "Sénégal", "posting_time_zone": "Africa/Dakar",
        "posted_since": "2025-08-15", "dues_since": "2019-09-03", "dues_until": "2027-01-31",
    }  # fmt: skip
    acting = {"number": "2002", "name": "=1+1", "language": "en", "level": "FS-03", "acting": "yes", "level_since": "2024-01-01"}  # fmt: skip
    found = checked(person, acting, by=cast.staff)
    apply_import(found, by=cast.staff)
    work_on_import(found.pk)


def test_the_roll_on_a_day(desk: Client, cast: Cast) -> None:
    full_roll(cast)

    found = {row["number"]: row for row in rows(ask(desk))}

    assert found["2001"] == {
        "number": "2001", "name": "Élodie Bélanger-Roy", "preferred_name": "Élodie", "language": "French",
        "time_zone": "America/Toronto", "employer": "Another employer", "work_email": "elodie@example.org",
        "personal_email": "elodie@example.net", "telephone": "'+1 613 555-0142", "class": "Regular",
        "member_since": "2019-09-03", "member_until": "2027-12-31", "reason": "'=cmd|'/C calc'!A0", "level": "FS-02",
        "acting": "no", "stream": "Trade", "level_since": "2022-04-01", "mission": "'-Embassy", "city": "'@Dakar",
        "country": "Sénégal", "posting_time_zone": "Africa/Dakar", "posted_since": "2025-08-15",
        "dues_since": "2019-09-03", "dues_until": "2027-01-31", "good_standing": "yes", "acting_level": "",
    }  # fmt: skip
    assert (found["2002"]["name"], found["2002"]["level"], found["2002"]["acting_level"]) == ("'=1+1", "", "FS-03")
    assert (found["1004"]["class"], found["1004"]["good_standing"]) == ("", "no")
    before = {row["number"]: row for row in rows(ask(desk, "2018-06-01"))}
    assert (before["1003"]["class"], before["1003"]["member_until"]) == ("Regular", "2019-06-30")
    assert (before["2001"]["class"], before["2001"]["good_standing"], before["2001"]["level"]) == ("", "no", "")


def test_only_those_in_good_standing(desk: Client) -> None:
    assert {row["number"] for row in rows(ask(desk, in_good_standing="on"))} == {"1001", "1002", "1003"}


def test_nobody_twice_and_nobody_who_is_gone(desk: Client, cast: Cast) -> None:
    kept, merged, erased = (make_member(None, number) for number in ("3001", "3002", "3003"))
    Member.objects.filter(pk=merged.pk).update(merged_into=kept)
    Member.objects.filter(pk=erased.pk).update(erased_at=timezone.now())
    for email in ("a@example.org", "b@example.org"):
        RollAddress.objects.create(member=kept, email=email, kind="work")
    ContactDetail.objects.create(member=kept, kind="home_phone", value="613 555-0100")
    wrong = Membership.objects.create(member=kept, kind_id="honorary", starts_on=date(2020, 1, 1))
    Membership.objects.filter(pk=wrong.pk).update(struck_at=timezone.now())

    found = rows(ask(desk))

    assert [row["number"] for row in found] == ["3001", "1001", "1002", "1004", "1003"]
    mine = found[0]
    assert (mine["work_email"], mine["telephone"], mine["class"]) == ("b@example.org", "", "")


@pytest.mark.req("R28")
@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "  =1+1", "\n=1", "＝1+1", "＋1", "－1", "＠A1"]
)
def test_formulas_are_defused(text: str) -> None:
    assert defused(text) == f"'{text}"


@pytest.mark.parametrize("text", ["O’Neill", "1-2", "a=b", "elodie@example.org", "", "Saint-Jean"])
def test_ordinary_words_stay(text: str) -> None:
    assert defused(text) == text


@pytest.mark.parametrize(("language", "delimiter"), [("en", ","), ("fr", ";")])
def test_a_csv_that_excel_opens_with_its_accents(desk: Client, cast: Cast, language: str, delimiter: str) -> None:
    desk.cookies[settings.LANGUAGE_COOKIE_NAME] = language

    response = ask(desk)
    content = body(response)

    assert content.startswith(b"\xef\xbb\xbf")
    assert content.decode("utf-8-sig").splitlines()[0].split(delimiter)[:2] == (
        ["Member number", "Name"] if language == "en" else ["Numéro de membre", "Nom"]
    )
    assert "Benoît Lefèvre" in content.decode()
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Content-Disposition"] == 'attachment; filename="PAFSO-APASE-2026-04-05.csv"'
    assert "no-store" in response["Cache-Control"]


def test_a_workbook_of_text_and_days(desk: Client, cast: Cast) -> None:
    full_roll(cast)

    workbook = load_workbook(BytesIO(body(ask(desk, kind="xlsx"))))

    sheet = workbook.active
    keys = [column.key for column in EXPORTED]
    found = {row[0].value: dict(zip(keys, row, strict=True)) for row in sheet.iter_rows(min_row=2)}
    person = found["2001"]
    assert person["name"].value == "Élodie Bélanger-Roy"
    assert (person["telephone"].value, person["telephone"].data_type) == ("+1 613 555-0142", "s")
    assert (person["reason"].value, person["reason"].data_type) == ("'=cmd|'/C calc'!A0", "s")
    assert (found["2002"]["name"].value, found["2002"]["name"].data_type) == ("'=1+1", "s")
    assert person["member_since"].value.date() == date(2019, 9, 3)
    assert person["member_since"].number_format == "yyyy-mm-dd"
    assert not any(cell.data_type == "f" for row in sheet.iter_rows() for cell in row)
    assert sheet.freeze_panes == "A2"


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize("day", ["2026-04-05", "2018-06-01"])
def test_what_goes_out_comes_back_without_a_change(
    desk: Client, cast: Cast, commits: Callable[[], Any], language: str, kind: str, day: str
) -> None:
    full_roll(cast)
    desk.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    content = body(ask(desk, day, kind))

    found = asked(content, by=cast.staff, verified=False)
    work_on_import(found.pk)

    found.refresh_from_db()
    assert [(line.label, line.outcome, line.problems) for line in found.lines.exclude(outcome="same")] == []
    assert (found.state, found.problem, found.same_count) == ("checked", "", 6)
    assert not any(line.problems for line in found.lines.all())


@pytest.mark.req("R54")
def test_the_trail_says_who_took_how_much(desk: Client, cast: Cast, clerk: User) -> None:
    body(ask(desk, in_good_standing="on"))

    entry = Entry.objects.get(verb="roll_exported")
    assert (entry.by, entry.subject_label) == (clerk, "Camille Bureau")
    assert entry.changes == {"day": "2026-04-05", "kind": "csv", "in_good_standing": True, "people": 3}


@pytest.mark.req("R11")
def test_it_asks_again_who_one_is(clerk: User, client: Client) -> None:
    client.force_login(clerk)
    for ago in (301.0, 3600.0):
        prove(client, ago=ago)
        for response in (client.get(EXPORT), ask(client)):
            assert response.status_code == 302
            assert "/reauthenticate/" in response["Location"]
    assert not Entry.objects.filter(verb="roll_exported").exists()

    prove(client, ago=290)
    assert client.get(EXPORT).status_code == 200


@pytest.mark.parametrize(("day", "kind"), [("", "csv"), ("0001-01-01", "csv"), ("2026-13-01", "csv"), ("2026-04-05", "ods")])  # fmt: skip
def test_a_wish_that_makes_no_sense(desk: Client, day: str, kind: str) -> None:
    response = ask(desk, day, kind)

    assert response.status_code == 200
    assert b'class="error-summary"' in response.content
    assert not Entry.objects.filter(verb="roll_exported").exists()


def test_many_people_in_few_queries_and_little_memory(desk: Client, cast: Cast) -> None:
    populate(300, Random(1))
    body(ask(desk))
    with CaptureQueriesContext(connection) as few:
        small = body(ask(desk))
    populate(2_000, Random(2))

    with CaptureQueriesContext(connection) as many:
        large = body(ask(desk))

    asked_of_tables = [query for query in many if "SAVEPOINT" not in query["sql"]]
    assert (len(many), len(asked_of_tables)) == (len(few), 8)  # the session, the second step and the rights among them
    assert large.count(b"\n") > 6 * small.count(b"\n") > 1_800
    people = roll_on(date(2026, 4, 5))
    tracemalloc.start()
    for _piece in csv_pieces(["-"], rows_of(people, date(2026, 4, 5), Words.now())):
        pass
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 5 * 1024 * 1024
