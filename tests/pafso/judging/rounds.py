"""Rounds to count: any small one, for properties; and the six that were counted by hand."""

import json
from fractions import Fraction
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from pafso.judging.recount import ClosedRound, Criterion, Sheet, read

PANELS = Path(__file__).parent / "panels"
NUMBERS = range(1, 7)


def examples(count: int) -> settings:
    """So many of them, however busy the machine is."""
    return settings(max_examples=count, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def panel_file(number: int) -> dict[str, object]:
    return json.loads((PANELS / f"{number}.json").read_text())


def panel(number: int) -> ClosedRound:
    return read((PANELS / f"{number}.json").read_bytes())[0]


def in_steps(low: int, high: int) -> st.SearchStrategy[Fraction]:
    """Few different values, so that ties happen."""
    return st.integers(low * 2, high * 2).map(lambda half: Fraction(half, 2))


@st.composite
def criteria_of(draw: st.DrawFn, kind: str) -> tuple[Criterion, ...]:
    if kind == "screening":
        return (Criterion("yes", Fraction(1), Fraction(0), Fraction(1)),)
    if kind == "ranking":
        return (Criterion("place", Fraction(1), Fraction(1), Fraction(6)),)
    return tuple(
        Criterion(key, Fraction(draw(st.integers(1, 3))), Fraction(draw(st.integers(-2, 1))), Fraction(4))
        for key in "abc"[: draw(st.integers(1, 3))]
    )


@st.composite
def rounds(draw: st.DrawFn, kinds: tuple[str, ...] = ("screening", "scoring", "ranking")) -> ClosedRound:
    kind = draw(st.sampled_from(kinds))
    criteria = draw(criteria_of(kind))
    jurors, candidates = range(1, draw(st.integers(0, 4)) + 1), range(1, draw(st.integers(0, 5)) + 1)
    pairs = [(juror, candidate) for juror in jurors for candidate in candidates]
    sheets = []
    for juror, candidate in draw(st.sets(st.sampled_from(pairs))) if pairs else ():
        marks = {
            one.key: draw(in_steps(int(one.low), int(one.high)) if kind != "screening" else st.sampled_from([one.low, one.high]))
            for one in criteria
        }  # fmt: skip
        sheets.append(Sheet(juror, candidate, marks))
    languages = {number: draw(st.sampled_from(["en", "fr"])) for number in candidates}
    quorum = draw(st.integers(1, 3))
    return ClosedRound("K7QX3", kind, "all", 1, quorum, criteria, tuple(jurors), languages, tuple(sheets))
