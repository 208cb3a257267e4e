"""Several colleagues press at the same instant, on PostgreSQL: one of them wins, and nothing happens twice or by halves."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from members.merging import actions as merging
from members.models import Member, Membership, Merge, Posting, Recovery, User
from members.recovery import actions as recovery
from pafso.audit.models import Entry
from pafso.errors import DomainError
from pafso.mail.models import Mail
from tests.factories.office import make_clerk
from tests.factories.people import Cast, make_member
from tests.services.test_awards_parallel import all_at_once

TIMES = 12


@pytest.fixture
def clerks(people: Cast) -> list[User]:
    return [make_clerk(f"Clerk {number}", f"clerk{number}@example.org") for number in range(TIMES)]


def verbs() -> list[str]:
    return list(
        Entry.objects.filter(subject_type__in=["members.Merge", "members.Recovery"]).values_list("verb", flat=True)
    )


def asked(people: Cast, by: User) -> Recovery:
    values: dict[str, Any] = {"new_address": "new@new.example", "evidence": "x", "takes_off_second_step": False}
    return recovery.ask_recovery(people.officer, by=by, **values)


def in_turn(*acts: Callable[[int], Any]) -> list[Any]:
    """Each act by as many threads as there are turns for it, all at the same instant."""
    return all_at_once(lambda number: acts[number % len(acts)](number), times=TIMES)


@pytest.mark.req("R41", "R47")
def test_one_recovery_is_asked_for(people: Cast, clerks: list[User]) -> None:
    found = all_at_once(lambda number: asked(people, clerks[number]).pk, times=TIMES)

    row = Recovery.objects.get()
    assert [one for one in found if not isinstance(one, DomainError)] == [row.pk]
    assert (verbs(), Mail.objects.count()) == (["recovery_asked"], 1)


@pytest.mark.req("R47")
def test_approving_and_stopping_at_once_end_stopped_whoever_was_first(people: Cast, clerks: list[User]) -> None:
    row = asked(people, people.staff)

    found = in_turn(
        lambda number: recovery.approve_recovery(row, by=clerks[number]).state,
        lambda number: recovery.stop_recovery(row, by=clerks[number]).state,
    )

    row.refresh_from_db()
    assert row.state == "stopped"
    assert verbs().count("recovery_stopped") == 1
    assert verbs().count("recovery_approved") <= 1
    assert all(isinstance(one, str | DomainError) for one in found), found
    assert Mail.objects.filter(event="members/recovery_approved").count() == verbs().count("recovery_approved")


@pytest.mark.req("R47")
def test_confirming_and_stopping_at_once_have_one_winner(people: Cast, clerks: list[User]) -> None:
    row = recovery.approve_recovery(asked(people, people.staff), by=clerks[0])
    recovery.ready_recoveries(timezone.now() + timedelta(hours=24))

    in_turn(lambda _: recovery.confirm_recovery(row).state, lambda _: recovery.stop_recovery(row, by=None).state)

    row.refresh_from_db()
    user = User.objects.get(pk=people.officer.pk)
    assert (verbs().count("recovery_done"), verbs().count("recovery_stopped")) in {(1, 0), (0, 1)}
    assert (user.email == "new@new.example") == (row.state == "done")


@pytest.mark.req("R47")
def test_the_clock_sends_one_link_from_many_workers(people: Cast, clerks: list[User]) -> None:
    recovery.approve_recovery(asked(people, people.staff), by=clerks[0])
    later = timezone.now() + timedelta(hours=24)

    found = all_at_once(lambda _: recovery.ready_recoveries(later), times=TIMES)

    assert sum(found) == 1
    assert Mail.objects.filter(event="members/recovery_ready").count() == 1


@pytest.fixture
def pair(people: Cast) -> tuple[Member, Member]:
    duplicate = make_member(None, "2002", ("regular", date(2000, 1, 1), date(2001, 12, 31)))
    for year in range(2000, 2010):
        Posting.objects.create(
            member=duplicate, mission="E", city="D", country="S",
            starts_on=date(year, 1, 1), ends_on=date(year, 12, 31),
        )  # fmt: skip
    return people.officer.member, duplicate


@pytest.mark.req("R47")
def test_two_consents_at_once_merge_once(people: Cast, clerks: list[User], pair: tuple[Member, Member]) -> None:
    merge = merging.propose_merge(*pair, reason="Same.", by=people.staff)

    found = all_at_once(lambda number: merging.consent_merge(merge, by=clerks[number]).state, times=TIMES)

    assert set(found) == {"merged"}
    assert verbs() == ["entries_merged", "merge_proposed"]
    assert Mail.objects.filter(event="members/entries_merged").count() == 1
    assert pair[0].postings.count() == 10


@pytest.mark.req("R47")
def test_merged_both_ways_at_once_is_merged_one_way(
    people: Cast, clerks: list[User], pair: tuple[Member, Member]
) -> None:
    one = merging.propose_merge(*pair, reason="Same.", by=people.staff)
    other = merging.propose_merge(pair[1], pair[0], reason="Same.", by=people.staff)

    found = in_turn(
        lambda number: merging.consent_merge(one, by=clerks[number]).state,
        lambda number: merging.consent_merge(other, by=clerks[number]).state,
    )

    assert all(isinstance(each, DomainError) or each == "merged" for each in found), found
    assert Merge.objects.filter(state="merged").count() == 1
    assert Member.objects.filter(merged_into__isnull=False).count() == 1


@pytest.mark.req("R47")
def test_rows_that_are_added_while_it_is_merged_are_neither_lost_nor_doubled(
    people: Cast, clerks: list[User], pair: tuple[Member, Member]
) -> None:
    """Either the row comes first and the preview is out of date, or it finds the merged entry and stays there."""
    merge = merging.propose_merge(*pair, reason="Same.", by=people.staff)

    def add(number: int) -> str:
        values = {"kind_id": "regular", "starts_on": date(1980 + number, 1, 1), "ends_on": date(1980 + number, 6, 30)}
        return str(Membership.objects.create(member=pair[1], **values).pk)

    found = in_turn(lambda number: merging.consent_merge(merge, by=clerks[number]).state, add)

    merge.refresh_from_db()
    added = Membership.objects.filter(member=pair[1], starts_on__lt=date(2000, 1, 1)).count()
    refused = [one for one in found if isinstance(one, DomainError)]
    assert all(isinstance(one, str | DomainError) for one in found), found
    assert added == TIMES // 2
    assert merge.state == ("proposed" if refused else "merged")
    assert len(refused) in {0, TIMES // 2}


@pytest.mark.req("R47")
def test_undoing_from_many_windows_undoes_once(people: Cast, clerks: list[User], pair: tuple[Member, Member]) -> None:
    merge = merging.propose_merge(*pair, reason="Same.", by=people.staff)
    merging.consent_merge(merge, by=clerks[0])

    found = all_at_once(lambda number: merging.undo_merge(merge, by=clerks[number]).left, times=TIMES)

    assert found == [[]] * TIMES
    assert verbs().count("merge_undone") == 1
    assert pair[1].postings.count() == 10
