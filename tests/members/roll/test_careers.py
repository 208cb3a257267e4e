"""Dated rows: added, ended, followed by the next and struck out, each with its refusals and its line in the trail."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from members.models import Appointment, DuesTerm, Leave, Member, Membership, Posting
from members.roll.actions import careers, postings
from pafso.audit.models import Entry
from pafso.errors import NotEligible, Refused, WrongMove
from pafso.mail.models import Mail
from tests.factories.people import Cast

AMMAN = {"mission": "Embassy of Canada", "city": "Amman", "country": "Jordan", "time_zone": "Asia/Amman"}
DAKAR = {"mission": "Embassy of Canada", "city": "Dakar", "country": "Senegal", "time_zone": "Africa/Dakar"}
NOW = datetime(2026, 4, 5, 16, tzinfo=UTC)


def day(text: str) -> date:
    return date.fromisoformat(text)


@pytest.fixture
def officer(cast: Cast) -> Member:
    return Member.objects.get(user=cast.officer)


def trail() -> list[tuple[str, Any]]:
    return list(Entry.objects.order_by("id").values_list("verb", "changes"))


def spans(member: Member) -> list[tuple[str, str, str | None]]:
    rows = Posting.objects.filter(member=member).order_by("starts_on")
    return [(row.city, str(row.starts_on), str(row.ends_on) if row.ends_on else None) for row in rows]


# Adding


@pytest.mark.parametrize(
    ("row", "verb", "kept"),
    [
        (Membership(kind_id="retired"), "membership_added", {"kind": "retired"}),
        (
            Appointment(kind="acting", level="FS-03"),
            "appointment_added",
            {"kind": "acting", "level": "FS-03", "stream": None},
        ),
        (Posting(**AMMAN), "posting_added", {}),
        (DuesTerm(), "dues_term_added", {}),
        (Leave(kind="with_pay"), "leave_added", {"kind": "with_pay"}),
    ],
)
def test_a_row_is_added_and_the_trail_says_what_and_when(cast: Cast, row: Any, verb: str, kept: Any) -> None:
    row = type(row)(**{name: value for name, value in vars(row).items() if name not in {"_state", "id"}})
    row.member = member = Member.objects.get(user=cast.outsider)
    row.starts_on, row.ends_on = day("2026-01-05"), day("2026-12-31")

    made = careers.add_row(row, by=cast.staff)

    entry = Entry.objects.get()
    assert (entry.verb, entry.by_id, entry.subject_type, entry.subject_id) == (
        verb,
        cast.staff.pk,
        "members.Member",
        str(member.pk),
    )
    assert entry.changes == {"row": made.pk, **kept, "starts_on": "2026-01-05", "ends_on": "2026-12-31"}
    assert type(made).objects.filter(member=member, starts_on=day("2026-01-05")).count() == 1
    assert not Mail.objects.exists()


def test_the_same_row_twice_is_one(cast: Cast, officer: Member) -> None:
    first, second = (
        careers.add_row(Leave(member=officer, starts_on=day("2026-01-05")), by=cast.staff) for _ in range(2)
    )

    assert first == second
    assert [verb for verb, _ in trail()] == ["leave_added"]


def test_an_overlap_is_refused_with_a_sentence(cast: Cast, officer: Member) -> None:
    with pytest.raises(Refused) as refusal:
        careers.add_row(Membership(member=officer, kind_id="retired", starts_on=day("2026-01-05")), by=cast.staff)

    assert str(refusal.value) == "This person holds another membership on some of these days."
    assert officer.memberships.count() == 1
    assert trail() == []


def test_a_row_that_ends_before_it_begins_is_refused(cast: Cast, officer: Member) -> None:
    row = Leave(member=officer, starts_on=day("2026-01-05"), ends_on=day("2026-01-04"))

    with pytest.raises(Refused) as refusal:
        careers.add_row(row, by=cast.staff)

    assert (refusal.value.code, str(refusal.value)) == ("invalid", "The last day comes before the first.")
    assert trail() == []


def test_merged_and_erased_entries_are_closed(cast: Cast, officer: Member) -> None:
    row = officer.memberships.get()
    Member.objects.filter(pk=officer.pk).update(erased_at=timezone.now())
    with pytest.raises(WrongMove) as erased:
        careers.strike_out(row, reason="Wrong.", by=cast.staff)
    Member.objects.filter(pk=officer.pk).update(merged_into=Member.objects.get(user=cast.colleague))
    with pytest.raises(WrongMove) as merged:
        careers.add_row(Leave(member=officer, starts_on=day("2026-01-05")), by=cast.staff)

    assert str(erased.value) == "This entry was erased and is no longer changed."
    assert str(merged.value) == "This entry was merged into another one of the same person and is no longer changed."
    assert trail() == []


def test_nobody_in_the_office_keeps_their_own_entry_but_everybody_their_postings(cast: Cast, officer: Member) -> None:
    attempts = [
        lambda: careers.add_row(DuesTerm(member=officer, starts_on=day("2026-01-05")), by=cast.officer),
        lambda: careers.end_term(officer.memberships.get(), ends_on=day("2026-01-05"), by=cast.officer),
        lambda: careers.strike_out(officer.memberships.get(), reason="Wrong.", by=cast.officer),
    ]
    for attempt in attempts:
        with pytest.raises(NotEligible) as refusal:
            attempt()
        assert (refusal.value.code, str(refusal.value)) == (
            "own_entry",
            "This is your own entry: a colleague in the office must do this.",
        )

    assert trail() == []
    assert postings.begin_posting(officer, **AMMAN, starts_on=day("2026-01-05"), by=cast.officer).city == "Amman"


# One after the other


def test_a_new_posting_ends_the_one_before_it(cast: Cast, officer: Member) -> None:
    first = postings.begin_posting(officer, **AMMAN, starts_on=day("2022-08-01"), by=cast.officer)
    second = postings.begin_posting(officer, **DAKAR, starts_on=day("2026-03-01"), by=cast.officer)

    assert spans(officer) == [("Amman", "2022-08-01", "2026-02-28"), ("Dakar", "2026-03-01", None)]
    assert trail() == [
        ("posting_added", {"row": first.pk, "starts_on": "2022-08-01", "ends_on": None}),
        ("posting_ended", {"row": first.pk, "ends_on": [None, "2026-02-28"]}),
        ("posting_added", {"row": second.pk, "starts_on": "2026-03-01", "ends_on": None}),
    ]


def test_a_posting_sent_twice_is_one(cast: Cast, officer: Member) -> None:
    first, second = (
        postings.begin_posting(officer, **AMMAN, starts_on=day("2022-08-01"), by=cast.officer) for _ in range(2)
    )

    assert first == second
    assert len(trail()) == 1


@pytest.mark.parametrize("starts_on", ["2022-08-01", "2020-01-01"])
def test_a_posting_does_not_run_into_a_later_one(cast: Cast, officer: Member, starts_on: str) -> None:
    postings.begin_posting(officer, **AMMAN, starts_on=day("2022-08-01"), by=cast.officer)

    with pytest.raises(Refused) as refusal:
        postings.begin_posting(officer, **DAKAR, starts_on=day(starts_on), by=cast.officer)

    assert str(refusal.value) == (
        "Another one already begins on August 1, 2022. Choose a later first day, or have that one struck out."
    )
    assert spans(officer) == [("Amman", "2022-08-01", None)]


def test_what_is_missing_in_a_posting_undoes_the_end_of_the_one_before(cast: Cast, officer: Member) -> None:
    postings.begin_posting(officer, **AMMAN, starts_on=day("2022-08-01"), by=cast.officer)

    with pytest.raises(Refused):
        postings.begin_posting(officer, **{**DAKAR, "city": ""}, starts_on=day("2026-03-01"), by=cast.officer)

    assert spans(officer) == [("Amman", "2022-08-01", None)]
    assert len(trail()) == 1


def test_a_planned_end_is_brought_forward_by_the_next(cast: Cast, officer: Member) -> None:
    careers.add_row(
        Posting(member=officer, starts_on=day("2022-08-01"), ends_on=day("2027-07-31"), **AMMAN), by=cast.staff
    )
    postings.begin_posting(officer, **DAKAR, starts_on=day("2026-03-01"), by=cast.officer)

    assert spans(officer) == [("Amman", "2022-08-01", "2026-02-28"), ("Dakar", "2026-03-01", None)]


def test_a_promotion_follows_the_substantive_level_and_leaves_the_acting_one(cast: Cast, officer: Member) -> None:
    for kind, level, starts_on in [
        ("substantive", "FS-02", "2019-01-01"),
        ("acting", "FS-03", "2020-01-01"),
        ("substantive", "FS-03", "2021-01-01"),
    ]:
        careers.succeed(Appointment(member=officer, kind=kind, level=level, starts_on=day(starts_on)), by=cast.staff)

    rows = set(Appointment.objects.values_list("kind", "level", "ends_on"))
    assert rows == {
        ("substantive", "FS-02", day("2020-12-31")),
        ("acting", "FS-03", None),
        ("substantive", "FS-03", None),
    }


# Ending


def test_a_term_ends_on_a_day_and_for_a_reason(cast: Cast, officer: Member) -> None:
    term = officer.memberships.get()
    Membership.objects.update(reason="Joined at hiring")

    for _ in range(2):
        ended = careers.end_term(term, ends_on=day("2026-03-31"), reason="Retired", by=cast.staff, now=NOW)

    term.refresh_from_db()
    assert (ended.ends_on, term.ends_on, term.reason) == (
        day("2026-03-31"),
        day("2026-03-31"),
        "Joined at hiring; Retired",
    )
    assert trail() == [("membership_ended", {"row": term.pk, "ends_on": [None, "2026-03-31"]})]


def test_an_end_to_come_moves_forward_and_an_end_that_was_stays(cast: Cast, officer: Member) -> None:
    posting = Posting.objects.create(member=officer, starts_on=day("2022-08-01"), ends_on=day("2026-07-31"), **AMMAN)

    postings.end_posting(posting, ends_on=day("2026-04-05"), by=cast.officer, now=NOW)
    with pytest.raises(WrongMove) as longer:
        postings.end_posting(posting, ends_on=day("2026-08-31"), by=cast.officer, now=NOW)
    with pytest.raises(WrongMove) as past:
        postings.end_posting(posting, ends_on=day("2026-01-01"), by=cast.officer, now=NOW + timedelta(days=1))

    assert (
        str(longer.value)
        == str(past.value)
        == "This already has a last day, April 5, 2026. If it is wrong, strike the row out and enter it again."
    )
    assert spans(officer) == [("Amman", "2022-08-01", "2026-04-05")]
    assert trail() == [("posting_ended", {"row": posting.pk, "ends_on": ["2026-07-31", "2026-04-05"]})]


def test_a_last_day_before_the_first_is_refused(cast: Cast, officer: Member) -> None:
    with pytest.raises(Refused) as refusal:
        careers.end_term(officer.memberships.get(), ends_on=day("2015-08-31"), by=cast.staff)

    assert str(refusal.value) == "The last day comes before the first."
    assert officer.memberships.get().ends_on is None


def test_a_struck_row_is_not_ended(cast: Cast, officer: Member) -> None:
    row = careers.strike_out(officer.memberships.get(), reason="Wrong person.", by=cast.staff)

    with pytest.raises(WrongMove) as refusal:
        careers.end_term(row, ends_on=day("2026-01-01"), by=cast.staff)

    assert str(refusal.value) == "This row was struck out."


# Striking out


def test_a_wrong_row_is_struck_out_with_who_and_why(cast: Cast, officer: Member) -> None:
    term = officer.memberships.get()

    for reason in ("  Belongs to another person.  ", "Again."):
        careers.strike_out(term, reason=reason, by=cast.staff, now=NOW)

    term.refresh_from_db()
    assert (term.struck_at, term.struck_by, term.struck_reason) == (NOW, cast.staff, "Belongs to another person.")
    kept = {"row": term.pk, "kind": "regular", "starts_on": "2015-09-01", "ends_on": None}
    assert trail() == [("membership_struck_out", kept)]
    assert careers.add_row(
        Membership(member=officer, kind_id="regular", starts_on=day("2015-09-01")), by=cast.staff
    ).pk not in {None, term.pk}


def test_striking_out_needs_a_reason(cast: Cast, officer: Member) -> None:
    with pytest.raises(Refused) as refusal:
        careers.strike_out(officer.memberships.get(), reason="  ", by=cast.staff)

    assert (refusal.value.code, str(refusal.value)) == ("reason_missing", "Say why the row is struck out.")
    assert officer.memberships.get().struck_at is None
    assert trail() == []
