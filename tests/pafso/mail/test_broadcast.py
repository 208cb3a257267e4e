"""Everybody is written to once, wherever the worker dies and whoever comes to help."""

from typing import Any

import pytest
from django.db.models import Model, QuerySet
from django.utils import timezone

from contests.mails import gallery_published
from contests.models import Contest
from magazine.mails import issue_published
from magazine.models import Issue
from members.models import User
from pafso.mail import broadcast as module
from pafso.mail.broadcast import MassMail, broadcast
from pafso.mail.models import Mail
from pafso.models import POSTAL_ADDRESS, Text
from tests.factories.contests import make_contest
from tests.factories.magazine import make_issue
from tests.factories.people import make_user

pytestmark = pytest.mark.django_db
BATCH = 3


class Killed(BaseException):
    """What -9 looks like from inside: no line after it runs."""


@pytest.fixture(params=["contest", "issue"])
def row(request: pytest.FixtureRequest) -> Contest | Issue:
    """One that does not remember how far it was, and one that does."""
    if request.param == "issue":
        return make_issue(38, 1)
    return make_contest(gallery_published_at=timezone.now())


@pytest.fixture
def people(monkeypatch: pytest.MonkeyPatch) -> list[User]:
    monkeypatch.setattr(module, "BATCH", BATCH)
    return [make_user(f"Person {number}", f"p{number}@example.org") for number in range(7)]


def everybody(row: Model) -> QuerySet[User]:
    return User.objects.filter(email__startswith="p")


def announce(row: Any, written: list[int], *, dies_at: int = 0) -> None:
    """Write to everybody; the worker dies when it comes to the mail numbered DIES_AT."""

    def write(row: Any, person: User) -> None:
        written.append(person.pk)
        if len(written) == dies_at:
            raise Killed
        (issue_published if isinstance(row, Issue) else gallery_published)(row, person)

    position = {"position": "announced_up_to"} if isinstance(row, Issue) else {}
    columns = {"done": "announced_at", **position}
    broadcast(type(row).objects.to_announce(), row.pk, MassMail(everybody, write), columns=columns)


def addresses() -> list[str]:
    return sorted(Mail.objects.values_list("to", flat=True))


def test_everybody_gets_one_mail_and_the_row_is_done(row: Any, people: list[User]) -> None:
    written: list[int] = []
    announce(row, written)
    row.refresh_from_db()
    announced_at = row.announced_at
    announce(row, written)

    assert written == [person.pk for person in people]
    assert addresses() == [f"p{number}@example.org" for number in range(7)]
    row.refresh_from_db()
    assert row.announced_at == announced_at is not None


@pytest.mark.req("R45")
@pytest.mark.parametrize(("dies_at", "left"), [(1, 0), (3, 0), (4, 3), (5, 3), (7, 6)])
def test_after_a_death_at_any_mail_nobody_is_left_out_or_told_twice(
    row: Any, people: list[User], dies_at: int, left: int
) -> None:
    with pytest.raises(Killed):
        announce(row, [], dies_at=dies_at)
    assert Mail.objects.count() == left
    row.refresh_from_db()
    assert row.announced_at is None
    again: list[int] = []

    announce(row, again)

    assert addresses() == [f"p{number}@example.org" for number in range(7)]
    begins_at = left if isinstance(row, Issue) else 0
    assert again == [person.pk for person in people[begins_at:]]
    row.refresh_from_db()
    assert row.announced_at is not None


def test_a_closed_account_gets_none(row: Any, people: list[User]) -> None:
    User.objects.filter(pk=people[4].pk).update(is_active=False)

    announce(row, [])

    assert addresses() == [f"p{number}@example.org" for number in (0, 1, 2, 3, 5, 6)]


def test_taken_back_in_the_middle_it_stops(row: Any, people: list[User]) -> None:
    def write(row: Any, person: User) -> None:
        Contest.objects.update(gallery_published_at=None)
        Issue.objects.update(state="ready")
        written.append(person.pk)

    written: list[int] = []
    broadcast(type(row).objects.to_announce(), row.pk, MassMail(everybody, write))

    assert written == [person.pk for person in people[:BATCH]]
    row.refresh_from_db()
    assert row.announced_at is None


def test_a_row_that_is_gone_is_no_trouble() -> None:
    broadcast(Issue.objects.to_announce(), 987654, MassMail(everybody, issue_published))

    assert not Mail.objects.exists()


@pytest.mark.req("R58")
def test_nobody_is_written_to_without_a_postal_address_and_nothing_is_lost(row: Any, people: list[User]) -> None:
    address = Text.objects.get(key=POSTAL_ADDRESS)
    address.delete()

    announce(row, [])

    row.refresh_from_db()
    assert (Mail.objects.count(), row.announced_at) == (0, None)
    address.save()
    announce(row, [])
    assert len(addresses()) == 7
