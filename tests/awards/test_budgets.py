"""What a cycle's table and the list for programs ask of the database, however much there is."""

import copy
import uuid
from datetime import date
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from awards.models import Cycle, Nomination
from members.models import Member, Posting
from tests.factories.awards import make_award, make_co_nominator, make_cycle, make_draft, make_sent_letter
from tests.factories.people import Cast, make_user

SIZES = (1, 3, 50)


@pytest.fixture
def cycle(cast: Cast) -> Cycle:
    """With one nomination, whose nominee is on the roll, put forward by two people, with a letter."""
    cycle = make_cycle(make_award("valour"), letters_needed=1)
    nominee = Member.objects.get(user=cast.retiree)
    for member in (nominee, Member.objects.get(user=cast.officer)):
        Posting.objects.create(
            member=member, mission="Embassy", city="Dakar", country="Senegal", starts_on=date(2024, 1, 1)
        )
    nomination = make_draft(cycle, cast.officer)
    make_co_nominator(nomination, cast.colleague)
    letter = make_sent_letter(nomination)
    letter.member = Member.objects.get(user=cast.colleague)
    letter.save()
    rows = Nomination.objects.filter(pk=nomination.pk)
    rows.update(state="submitted", submitted_at=nomination.begun_at, nominee_member=nominee)
    Cycle.objects.update(nominee_rule="substantive", letters_from="regular")
    return cycle


def enlarge(cycle: Cycle, number: int) -> None:
    """To NUMBER nominations like the first."""
    first = cycle.nominations.earliest("pk")
    for place in range(cycle.nominations.count(), number):
        made = _again(first, code=f"{place:08}")
        for row in (*first.co_nominators.all(), *first.letters.all()):
            own = {"code": f"{place:08}"} if hasattr(row, "code") else {"digest": f"{place:064}"}
            _again(row, nomination=made, **own)


def _again(row: Any, **fields: Any) -> Any:
    made = copy.copy(row)
    made.pk, made.form_token, made._state.adding = None, uuid.uuid4(), True
    for name, value in fields.items():
        setattr(made, name, value)
    made.save(force_insert=True)
    return made


def asked(client: Client, address: str) -> list[str]:
    """The statements of one page, once what is read once and kept is there."""
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return [query["sql"] for query in queries.captured_queries]


def test_a_clerk_opens_the_table_of_a_cycle(client: Client, cast: Cast, cycle: Cycle) -> None:
    """Not a superuser: rights of the office are asked for, too."""
    clerk = make_user("Claude Roy", "claude@example.org", is_staff=True)
    clerk.user_permissions.add(Permission.objects.get(codename="view_nomination"))
    client.force_login(clerk)
    found = {}
    for number in SIZES:
        enlarge(cycle, number)
        found[number] = asked(client, f"/admin/awards/nomination/?cycle={cycle.pk}")

    assert {len(statements) for statements in found.values()} == {12}


def test_programs_list_what_one_helps_to_put_forward(client: Client, cast: Cast, cycle: Cycle) -> None:
    client.force_login(cast.colleague)
    found = {}
    for number in SIZES:
        enlarge(cycle, number)
        found[number] = asked(client, "/api/v1/nominations/")
        assert len(client.get("/api/v1/nominations/").json()["results"]) == number

    assert {len(statements) for statements in found.values()} == {4}
