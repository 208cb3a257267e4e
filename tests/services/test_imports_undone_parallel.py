"""An undo of an import beside sign-ups that join its entries, colleagues who edit them, and whoever applies or undoes it too."""

from datetime import date
from typing import Any

import pytest

from members.accounts.actions.accounts import join_roll
from members.eligibility import today
from members.importing.actions import apply_import, undo_import
from members.importing.tasks import work_on_import
from members.models import ImportLine, Member, Membership, RollImport
from members.roll.actions import careers
from pafso.audit.models import Entry
from pafso.errors import DomainError
from tests.factories.people import Cast, make_cast, make_user
from tests.factories.rollfiles import checked
from tests.services.test_awards_parallel import all_at_once

pytestmark = [pytest.mark.services, pytest.mark.req("R47")]
PEOPLE = 12
State, Undo = RollImport.State, ImportLine.Undo


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    return make_cast()


def rows() -> list[dict[str, Any]]:
    return [
        {"number": f"N{n}", "name": f"Newcomer {n} Fortin", "language": "en", "work_email": f"n{n}@example.org",
         "class": "regular", "member_since": "2020-01-01"}
        for n in range(PEOPLE)
    ]  # fmt: skip


def applied(cast: Cast) -> RollImport:
    found = checked(*rows(), by=cast.staff, verified=True)
    apply_import(found, by=cast.staff)
    work_on_import(found.pk)
    found.refresh_from_db()
    assert found.state == State.APPLIED
    return found


def test_whoever_joins_an_entry_keeps_it_and_no_account_hangs_on_one_taken_off(cast: Cast) -> None:
    found = applied(cast)
    users = [make_user(f"Newcomer {n}", f"n{n}@example.org") for n in range(PEOPLE)]
    undo_import(found, reason="Wrong", by=cast.staff)

    def act(number: int) -> Any:
        return work_on_import(found.pk) if number == PEOPLE else join_roll(users[number], users[number].email)

    all_at_once(act, times=PEOPLE + 1)

    found.refresh_from_db()
    assert found.state == State.UNDONE
    for line in found.lines.all():
        member = Member.objects.get(pk=line.written["member"])
        joined = member.user_id is not None
        assert (member.struck_at is None, line.undo == Undo.LEFT) == (joined, joined)
        assert member.memberships.standing().exists() == joined


def test_what_colleagues_write_meanwhile_stays_or_comes_too_late(cast: Cast) -> None:
    found = applied(cast)
    members = [Member.objects.get(number=f"N{n}") for n in range(PEOPLE)]
    undo_import(found, reason="Wrong", by=cast.staff)

    def act(number: int) -> Any:
        if number == PEOPLE:
            return work_on_import(found.pk)
        row = Membership(member=members[number], kind_id="retired", starts_on=date(2026, 1, 1))
        return careers.succeed(row, by=cast.staff)

    outcomes = all_at_once(act, times=PEOPLE + 1)

    for number, member in enumerate(members):
        member.refresh_from_db()
        wrote = not isinstance(outcomes[number], Exception)
        assert wrote or isinstance(outcomes[number], DomainError)
        assert (member.struck_at is None) == wrote
        assert Membership.objects.held(today()).filter(member=member).count() == int(wrote)


def test_many_presses_and_workers_undo_once(cast: Cast) -> None:
    found = applied(cast)

    def act(number: int) -> Any:
        undo_import(found, reason=f"Press {number}", by=cast.staff)
        return work_on_import(found.pk)

    outcomes = all_at_once(act, times=6)

    found.refresh_from_db()
    assert not [each for each in outcomes if isinstance(each, Exception)]
    assert found.state == State.UNDONE
    assert Entry.objects.filter(verb="roll_import_undone").count() == 1
    assert Entry.objects.filter(verb="member_import_undone").count() == PEOPLE


def test_an_apply_and_an_undo_at_once(cast: Cast) -> None:
    found = checked(*rows(), by=cast.staff)

    def act(number: int) -> Any:
        if number % 2:
            apply_import(found, by=cast.staff)
        else:
            undo_import(found, reason="Wrong", by=cast.staff)
        return work_on_import(found.pk)

    all_at_once(act, times=4)
    work_on_import(found.pk)

    found.refresh_from_db()
    standing = Member.objects.filter(number__startswith="N", struck_at=None).count()
    assert (found.state, standing) in [(State.APPLIED, PEOPLE), (State.UNDONE, 0)]
