"""Two entries become one by two colleagues, and two again without any loss."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from members.accounts.actions.accounts import join_roll
from members.eligibility import is_member
from members.merging import actions
from members.merging.plan import TABLES, plan_of, values_of, words_of
from members.models import (
    Appointment,
    Closing,
    ContactDetail,
    DuesTerm,
    Leave,
    Member,
    Membership,
    Merge,
    Posting,
    RollAddress,
    User,
)
from pafso.audit.models import Entry
from pafso.errors import DomainError, Incomplete
from pafso.mail.models import Mail
from tests.factories.office import make_clerk
from tests.factories.people import Cast, make_member, make_user

NOW = datetime(2026, 9, 1, 15, 0, tzinfo=UTC)
MONTH = timedelta(days=30)


@contextmanager
def refused(code: str) -> Iterator[None]:
    with pytest.raises(DomainError) as refusal:
        yield
    assert refusal.value.code == code


@pytest.fixture
def kept(cast: Cast) -> Member:
    """Benoît’s entry: an account, a membership since 2018."""
    return cast.colleague.member


@pytest.fixture
def duplicate(cast: Cast) -> Member:
    """His second entry, made when he came back: no account, older facts, some that clash."""
    member = make_member(None, "2002", ("regular", date(2010, 1, 1), date(2014, 12, 31)), name="Benoit Lefevre")
    Membership.objects.create(member=member, kind_id="regular", starts_on=date(2017, 1, 1), ends_on=date(2018, 6, 30))
    Appointment.objects.create(member=member, level="FS-01", starts_on=date(2010, 1, 1))
    Posting.objects.create(
        member=member, mission="Embassy", city="Dakar", country="Sénégal", starts_on=date(2012, 8, 1)
    )
    DuesTerm.objects.create(member=member, starts_on=date(2010, 1, 1), ends_on=date(2014, 12, 31))
    Leave.objects.create(member=member, starts_on=date(2013, 1, 1), ends_on=date(2013, 6, 30))
    RollAddress.objects.create(member=member, email="benoit@old.example")
    RollAddress.objects.create(member=member, email="benoit@example.org")
    ContactDetail.objects.create(member=member, kind="mobile", value="613 555-0101")
    Member.objects.filter(pk=member.pk).update(employer="gac", preferred_name="Ben", time_zone="Africa/Dakar")
    member.refresh_from_db()
    return member


def propose(kept: Member, duplicate: Member, by: User, reason: str = "Same number at GAC.") -> Merge:
    return actions.propose_merge(kept, duplicate, reason=reason, by=by, now=NOW)


def merged(kept: Member, duplicate: Member, clerk: User, second: User) -> Merge:
    return actions.consent_merge(propose(kept, duplicate, clerk), by=second, now=NOW)


def everything() -> dict[str, list[Any]]:
    """Every row of the roll, whole."""
    tables = {"member": Member, **TABLES}
    return {name: list(model.objects.order_by("pk").values()) for name, model in tables.items()}


def of(member: Member) -> dict[str, set[int]]:
    return {
        name: set(model.objects.filter(member=member).values_list("pk", flat=True)) for name, model in TABLES.items()
    }


def trail() -> list[tuple[str, int]]:
    return list(Entry.objects.filter(subject_type="members.Merge").order_by("id").values_list("verb", "by"))


# --- The preview -----------------------------------------------------------------------------------------------------
def test_the_preview_says_what_moves_what_stays_aside_and_what_is_filled(kept: Member, duplicate: Member) -> None:
    plan = plan_of(kept, duplicate)

    assert [line.words for line in plan.moves] == [
        "Membership: Regular, January 1, 2010 to December 31, 2014",
        "Appointment: FS-01, Substantive, since January 1, 2010",
        "Posting: Embassy, Dakar, Sénégal, since August 1, 2012",
        "Dues-paying period: January 1, 2010 to December 31, 2014",
        "Leave: Without pay, January 1, 2013 to June 30, 2013",
        "Address on the roll: benoit@old.example, not confirmed",
        "Contact detail: Mobile telephone, 613 555-0101",
    ]
    assert [(line.words, line.why) for line in plan.aside] == [
        ("Membership: Regular, January 1, 2017 to June 30, 2018", "clash"),
        ("Address on the roll: benoit@example.org, not confirmed", "clash"),
    ]
    assert [(fill.name, fill.words) for fill in plan.fills] == [("employer", "Global Affairs Canada")]
    assert plan.account == "kept"


def test_a_row_that_both_have_is_said_to_be_the_same(kept: Member, duplicate: Member) -> None:
    for member in (kept, duplicate):
        Leave.objects.create(member=member, starts_on=date(2020, 1, 1), ends_on=date(2020, 3, 31))

    (line,) = [line for line in plan_of(kept, duplicate).aside if line.table == "leave"]

    assert line.reason == "The entry that stays has the same."


def test_what_was_struck_out_neither_moves_nor_stands_in_the_way(kept: Member, duplicate: Member) -> None:
    kept.memberships.update(struck_at=NOW)
    duplicate.leaves.update(struck_at=NOW)

    plan = plan_of(kept, duplicate)

    tables = [line.table for line in plan.moves]
    assert (tables.count("membership"), tables.count("leave")) == (2, 0)
    assert [line.table for line in plan.aside] == ["address"]


def test_acting_stands_beside_substantive(kept: Member, duplicate: Member) -> None:
    Appointment.objects.create(member=kept, kind="acting", level="FS-02", starts_on=date(2010, 1, 1))

    assert "appointment" in [line.table for line in plan_of(kept, duplicate).moves]


@pytest.mark.parametrize("change", ["row", "new", "gone", "fact", "account", "name"])
def test_a_digest_seals_all_that_the_preview_says(cast: Cast, kept: Member, duplicate: Member, change: str) -> None:
    before = plan_of(kept, duplicate).digest
    if change == "row":
        duplicate.postings.update(city="Saint-Louis")
    elif change == "new":
        Leave.objects.create(member=duplicate, starts_on=date(2011, 1, 1), ends_on=date(2011, 2, 1))
    elif change == "gone":
        duplicate.contacts.all().delete()
    elif change == "fact":
        duplicate.employer = "ircc"
    elif change == "account":
        duplicate.user = cast.newcomer
    else:
        kept.name = "Somebody Else"

    assert plan_of(kept, duplicate).digest != before


# --- Proposing -------------------------------------------------------------------------------------------------------
@pytest.mark.req("R41", "R54")
def test_proposing_changes_nothing_and_twice_is_once(kept: Member, duplicate: Member, clerk: User) -> None:
    before = everything()

    merge = propose(kept, duplicate, clerk)

    assert propose(kept, duplicate, clerk) == merge == Merge.objects.get()
    assert (merge.state, merge.preview_digest) == ("proposed", plan_of(kept, duplicate).digest)
    assert everything() == before
    assert trail() == [("merge_proposed", clerk.pk)]
    assert Entry.objects.get(verb="merge_proposed").changes == {"kept": "1002", "duplicate": "2002"}
    assert not Mail.objects.exists()


def test_what_cannot_be_proposed(cast: Cast, kept: Member, duplicate: Member, clerk: User) -> None:
    gone = make_member(None, "2003")
    Member.objects.filter(pk=gone.pk).update(merged_into=cast.officer.member)
    erased = make_member(None, "2004")
    Member.objects.filter(pk=erased.pk).update(erased_at=NOW)

    for one, other, code in (
        (kept, kept, "same_entry"),
        (kept, gone, "merged_already"),
        (gone, kept, "merged_already"),
        (erased, kept, "erased"),
        (kept, erased, "erased"),
    ):
        with refused(code):
            propose(one, other, clerk)
    with pytest.raises(Incomplete) as refusal:
        propose(kept, duplicate, clerk, reason=" ")
    assert [(name, str(sentence)) for name, sentence in refusal.value.problems] == [
        ("reason", "Say why they are the same person.")
    ]
    assert not Merge.objects.exists()


@pytest.mark.req("R14", "R21")
def test_only_the_office_proposes_and_nobody_their_own(cast: Cast, kept: Member, duplicate: Member) -> None:
    bare = make_user("No Rights", "bare@example.org", is_staff=True)
    own = make_clerk("Own", "own@example.org")
    mine = make_member(own, "2005")

    for who, code in ((cast.officer, "not_of_the_office"), (bare, "not_of_the_office")):
        with refused(code):
            propose(kept, duplicate, who)
    for one, other in ((mine, duplicate), (duplicate, mine)):
        with refused("own_entry"):
            propose(one, other, own)
    assert not Merge.objects.exists()


def test_an_entry_is_in_one_proposal(cast: Cast, kept: Member, duplicate: Member, clerk: User, second: User) -> None:
    propose(kept, duplicate, clerk)

    with refused("wrong_move"):
        propose(cast.officer.member, duplicate, clerk)
    with refused("wrong_move"):
        propose(kept, duplicate, second)


def test_a_proposal_that_is_out_of_date_is_renewed(kept: Member, duplicate: Member, clerk: User, second: User) -> None:
    old = propose(kept, duplicate, clerk)
    duplicate.postings.update(city="Saint-Louis")

    new = propose(kept, duplicate, second)

    old.refresh_from_db()
    assert (old.state, new.state, new.proposed_by) == ("refused", "proposed", second)
    assert trail() == [("merge_proposed", clerk.pk), ("merge_out_of_date", second.pk), ("merge_proposed", second.pk)]


# --- Consenting ------------------------------------------------------------------------------------------------------
@pytest.mark.req("R54")
def test_another_colleague_consents_and_they_are_one(
    kept: Member, duplicate: Member, clerk: User, second: User
) -> None:
    plan, before = plan_of(kept, duplicate), of(kept)

    merge = merged(kept, duplicate, clerk, second)
    again = actions.consent_merge(merge, by=second, now=NOW + MONTH)

    kept.refresh_from_db()
    duplicate.refresh_from_db()
    expected = {
        name: rows | {line.row.pk for line in plan.moves if line.table == name} for name, rows in before.items()
    }
    assert of(kept) == expected
    assert {pk for rows in of(duplicate).values() for pk in rows} == {line.row.pk for line in plan.aside}
    assert (duplicate.merged_into, kept.employer, kept.preferred_name) == (kept, "gac", "")
    assert (again.state, again.decided_by, again.merged_at) == ("merged", second, NOW)
    assert trail() == [("merge_proposed", clerk.pk), ("entries_merged", second.pk)]
    assert Entry.objects.get(verb="entries_merged").changes["moved"] == {
        "address": 1, "appointment": 1, "contact": 1, "dues_term": 1, "leave": 1, "membership": 1, "posting": 1,
    }  # fmt: skip
    mail = Mail.objects.get()
    assert (mail.event, mail.to, mail.language) == ("members/entries_merged", "benoit@example.org", "fr")
    assert "1 octobre 2026" in mail.text.replace("1er", "1")


@pytest.mark.req("R14", "R21")
def test_who_may_not_decide(cast: Cast, kept: Member, duplicate: Member, clerk: User) -> None:
    merge = propose(kept, duplicate, clerk)
    bare = make_user("No Rights", "bare@example.org", is_staff=True)
    User.objects.filter(pk=cast.colleague.pk).update(is_staff=True, is_superuser=True)
    own = User.objects.get(pk=cast.colleague.pk)

    for who, code in (
        (clerk, "same_person"),
        (cast.officer, "not_of_the_office"),
        (bare, "not_of_the_office"),
        (own, "own_entry"),
    ):
        with refused(code):
            actions.consent_merge(merge, by=who)
    for who in (cast.officer, bare, own):
        with pytest.raises(DomainError):
            actions.refuse_merge(merge, by=who)
        with pytest.raises(DomainError):
            actions.undo_merge(merge, by=who)
    assert Merge.objects.get().state == "proposed"
    duplicate.refresh_from_db()
    assert duplicate.merged_into is None


def test_the_database_wants_two_people(kept: Member, duplicate: Member, clerk: User, second: User) -> None:
    def make(**values: Any) -> None:
        with transaction.atomic():
            Merge.objects.create(
                **{"kept": kept, "duplicate": duplicate, "reason": "x", "proposed_by": clerk, **values}
            )

    for wrong in (
        {"state": "merged", "decided_by": clerk, "merged_at": NOW},
        {"state": "merged", "merged_at": NOW},
        {"state": "merged", "decided_by": second},
        {"duplicate": kept},
    ):
        with pytest.raises(IntegrityError):
            make(**wrong)
    make(state="merged", decided_by=second, merged_at=NOW)
    with pytest.raises(IntegrityError):
        make()


def test_what_changed_since_is_shown_again_first(kept: Member, duplicate: Member, clerk: User, second: User) -> None:
    merge = propose(kept, duplicate, clerk)
    Leave.objects.create(member=duplicate, starts_on=date(2011, 1, 1), ends_on=date(2011, 2, 1))
    before = everything()

    with refused("changed"):
        actions.consent_merge(merge, by=second)

    assert everything() == before
    assert Merge.objects.get().state == "proposed"


def test_both_merged_the_other_way_meanwhile(kept: Member, duplicate: Member, clerk: User, second: User) -> None:
    merge = propose(kept, duplicate, clerk)
    merged(duplicate, kept, clerk, second)

    with refused("merged_already"):
        actions.consent_merge(merge, by=second)


def test_refused_or_taken_back(kept: Member, duplicate: Member, clerk: User, second: User) -> None:
    taken_back = actions.refuse_merge(propose(kept, duplicate, clerk), by=clerk)
    refusal = actions.refuse_merge(propose(kept, duplicate, clerk), by=second)
    actions.refuse_merge(refusal, by=second)

    assert (taken_back.state, taken_back.decided_by) == ("refused", None)
    assert (refusal.state, refusal.decided_by) == ("refused", second)
    assert [verb for verb, _ in trail()] == ["merge_proposed", "merge_taken_back", "merge_proposed", "merge_refused"]
    with refused("wrong_move"):
        actions.consent_merge(refusal, by=second)
    assert not Mail.objects.exists()


# --- Accounts --------------------------------------------------------------------------------------------------------
def test_the_only_account_moves_with_what_its_owner_said(cast: Cast, clerk: User, second: User) -> None:
    kept = make_member(None, "2010", ("regular", date(2020, 1, 1), None))
    duplicate = make_member(cast.newcomer, "2011")
    User.objects.filter(pk=cast.newcomer.pk).update(language="fr", preferred_name="Chi", time_zone="Africa/Lagos")

    merged(kept, duplicate, clerk, second)

    kept.refresh_from_db()
    assert (kept.user, kept.language, kept.preferred_name, kept.time_zone) == (
        cast.newcomer, "fr", "Chi", "Africa/Lagos",
    )  # fmt: skip
    assert is_member(cast.newcomer, date(2026, 1, 1))
    assert Member.objects.get(number="2011").user is None
    assert Mail.objects.get().to == "chidi@example.org"


def test_of_two_accounts_the_kept_one_holds_the_membership(cast: Cast, clerk: User, second: User) -> None:
    kept, duplicate = cast.colleague.member, make_member(cast.newcomer, "2011", ("regular", date(2019, 1, 1), None))

    merge = merged(kept, duplicate, clerk, second)

    on = date(2026, 1, 1)
    assert (bool(is_member(cast.colleague, on)), bool(is_member(cast.newcomer, on))) == (True, False)
    assert {mail.to: "it has no membership" in mail.text for mail in Mail.objects.filter(language="en")} == {
        "chidi@example.org": True
    }
    assert Mail.objects.filter(to="benoit@example.org").count() == 1
    assert "benoit" not in Mail.objects.get(to="chidi@example.org").text
    actions.undo_merge(merge, by=clerk, now=NOW)
    assert bool(is_member(cast.newcomer, on))


# --- Undoing ---------------------------------------------------------------------------------------------------------
@pytest.mark.req("R54")
def test_undone_within_thirty_days(kept: Member, duplicate: Member, clerk: User, second: User) -> None:
    before = everything()
    merge = merged(kept, duplicate, clerk, second)

    undone = actions.undo_merge(merge, by=clerk, now=NOW + MONTH - timedelta(seconds=1))
    again = actions.undo_merge(merge, by=clerk, now=NOW + MONTH)

    assert everything() == before
    assert (undone.left, again.left) == ([], [])
    assert (undone.merge.state, undone.merge.undone_by) == ("undone", clerk)
    assert trail()[-1] == ("merge_undone", clerk.pk)
    assert len(trail()) == 3
    assert merged(kept, duplicate, clerk, second).pk != merge.pk


def test_not_after_thirty_days_and_not_before_it_was_merged(
    kept: Member, duplicate: Member, clerk: User, second: User
) -> None:
    merge = propose(kept, duplicate, clerk)
    with refused("wrong_move"):
        actions.undo_merge(merge, by=clerk)
    actions.consent_merge(merge, by=second, now=NOW)

    with refused("too_late"):
        actions.undo_merge(merge, by=clerk, now=NOW + MONTH)
    assert Merge.objects.get().state == "merged"


def test_nobody_undoes_a_merge_of_the_account_that_they_had(cast: Cast, clerk: User, second: User) -> None:
    own = make_clerk("Own", "own@example.org")
    duplicate = make_member(own, "2011")
    merge = merged(cast.colleague.member, duplicate, clerk, second)

    with refused("own_entry"):
        actions.undo_merge(merge, by=own, now=NOW)


def test_what_was_changed_since_is_kept_and_said(kept: Member, duplicate: Member, clerk: User, second: User) -> None:
    merge = merged(kept, duplicate, clerk, second)
    posting = Posting.objects.get(city="Dakar")
    Posting.objects.filter(pk=posting.pk).update(ends_on=date(2026, 8, 31))
    newer = Posting.objects.create(member=kept, mission="HC", city="Accra", country="Ghana", starts_on=date(2026, 9, 1))
    ContactDetail.objects.filter(member=kept).delete()
    Member.objects.filter(pk=kept.pk).update(employer="ircc")

    undone = actions.undo_merge(merge, by=clerk, now=NOW)

    posting.refresh_from_db()
    assert undone.left == [
        "Changed since the merge, and left as it is: employer",
        f"Changed since the merge, and returned as it is now: {words_of(posting)}",
        "Removed since the merge: contact detail",
    ]
    newer.refresh_from_db()
    kept.refresh_from_db()
    assert (posting.member, posting.ends_on, newer.member) == (duplicate, date(2026, 8, 31), kept)
    assert kept.employer == "ircc"


def test_a_row_that_was_struck_out_since_is_in_nobodys_way(
    kept: Member, duplicate: Member, clerk: User, second: User
) -> None:
    merge = merged(kept, duplicate, clerk, second)
    kept.leaves.update(struck_at=NOW)
    Leave.objects.create(member=duplicate, starts_on=date(2013, 6, 30), ends_on=date(2013, 7, 1))

    actions.undo_merge(merge, by=clerk, now=NOW)

    assert (kept.leaves.count(), duplicate.leaves.count()) == (0, 2)


def test_a_later_merge_is_undone_first(cast: Cast, kept: Member, duplicate: Member, clerk: User, second: User) -> None:
    before = everything()
    first = merged(kept, duplicate, clerk, second)
    later = merged(cast.officer.member, kept, clerk, second)

    with refused("chain"):
        actions.undo_merge(first, by=clerk, now=NOW)
    actions.undo_merge(later, by=clerk, now=NOW)
    actions.undo_merge(first, by=clerk, now=NOW)

    assert everything() == before


@pytest.mark.parametrize("obstacle", ["erased", "elsewhere", "overlap", "account"])
def test_an_undo_that_cannot_be_whole_is_refused(
    cast: Cast, kept: Member, duplicate: Member, clerk: User, second: User, obstacle: str
) -> None:
    Member.objects.filter(pk=duplicate.pk).update(user=cast.newcomer)
    merge = merged(kept, duplicate, clerk, second)
    if obstacle == "erased":
        Member.objects.filter(pk=kept.pk).update(erased_at=NOW)
    elif obstacle == "elsewhere":
        Posting.objects.filter(member=kept).update(member=cast.officer.member)
    elif obstacle == "overlap":
        Leave.objects.create(member=duplicate, starts_on=date(2013, 6, 30), ends_on=date(2013, 7, 1))
    else:
        other = make_member(None, "2020")
        RollAddress.objects.create(member=other, email="chidi@example.org", verified_at=NOW)
        assert join_roll(cast.newcomer, "chidi@example.org") == other
    before = everything()

    with refused(obstacle):
        actions.undo_merge(merge, by=clerk, now=NOW)

    assert everything() == before
    assert Merge.objects.get().state == "merged"


@pytest.mark.parametrize("end", ["deleted", "closed"])
def test_an_account_that_is_gone_is_said(cast: Cast, clerk: User, second: User, end: str) -> None:
    duplicate = make_member(cast.newcomer, "2011")
    merge = merged(cast.colleague.member, duplicate, clerk, second)
    if end == "closed":
        Closing.objects.create(user=cast.newcomer, state="done", due_at=NOW)
    else:
        cast.newcomer.delete()

    undone = actions.undo_merge(merge, by=clerk, now=NOW)

    duplicate.refresh_from_db()
    assert undone.left == ["The duplicate’s account no longer exists."]
    assert duplicate.user is None


def test_the_snapshot_is_forgotten_with_the_undo(kept: Member, duplicate: Member, clerk: User, second: User) -> None:
    merge = merged(kept, duplicate, clerk, second)

    assert actions.forget_moved(NOW + MONTH - timedelta(seconds=1)) == 0
    assert actions.forget_moved(NOW + MONTH) == 1
    assert actions.forget_moved(NOW + MONTH) == 0

    merge.refresh_from_db()
    assert (merge.state, merge.moved) == ("merged", {})


# --- Any two careers -------------------------------------------------------------------------------------------------
days = st.integers(0, 400).map(lambda number: date(2020, 1, 1) + timedelta(days=number))
spans = st.tuples(days, st.one_of(st.none(), st.integers(0, 90)))
careers = st.lists(
    st.tuples(st.sampled_from(["membership", "acting", "posting", "dues_term", "leave"]), spans), max_size=8
)
extras = st.fixed_dictionaries(
    {
        "emails": st.sets(st.sampled_from(["a@x.example", "b@x.example", "c@x.example"])),
        "kinds": st.sets(st.sampled_from(["mobile", "postal", "work_phone"])),
        "employer": st.sampled_from(["", "gac", "ircc"]),
        "preferred_name": st.sampled_from(["", "Bea"]),
        "has_account": st.booleans(),
    }
)
MAKE: dict[str, tuple[Any, dict[str, Any]]] = {
    "membership": (Membership, {"kind_id": "regular"}),
    "acting": (Appointment, {"kind": "acting", "level": "FS-02"}),
    "posting": (Posting, {"mission": "Embassy", "city": "Dakar", "country": "Sénégal"}),
    "dues_term": (DuesTerm, {}),
    "leave": (Leave, {}),
}


def random_member(number: str, career: list[Any], extra: dict[str, Any]) -> Member:
    user = make_user(f"Person {number}", f"p{number}@example.org") if extra["has_account"] else None
    member = make_member(user, number)
    Member.objects.filter(pk=member.pk).update(employer=extra["employer"], preferred_name=extra["preferred_name"])
    for email in extra["emails"]:
        RollAddress.objects.create(member=member, email=email)
    for kind in extra["kinds"]:
        ContactDetail.objects.create(member=member, kind=kind, value=number)
    for what, (starts, length) in career:
        model, values = MAKE[what]
        ends = starts + timedelta(days=length) if length is not None else None
        try:
            with transaction.atomic():
                model.objects.create(member=member, starts_on=starts, ends_on=ends, **values)
        except IntegrityError:
            pass  # it would overlap an earlier one: this person does not have it
    return member


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(careers=st.tuples(careers, careers), extra=st.tuples(extras, extras))
def test_a_merge_loses_nothing_and_an_undo_gives_back_everything(
    db: None, careers: tuple[list[Any], list[Any]], extra: tuple[dict[str, Any], dict[str, Any]]
) -> None:
    with transaction.atomic():
        clerk, second = make_clerk(), make_clerk("Fatou Second", "fatou@example.org")
        kept, duplicate = (
            random_member(number, career, more)
            for number, career, more in zip(("5001", "5002"), careers, extra, strict=True)
        )
        before, days_before = everything(), days_held(kept, duplicate)

        merge = merged(kept, duplicate, clerk, second)
        assert days_held(kept, duplicate) == days_before
        assert {name: len(rows) for name, rows in everything().items()} == {
            name: len(rows) for name, rows in before.items()
        }
        assert actions.undo_merge(merge, by=clerk, now=NOW).left == []

        assert everything() == before
        transaction.set_rollback(True)


def days_held(*members: Member) -> set[tuple[str, str]]:
    """Everything that either entry says, whichever of them says it."""
    return {
        (name, repr(sorted(values_of(row).items(), key=lambda item: item[0])))
        for name, model in TABLES.items()
        for row in model.objects.filter(member__in=members)
    }
