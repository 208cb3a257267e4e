"""The desk's pages for files with people: who may open them, what they say, and that nothing moves without a button."""

import csv
import json
from collections.abc import Callable
from io import StringIO
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from members.importing import progress
from members.importing.tasks import work_on_import
from members.models import Member, RollImport, User
from tests.factories.people import Cast, make_user
from tests.factories.rollfiles import NEW, asked, checked, csv_of, make_stream, upload

BASE = "/admin/members/rollimport"
PAGES = ["", "add/", "template.csv", "export/", "{pk}/change/", "{pk}/progress/", "{pk}/refused.csv", "{pk}/apply/", "{pk}/drop/"]  # fmt: skip


@pytest.fixture
def clerk(cast: Cast) -> User:
    """Works in the office and may change members, nothing else."""
    user = make_user("Camille Bureau", "camille@example.org", is_staff=True)
    user.user_permissions.add(Permission.objects.get(codename="change_member"))
    return user


@pytest.fixture
def desk(clerk: User, client: Client) -> Client:
    client.force_login(clerk)
    return client


def text(response: Any) -> str:
    content = b"".join(response.streaming_content) if response.streaming else response.content
    return content.decode("utf-8-sig")


def test_from_the_file_to_the_roll(desk: Client, commits: Callable[[], Any]) -> None:
    form = {"file": upload(csv_of({**NEW, "class": "Regular", "member_since": "2019-09-03"}, {"number": "77"}))}
    with commits():
        response = desk.post(f"{BASE}/add/", form)
    found = RollImport.objects.get()
    assert response["Location"] == f"{BASE}/{found.pk}/change/"

    page = desk.get(response["Location"]).content.decode()
    assert "Élodie Bélanger-Roy (2001)" in page
    assert "September 3, 2019" in page
    assert "A new person needs a name." in page
    assert "Nothing has been changed yet." in page
    with commits():
        answer = desk.post(f"{BASE}/{found.pk}/apply/")

    assert answer["Location"] == f"{BASE}/{found.pk}/change/"
    found.refresh_from_db()
    assert (found.state, found.applied_by) == ("applied", User.objects.get(email="camille@example.org"))
    assert Member.objects.get(number="2001").memberships.get().kind_id == "regular"
    assert "Nothing has been changed yet." not in desk.get(f"{BASE}/{found.pk}/change/").content.decode()


@pytest.mark.req("R14", "R15")
@pytest.mark.parametrize("page", PAGES)
def test_who_may_not_open_it(cast: Cast, client: Client, page: str) -> None:
    """A stranger, a member, and a colleague who may look at members and not change them."""
    found = checked({**NEW, "name": "Sourde Rumeur"}, {"number": "77"}, by=cast.staff)
    looks = make_user("Only Looks", "looks@example.org", is_staff=True)
    looks.user_permissions.add(*Permission.objects.filter(codename__in=["view_member", "view_rollimport", "add_rollimport"]))  # fmt: skip
    address = f"{BASE}/{page.format(pk=found.pk)}"

    for person, status in ((None, 302), (cast.officer, 302), (looks, 403)):
        client.logout()
        if person:
            client.force_login(person)
        for ask in (client.get, client.post):
            response = ask(address)
            assert response.status_code == status, (person, page)
            assert "Sourde Rumeur" not in text(response)
    found.refresh_from_db()
    assert found.state == "checked"


@pytest.mark.req("R26")
def test_looking_moves_nothing(desk: Client, cast: Cast) -> None:
    found = checked(NEW, by=cast.staff)

    statuses = [desk.get(f"{BASE}/{found.pk}/{verb}/").status_code for verb in ("apply", "drop", "publish")]

    found.refresh_from_db()
    assert (statuses, found.state) == ([405, 405, 404], "checked")


@pytest.mark.parametrize("pk", ["999", "0", "9" * 30, "x"])
def test_an_import_that_does_not_exist(desk: Client, pk: str) -> None:
    assert desk.get(f"{BASE}/{pk}/change/").status_code == 404


@pytest.mark.req("R36", "R60")
def test_a_file_that_is_none_is_refused_in_the_readers_language(desk: Client) -> None:
    desk.cookies[settings.LANGUAGE_COOKIE_NAME] = "fr"

    response = desk.post(f"{BASE}/add/", {"file": upload(b"%PDF-1.7", "roll.csv"), "addresses_verified": "on"})

    page = response.content.decode()
    assert response.status_code == 200
    assert "Nous ne pouvons pas lire ce tableau" in page
    assert 'name="addresses_verified"' in page and "checked" in page.split('name="addresses_verified"')[1][:200]
    assert not RollImport.objects.exists()


def test_the_page_says_how_far_it_is(desk: Client, cast: Cast) -> None:
    found = asked(csv_of(NEW), by=cast.staff)
    RollImport.objects.filter(pk=found.pk).update(lines_total=8, lines_done=2)
    page, ask = f"{BASE}/{found.pk}/change/", f"{BASE}/{found.pk}/progress/"

    html = desk.get(page).content.decode()
    assert f'data-poll-url="{ask}"' in html
    assert '<noscript><meta http-equiv="refresh" content="5"></noscript>' in html
    assert desk.get(ask).json() == {
        "done": False,
        "percent": 25,
        "text": "2 of 8 lines have been checked.",
        "url": page,
    }
    RollImport.objects.filter(pk=found.pk).update(state="applying")
    assert desk.get(ask).json()["text"] == "The import is being applied."
    progress.count_written(found.pk, 4)
    assert desk.get(ask).json()["text"] == "4 of 8 lines have been written; they take effect together at the end."
    RollImport.objects.filter(pk=found.pk).update(state="checked")
    assert desk.get(ask).json() == {"done": True, "percent": 100, "text": "", "url": page}


def test_what_is_wrong_with_the_whole_file_is_said(desk: Client, cast: Cast) -> None:
    found = asked(csv_of(NEW), by=cast.staff)
    problem = json.dumps(["duplicate_column", {"column": "member_since"}])
    RollImport.objects.filter(pk=found.pk).update(state="failed", problem=problem)

    assert "Two columns mean the same thing: Member since. Keep one of them." in desk.get(f"{BASE}/{found.pk}/change/").content.decode()  # fmt: skip


def test_lines_by_outcome_a_page_at_a_time(desk: Client, cast: Cast) -> None:
    found = checked(*[{**NEW, "number": f"N{n}"} for n in range(60)], {"number": "X"}, by=cast.staff)
    address = f"{BASE}/{found.pk}/change/"

    first, refused = desk.get(address).content.decode(), desk.get(f"{address}?outcome=refused").content.decode()

    assert first.count("(N") == 50
    assert 'rel="next"' in first
    assert (refused.count("(N"), refused.count("(X)")) == (0, 1)
    assert "No lines of this kind." in desk.get(f"{address}?outcome=changed").content.decode()


def test_the_same_number_of_queries_for_one_line_and_for_many(desk: Client, cast: Cast) -> None:
    counts = []
    for rows in (1, 3):
        found = checked(*[{**NEW, "number": f"{rows}-{n}", "name": ""} for n in range(rows)], by=cast.staff)
        desk.get(f"{BASE}/{found.pk}/change/")
        with CaptureQueriesContext(connection) as queries:
            desk.get(f"{BASE}/{found.pk}/change/")
        counts.append(len(queries))
    for number in range(2):
        with CaptureQueriesContext(connection) as queries:
            desk.get(f"{BASE}/")
        counts.append(len(queries))
        asked(csv_of({"number": str(number)}), by=cast.staff)

    assert counts[0] == counts[1] <= 12
    assert counts[2] == counts[3] <= 12


@pytest.mark.req("R28")
def test_refused_lines_come_back_with_their_reasons(desk: Client, cast: Cast) -> None:
    found = checked(NEW, {"number": "77", "name": "=1+1", "language": "fr", "level": "EX-01"}, by=cast.staff)

    response = desk.get(f"{BASE}/{found.pk}/refused.csv")

    rows = list(csv.reader(StringIO(text(response))))
    assert rows == [
        ["Member number", "Name", "Language", "Level", "Line", "Why it was refused"],
        ["77", "'=1+1", "fr", "EX-01", "3", "Level: “EX-01” is not one of FS-01 to FS-04."],
    ]
    assert "no-store" in response["Cache-Control"]


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_template_is_a_file_that_is_understood(desk: Client, cast: Cast, language: str) -> None:
    desk.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    content = desk.get(f"{BASE}/template.csv").content
    assert content.startswith(b"\xef\xbb\xbf")

    make_stream()
    found = asked(content, by=cast.staff)
    work_on_import(found.pk)

    found.refresh_from_db()
    assert (found.state, found.created_count, found.problem) == ("checked", 1, "")


def test_a_file_that_was_forgotten_offers_nothing(desk: Client, cast: Cast) -> None:
    found = checked({"number": "77"}, by=cast.staff)
    assert found.file is not None
    found.file.delete()

    assert desk.get(f"{BASE}/{found.pk}/refused.csv").status_code == 404
    assert "refused.csv" not in desk.get(f"{BASE}/{found.pk}/change/").content.decode()


def test_the_list_of_members_leads_here(desk: Client, cast: Cast) -> None:
    page = desk.get("/admin/members/member/").content.decode()

    assert f'href="{BASE}/add/"' in page
    assert f'href="{BASE}/export/"' in page
