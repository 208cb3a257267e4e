"""Nobody is entered twice by one press: whoever may be on the roll already is shown first, and another one is chosen for."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client

from members.applications.actions import decisions
from members.eligibility import today
from members.models import Application, Member, MembershipClass, User
from members.roll.actions.members import add_member
from pafso.errors import Refused
from tests.factories.applications import make_submitted
from tests.factories.office import make_clerk
from tests.factories.people import Cast, make_cast, make_member
from tests.services.test_awards_parallel import all_at_once

ADD = "/admin/members/member/add/"
NEW = {
    "number": "2001",
    "name": "Tremblay-Okafor, Alix",
    "preferred_name": "",
    "language": "en",
    "time_zone": "",
    "employer": "",
}


@pytest.fixture
def desk(cast: Cast, client: Client) -> Client:
    client.force_login(make_clerk())
    return client


def add(desk: Client, **typed: Any) -> Any:
    return desk.post(ADD, {**NEW, **typed})


def test_somebody_new_is_entered_at_once(desk: Client) -> None:
    answer = add(desk, name="Nobody Before")

    assert answer.status_code == 302
    assert Member.objects.get(number="2001").name == "Nobody Before"


def test_a_likely_duplicate_is_shown_and_nothing_is_chosen(desk: Client, cast: Cast) -> None:
    page = add(desk)

    text = page.content.decode()
    assert page.status_code == 200
    assert not Member.objects.filter(number="2001").exists()
    assert "Alix Tremblay-Okafor (1001)" in text and "Same name" in text
    assert 'value="Tremblay-Okafor, Alix"' in text
    box = text.split('name="another"')[1].split(">")[0]
    assert f'value="{cast.officer.member.pk}"' in box and "checked" not in box


def test_whoever_says_that_it_is_another_person_enters_one(desk: Client, cast: Cast) -> None:
    answer = add(desk, another=[str(cast.officer.member.pk)])

    assert answer.status_code == 302
    assert Member.objects.get(number="2001").name == "Tremblay-Okafor, Alix"


def test_one_who_came_meanwhile_is_looked_at_first(desk: Client, cast: Cast) -> None:
    looked_at = str(cast.officer.member.pk)
    make_member(None, "1999", name="Alix Tremblay-Okafor")

    page = add(desk, another=[looked_at])

    assert "entered a moment ago" in page.content.decode()
    assert not Member.objects.filter(number="2001").exists()


@pytest.fixture
def submitted(cast: Cast) -> Application:
    return make_submitted(cast.newcomer)


def _form(desk: Client, application: Application) -> Any:
    return desk.get(f"/admin/members/application/{application.pk}/approval/").context["form"]


def test_an_approval_chooses_a_new_entry_only_where_nobody_is_alike(desk: Client, submitted: Application) -> None:
    assert _form(desk, submitted).initial["entry"] == "new"

    make_member(None, "1500", name="Newcomer, Chidi")

    assert _form(desk, submitted).initial["entry"] is None
    page = desk.get(f"/admin/members/application/{submitted.pk}/approval/").content.decode()
    assert 'name="entry"' in page and "checked" not in page.split('name="entry"', 1)[1].split('name="kind"')[0]


def test_an_approval_looks_again_when_somebody_came_meanwhile(desk: Client, submitted: Application) -> None:
    seen = _form(desk, submitted).initial["seen"]
    make_member(None, "1500", name="Newcomer, Chidi")
    typed = {
        "entry": "new",
        "number": "2001",
        "kind": "regular",
        "starts_on": "2026-12-01",
        "text": "Welcome",
        "seen": seen,
    }
    url = f"/admin/members/application/{submitted.pk}/approval/"

    page = desk.post(url, typed).content.decode()

    assert "entered a moment ago" in page and "Welcome" in page
    assert not Member.objects.filter(number="2001").exists()
    typed["seen"] = str(Member.objects.get(number="1500").pk)
    assert desk.post(url, typed).status_code == 302
    assert Member.objects.get(number="2001").user == submitted.applicant


def test_two_colleagues_at_once_enter_one(transactional_db: None) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("what is proved here is PostgreSQL's locking: TEST_DATABASE_URL names another database")
    cast = make_cast()

    def enter(number: int) -> str:
        try:
            add_member(by=cast.staff, values={"number": str(2001 + number), "name": "Nobody Before"}, seen="")
        except Refused as refusal:
            return refusal.code
        return "entered"

    assert sorted(all_at_once(enter, times=4)) == ["entered", "namesake", "namesake", "namesake"]


def test_an_approval_and_a_colleague_at_once_enter_one(transactional_db: None) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("what is proved here is PostgreSQL's locking: TEST_DATABASE_URL names another database")
    cast = make_cast()
    application, kind = make_submitted(cast.newcomer), MembershipClass.objects.get(pk="regular")

    def enter(number: int) -> str:
        try:
            if number:
                add_member(by=cast.staff, values={"number": "2001", "name": application.name}, seen="")
            else:
                decisions.approve_application(
                    application, by=cast.staff, number="2002", kind=kind, starts_on=today(), seen=""
                )
        except Refused as refusal:
            return refusal.code
        return "entered"

    assert sorted(all_at_once(enter, times=2)) == ["entered", "namesake"]
    assert Member.objects.filter(name=application.name).count() == 1
    assert User.objects.filter(pk=cast.newcomer.pk).exists()
