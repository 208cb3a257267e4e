"""Facts at a date: every day of a career, each with its reason in both languages; properties over random careers."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, transaction
from django.utils import timezone, translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from members import eligibility
from members.eligibility import Career
from members.models import Appointment, DuesTerm, Leave, Member, Membership, MembershipClass, Stream
from tests.factories.people import Cast, make_member

DAY = timedelta(days=1)
EPOCH = date(2015, 12, 28)  # days around it hold a leap day and a turn of the year
REGULAR = MembershipClass(code="regular", name_en="Regular", name_fr="Régulier", is_regular=True)
RETIRED = MembershipClass(code="retired", name_en="Retired", name_fr="Retraité", is_regular=False)
TRADE = Stream(code="trade", name_en="Trade", name_fr="Commerce", valid_from=date(1965, 1, 1))


@dataclass(frozen=True)
class Row:
    """A dated row as the pure core sees it."""

    starts_on: date
    ends_on: date | None = None
    kind: Any = None
    level: str = "FS-02"
    stream: Any = None


def day(text: str) -> date:
    return date.fromisoformat(text)


def said(fact: Any) -> tuple[bool, str, str]:
    """Whether it holds, and why in English and in French."""
    words = []
    for language in ("en", "fr"):
        with translation.override(language):
            words.append(str(fact.reason).replace("\u00a0", " "))
    return bool(fact), words[0], words[1]


def member_rows(*terms: tuple[str, str | None, MembershipClass]) -> Career:
    rows = (Row(day(first), day(last) if last else None, kind) for first, last, kind in terms)
    return Career(memberships=tuple(rows))


# Reasons


def test_a_member_since_a_day_and_in_which_class() -> None:
    career = member_rows(("2015-09-01", None, REGULAR))

    assert said(career.is_member(day("2026-04-05"))) == (
        True,
        "Regular member since September 1, 2015.",
        "Membre depuis le 1er septembre 2015, dans la catégorie « Régulier ».",
    )


def test_no_member_before_between_and_after() -> None:
    career = member_rows(("2015-09-01", "2018-06-30", REGULAR), ("2020-02-29", "2020-02-29", REGULAR))

    assert [said(career.is_member(day(on)))[:2] for on in ("2015-08-31", "2018-07-01", "2020-02-29", "2020-03-01")] == [
        (False, "The first membership begins on September 1, 2015."),
        (False, "The last membership ended on June 30, 2018."),
        (True, "Regular member from February 29, 2020 to February 29, 2020."),
        (False, "The last membership ended on February 29, 2020."),
    ]
    assert said(Career().is_member(day("2020-03-01"))) == (
        False,
        "No membership on the roll.",
        "Aucune adhésion au registre.",
    )


def test_a_handover_leaves_no_day_out() -> None:
    career = member_rows(("1985-01-01", "2019-06-30", REGULAR), ("2019-07-01", None, RETIRED))

    days = [day("2019-06-30"), day("2019-07-01")]
    assert [(career.is_member(on).holds, career.is_regular(on).holds) for on in days] == [(True, True), (True, False)]
    assert said(career.is_regular(days[1])) == (
        False,
        "Retired member since July 1, 2019. That is not a regular membership.",
        "Membre depuis le 1er juillet 2019, dans la catégorie « Retraité ». Ce n’est pas une adhésion régulière.",
    )


def test_leave_and_dues_are_said_and_decide_nothing() -> None:
    base = member_rows(("2015-09-01", None, REGULAR)).memberships
    on = day("2026-04-05")
    away = Career(memberships=base, leaves=(Row(day("2026-01-01"), None, Leave.Kind.WITHOUT_PAY),))
    paid = Career(
        memberships=base,
        leaves=(Row(day("2026-01-01"), None, Leave.Kind.WITH_PAY),),
        dues=(Row(day("2015-09-01")),),
    )
    dues_only = Career(dues=(Row(day("2015-09-01")),))

    assert [said(career.in_good_standing(on))[:2] for career in (away, paid, dues_only)] == [
        (
            True,
            "Regular member since September 1, 2015. On leave without pay that day. No dues are deducted from pay.",
        ),
        (True, "Regular member since September 1, 2015. On leave with pay that day. Dues are deducted from pay."),
        (False, "No membership on the roll."),
    ]


def test_a_level_counts_when_it_is_substantive() -> None:
    substantive = Row(day("2019-04-01"), day("2024-03-31"), "substantive", "FS-03", TRADE)
    acting = Row(day("2023-01-01"), None, "acting", "FS-04", TRADE)
    career = Career(appointments=(substantive, acting))

    facts = [career.substantive_level(day(on)) for on in ("2019-03-31", "2023-06-01", "2024-04-01")]
    assert [(said(fact)[:2], fact.value) for fact in facts] == [
        ((False, "The first substantive appointment begins on April 1, 2019."), None),
        ((True, "Substantive FS-03 from April 1, 2019 to March 31, 2024."), "FS-03"),
        ((False, "Acting FS-04 only. Acting levels do not count."), None),
    ]
    ended = Career(appointments=(substantive,)).substantive_level(day("2024-04-01"))
    assert said(ended)[1] == "The last substantive appointment ended on March 31, 2024."
    assert said(Career().substantive_level(day("2024-04-01")))[1] == "No substantive appointment on the roll."


def test_a_stream_is_the_substantive_ones_while_it_exists() -> None:
    aid = Stream(name_en="Aid", name_fr="Aide", valid_from=day("2010-01-01"), valid_to=day("2020-12-31"))

    def facts(stream: Stream | None, on: str) -> tuple[Any, Any]:
        rows = (
            Row(day("2000-01-01"), None, "substantive", "FS-02", stream),
            Row(EPOCH, None, "acting", "FS-03", TRADE),
        )
        fact = Career(appointments=rows).stream(day(on))
        return said(fact)[:2], fact.value

    assert facts(TRADE, "2020-12-31") == ((True, "Trade, as FS-02."), TRADE)
    assert facts(aid, "2020-12-31") == ((True, "Aid, as FS-02."), aid)
    assert facts(aid, "2021-01-01") == ((False, "The stream Aid ended on December 31, 2020."), None)
    assert facts(aid, "2009-12-31") == ((False, "The stream Aid begins on January 1, 2010."), None)
    assert facts(None, "2020-12-31") == (
        (False, "Substantive FS-02 since January 1, 2000. The appointment names no stream."),
        None,
    )
    assert said(Career().stream(EPOCH))[1] == "No substantive appointment on the roll."


# Who counts


QUESTIONS: list[Callable[[Any, date], Any]] = [
    eligibility.is_member,
    eligibility.is_regular,
    eligibility.in_good_standing,
    eligibility.substantive_level,
    eligibility.stream,
]


@pytest.mark.parametrize("ask", QUESTIONS)
def test_strangers_merged_and_erased_count_as_nobody(cast: Cast, ask: Callable[[Any, date], Any]) -> None:
    officer, colleague = (Member.objects.get(user=user) for user in (cast.officer, cast.colleague))
    Appointment.objects.create(member=officer, level="FS-02", starts_on=day("2015-09-01"))
    Appointment.objects.create(member=colleague, level="FS-02", starts_on=day("2018-01-01"))
    Member.objects.filter(pk=officer.pk).update(merged_into=colleague)
    Member.objects.filter(pk=colleague.pk).update(erased_at=timezone.now())
    on = day("2026-04-05")

    assert said(ask(cast.newcomer, on))[1] == "Not on the roll."
    assert said(ask(AnonymousUser(), on))[1] == said(ask(None, on))[1] == "Not on the roll."
    assert said(ask(cast.officer, on))[:2] == (False, "This entry was merged into another one of the same person.")
    assert said(ask(cast.colleague, on))[:2] == (False, "This entry was erased.")


def test_an_account_and_its_member_get_the_same_answer_in_few_queries(
    cast: Cast, django_assert_num_queries: Any
) -> None:
    member = Member.objects.get(user=cast.officer)
    on = day("2026-04-05")

    with django_assert_num_queries(1):
        by_account = eligibility.is_member(cast.officer, on)
    with django_assert_num_queries(1):
        by_member = eligibility.is_member(member, on)
    with django_assert_num_queries(5):
        eligibility.career_of(cast.officer)
    with django_assert_num_queries(4):
        eligibility.career_of(member)

    assert said(by_account) == said(by_member)


def test_careers_in_bulk_cost_the_same_for_one_and_for_many(cast: Cast, django_assert_num_queries: Any) -> None:
    members = list(Member.objects.all())

    with django_assert_num_queries(2):
        careers = eligibility.careers_of(members, "memberships", "appointments")
    with django_assert_num_queries(0):
        answers = {member.number: bool(careers[member.pk].is_member(day("2026-04-05"))) for member in members}
        assert eligibility.careers_of([]) == {}

    assert answers == {"1001": True, "1002": True, "1003": True, "1004": False}


def test_today_is_ottawas(monkeypatch: pytest.MonkeyPatch) -> None:
    late = timezone.datetime(2026, 4, 6, 3, 59, tzinfo=timezone.get_fixed_timezone(0))  # type: ignore[attr-defined]
    monkeypatch.setattr(timezone, "now", lambda: late)

    assert eligibility.today() == day("2026-04-05")


# Properties of the pure core


@st.composite
def in_turn(draw: st.DrawFn, kinds: list[Any], levels: tuple[str, ...] = ("FS-02",)) -> tuple[Row, ...]:
    """Rows one after the other, with a gap of some days or none; the last one may go on."""
    rows, at = [], EPOCH
    for gap, length in draw(st.lists(st.tuples(st.integers(0, 5), st.integers(1, 20)), max_size=5)):
        first = at + gap * DAY
        at = first + length * DAY
        rows.append(Row(first, at - DAY, draw(st.sampled_from(kinds)), draw(st.sampled_from(levels))))
    if rows and draw(st.booleans()):
        rows[-1] = Row(rows[-1].starts_on, None, rows[-1].kind, rows[-1].level)
    return tuple(rows)


MEMBERSHIPS = in_turn([REGULAR, RETIRED])
DAYS = [EPOCH + n * DAY for n in range(-3, 135)]


def among(row: Row, on: date) -> bool:
    """Day by day, not by comparing: the brute answer."""
    days = (row.starts_on + n * DAY for n in range(400))
    return on in {each for each in days if row.ends_on is None or each <= row.ends_on}


@given(MEMBERSHIPS)
@settings(max_examples=30, deadline=None)
def test_every_day_is_answered_as_by_counting_days(rows: tuple[Row, ...]) -> None:
    career = Career(memberships=rows)
    for on in DAYS:
        held = [row for row in rows if among(row, on)]
        assert len(held) <= 1
        assert career.is_member(on).holds == bool(held)
        assert career.is_member(on).value == (held[0].kind if held else None)
        assert career.is_regular(on).holds == any(row.kind.is_regular for row in held)


@given(MEMBERSHIPS, in_turn([Leave.Kind.WITH_PAY, Leave.Kind.WITHOUT_PAY]), in_turn([None]))
@settings(max_examples=30, deadline=None)
def test_good_standing_is_membership_whatever_leave_and_dues(
    rows: tuple[Row, ...], leaves: tuple[Row, ...], dues: tuple[Row, ...]
) -> None:
    career = Career(memberships=rows, leaves=leaves, dues=dues)
    for on in DAYS:
        assert career.in_good_standing(on).holds == career.is_member(on).holds
        assert career.is_member(on).holds or not career.is_regular(on).holds


@given(MEMBERSHIPS)
def test_first_and_last_day_belong_to_the_term(rows: tuple[Row, ...]) -> None:
    career = Career(memberships=rows)
    for row in rows:
        assert career.is_member(row.starts_on).value == row.kind
        assert row.ends_on is None or career.is_member(row.ends_on).value == row.kind
    for earlier, later in pairwise(rows):
        assert earlier.ends_on is not None
        assert career.is_member(earlier.ends_on + DAY).holds == (later.starts_on == earlier.ends_on + DAY)


@given(in_turn(["substantive"], ("FS-01", "FS-02")), in_turn(["acting"], ("FS-03", "FS-04")))
@settings(max_examples=30, deadline=None)
def test_acting_never_gives_a_level(substantive: tuple[Row, ...], acting: tuple[Row, ...]) -> None:
    both, alone, only = (Career(appointments=rows) for rows in (substantive + acting, substantive, acting))
    for on in DAYS:
        assert both.substantive_level(on).value == alone.substantive_level(on).value
        assert not only.substantive_level(on)
        assert both.substantive_level(on).value in {None, "FS-01", "FS-02"}


@given(MEMBERSHIPS, st.integers(1, 10))
@settings(max_examples=30, deadline=None)
def test_a_later_row_changes_nothing_before_it(rows: tuple[Row, ...], gap: int) -> None:
    if rows and rows[-1].ends_on is None:
        rows = rows[:-1]
    begins = (rows[-1].ends_on if rows else EPOCH) + gap * DAY  # type: ignore[operator]
    before, after = Career(memberships=rows), Career(memberships=(*rows, Row(begins, None, RETIRED)))
    for on in (on for on in DAYS if on < begins):
        facts = before.is_member(on), after.is_member(on)
        assert (facts[0].holds, facts[0].value) == (facts[1].holds, facts[1].value)


@given(MEMBERSHIPS, in_turn(["substantive", "acting"]))
@settings(max_examples=30, deadline=None)
def test_every_answer_has_a_sentence_in_both_languages(rows: tuple[Row, ...], appointments: tuple[Row, ...]) -> None:
    career = Career(memberships=rows, appointments=appointments)
    for on in DAYS[::9]:
        for ask in (career.is_member, career.in_good_standing, career.substantive_level, career.stream):
            _, english, french = said(ask(on))
            assert english.endswith(".") and french.endswith(".") and english != french


# Properties of the database

SPANS = st.lists(
    st.tuples(st.integers(0, 40), st.one_of(st.none(), st.integers(0, 12)), st.sampled_from(["keep", "strike"])),
    max_size=6,
)
ON_THE_DATABASE = settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


def overlap(one: Row, other: Row) -> bool:
    return any(among(one, on) and among(other, on) for on in DAYS)


@given(SPANS)
@ON_THE_DATABASE
def test_the_database_takes_what_does_not_overlap_and_answers_by_it(
    cast: Cast, spans: list[tuple[int, int | None, str]]
) -> None:
    with transaction.atomic():
        member = make_member(None, "5001")
        kept: list[Row] = []
        for start, length, fate in spans:
            first = EPOCH + start * DAY
            row = Row(first, None if length is None else first + length * DAY, "retired")
            try:
                with transaction.atomic():
                    made = Membership.objects.create(
                        member=member, kind_id="retired", starts_on=row.starts_on, ends_on=row.ends_on
                    )
            except IntegrityError:
                assert any(overlap(row, other) for other in kept)
                continue
            assert not any(overlap(row, other) for other in kept)
            if fate == "strike":
                Membership.objects.filter(pk=made.pk).update(struck_at=timezone.now())
            else:
                kept.append(row)
        career = eligibility.career_of(member)
        for on in DAYS:
            assert career.is_member(on).holds == any(among(row, on) for row in kept)
        on_the_roll = {on: Member.objects.on_the_roll(on).filter(pk=member.pk).exists() for on in DAYS[::11]}
        assert on_the_roll == {on: any(among(row, on) for row in kept) for on in on_the_roll}
        transaction.set_rollback(True)


@given(st.integers(1, 20), st.integers(1, 10), st.integers(0, 30))
@ON_THE_DATABASE
def test_moving_the_end_of_a_row_is_refused_where_it_would_reach_the_next(
    cast: Cast, length: int, gap: int, later: int
) -> None:
    with transaction.atomic():
        member = make_member(None, "5001")
        last = EPOCH + length * DAY
        first = Membership.objects.create(member=member, kind_id="regular", starts_on=EPOCH, ends_on=last)
        second = Membership.objects.create(member=member, kind_id="retired", starts_on=last + gap * DAY)
        wanted = EPOCH + later * DAY
        clash = wanted >= second.starts_on
        try:
            with transaction.atomic():
                Membership.objects.filter(pk=first.pk).update(ends_on=wanted)
            assert not clash
        except IntegrityError:
            assert clash
        with pytest.raises(IntegrityError), transaction.atomic():
            Membership.objects.filter(pk=first.pk).update(ends_on=None)
        transaction.set_rollback(True)


def test_a_struck_row_is_as_if_it_had_never_been_there(cast: Cast) -> None:
    member = Member.objects.get(user=cast.officer)
    for made in (
        Appointment.objects.create(member=member, level="FS-02", starts_on=day("2015-09-01")),
        DuesTerm.objects.create(member=member, starts_on=day("2015-09-01")),
        Leave.objects.create(member=member, starts_on=day("2020-01-01")),
    ):
        type(made)._base_manager.filter(pk=made.pk).update(struck_at=timezone.now())

    career = eligibility.career_of(member)

    assert (career.appointments, career.leaves, career.dues) == ((), (), ())
    assert [row.pk for row in career.memberships] == [member.memberships.get().pk]
