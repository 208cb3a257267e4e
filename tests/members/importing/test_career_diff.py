"""A line against what the roll has of one fact: left alone, ended, followed, or refused with the reason."""

from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from members.importing.career_diff import DUES, MEMBERSHIP, NOTHING, POSTING, SUBSTANTIVE, Step, Term, step

D = date.fromisoformat
OLD = Term(D("2010-01-01"), D("2014-12-31"), {"class": "associate", "reason": ""}, 1)
RUNNING = Term(D("2015-01-01"), None, {"class": "regular", "reason": ""}, 2)
ENDED = Term(D("2015-01-01"), D("2020-06-30"), {"class": "regular", "reason": "left"}, 2)


def codes(found: Step) -> list[str]:
    return [code for code, _ in found.problems]


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"class": "regular"},
        {"class": "regular", "member_since": D("2015-01-01")},
        {"class": "associate", "member_since": D("2010-01-01")},
        {"member_since": D("2010-01-01"), "member_until": D("2014-12-31")},
    ],
)
def test_what_the_roll_has_is_left_alone(values: dict[str, Any]) -> None:
    assert step(MEMBERSHIP, values, [OLD, RUNNING]) == NOTHING


def test_an_end_is_added_where_there_was_none() -> None:
    end = D("2026-03-31")

    assert step(MEMBERSHIP, {"member_until": end}, [RUNNING]) == Step(ends=(RUNNING, end))
    since = {"class": "regular", "member_since": D("2015-01-01"), "member_until": end, "reason": "moved"}
    assert step(MEMBERSHIP, since, [RUNNING]) == Step(ends=(RUNNING, end), reason="moved")


def test_a_later_fact_ends_the_running_one_the_day_before() -> None:
    values = {"class": "retired", "member_since": D("2026-04-01"), "reason": "retired"}

    found = step(MEMBERSHIP, values, [OLD, RUNNING])

    begins = Term(D("2026-04-01"), None, {"class": "retired", "reason": "retired"})
    assert found == Step(ends=(RUNNING, D("2026-03-31")), begins=begins)


def test_a_fact_after_an_end_leaves_the_end() -> None:
    values = {"class": "regular", "member_since": D("2020-07-01")}

    assert step(MEMBERSHIP, values, [ENDED]) == Step(
        begins=Term(D("2020-07-01"), None, {"class": "regular", "reason": None})
    )


def test_the_first_fact_of_all_may_have_an_end() -> None:
    values = {"dues_since": D("2020-07-01"), "dues_until": D("2021-06-30")}

    assert step(DUES, values, []) == Step(begins=Term(D("2020-07-01"), D("2021-06-30"), {}))


@pytest.mark.parametrize(
    ("values", "terms", "code"),
    [
        ({"class": "retired"}, [RUNNING], "start_missing"),
        ({"class": "regular"}, [], "start_missing"),
        ({"class": "regular"}, [ENDED], "start_missing"),
        ({"member_until": D("2026-01-01")}, [], "start_missing"),
        ({"member_since": D("2026-01-01")}, [RUNNING], "columns_missing"),
        (
            {"class": "regular", "member_since": D("2026-01-02"), "member_until": D("2026-01-01")},
            [],
            "ends_before_start",
        ),
        ({"member_until": D("2014-01-01")}, [RUNNING], "ends_before_start"),
        ({"class": "retired", "member_since": D("2015-01-01")}, [RUNNING], "same_day_other"),
        ({"member_until": D("2020-07-01")}, [ENDED], "ends_otherwise"),
        ({"class": "retired", "member_since": D("2012-01-01")}, [OLD, RUNNING], "precedes"),
        ({"class": "retired", "member_since": D("2000-01-01"), "member_until": D("2001-01-01")}, [OLD], "precedes"),
        ({"class": "retired", "member_since": D("2020-06-30")}, [ENDED], "overlaps"),
        ({"class": "regular", "member_since": D("2018-01-01")}, [RUNNING], "holds_already"),
    ],
)
def test_what_would_overwrite_or_overlap_is_refused(values: dict[str, Any], terms: list[Term], code: str) -> None:
    found = step(MEMBERSHIP, values, terms)

    assert codes(found) == [code]
    assert (found.ends, found.begins) == (None, None)


def test_what_stands_beside_a_fact_is_kept_with_a_note() -> None:
    term = Term(
        D("2015-01-01"), None, {"mission": "Embassy", "city": "Dakar", "country": "Senegal", "posting_time_zone": ""}, 1
    )
    values = {"mission": "Embassy", "posted_since": D("2015-01-01"), "posting_time_zone": "Africa/Dakar"}

    assert step(POSTING, values, [term]) == Step(notes=(["kept", {"column": "posting_time_zone"}],))


def test_a_new_level_keeps_the_stream() -> None:
    term = Term(D("2015-01-01"), None, {"level": "FS-02", "stream": "trade"}, 1)

    found = step(SUBSTANTIVE, {"level": "FS-03", "level_since": D("2022-04-01")}, [term])

    assert found.begins == Term(D("2022-04-01"), None, {"level": "FS-03", "stream": "trade"})


DAYS = st.integers(0, 400).map(lambda n: D("2020-01-01") + timedelta(days=n))
LINE = st.fixed_dictionaries(
    {}, optional={"class": st.sampled_from(["a", "b"]), "member_since": DAYS, "member_until": DAYS}
)


@given(st.lists(LINE, max_size=12))
def test_whatever_comes_nothing_overlaps_and_the_same_line_again_changes_nothing(lines: list[dict[str, Any]]) -> None:
    terms: list[Term] = []
    for number, values in enumerate(lines):
        found = step(MEMBERSHIP, values, terms)
        if found.ends:
            ended, last = found.ends
            terms = [Term(t.starts_on, last, t.facts, t.pk) if t is ended else t for t in terms]
        if found.begins:
            terms.append(Term(found.begins.starts_on, found.begins.ends_on, found.begins.facts, number))

        again = step(MEMBERSHIP, values, terms)
        assert (again.ends, again.begins) == (None, None)
        assert found.problems or not again.problems
    for before, after in pairwise(terms):
        assert before.ends_on is not None and before.starts_on <= before.ends_on < after.starts_on
