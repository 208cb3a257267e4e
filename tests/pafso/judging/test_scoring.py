"""Which sheets count at the close, what one lacks, how the languages fare."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest

from pafso.judging.recount import Criterion, count
from pafso.judging.scoring import (
    Closing,
    LanguageMean,
    LeftOut,
    Submitted,
    counting,
    left_out,
    means_by_language,
    missing,
    sheet_score,
)
from tests.pafso.judging.rounds import panel

CLOSE = datetime(2027, 5, 3, 16, 0, tzinfo=UTC)
CRITERIA = (
    Criterion("initiative", Fraction(2), Fraction(1), Fraction(5)),
    Criterion("service", Fraction(1), Fraction(0), Fraction(10)),
)
WHOLE = {"initiative": Fraction(5), "service": Fraction(8)}


def sheet(juror: str, candidate: str, *, before: float = 1, marks: dict[str, Fraction] = WHOLE) -> Submitted:
    return Submitted(juror, candidate, CLOSE - timedelta(seconds=before), marks)


@pytest.mark.parametrize(
    ("marks", "lacking"),
    [
        ({}, ("initiative", "service")),
        ({"service": Fraction(0)}, ("initiative",)),
        ({"initiative": Fraction(1), "other": Fraction(1)}, ("service",)),
        (WHOLE, ()),
    ],
)
def test_what_a_sheet_lacks(marks: dict[str, Fraction], lacking: tuple[str, ...]) -> None:
    assert missing(marks, CRITERIA) == lacking
    assert (sheet_score(marks, CRITERIA) is None) == bool(lacking)


def test_what_a_juror_sees_of_their_own() -> None:
    assert sheet_score(WHOLE, CRITERIA) == Decimal("0.933333")
    assert sheet_score({"initiative": Fraction(1), "service": Fraction(0)}, CRITERIA) == 0


def test_what_counts_at_the_close() -> None:
    closing = Closing(CRITERIA, CLOSE, frozenset({("A", "3"), ("D", "1")}), frozenset({"C"}))
    sheets = [
        sheet("B", "1", before=0.000001),
        sheet("A", "2"),
        sheet("A", "1"),
        sheet("A", "3"),
        sheet("B", "2", before=0),
        sheet("B", "3", before=-1),
        sheet("C", "1"),
        sheet("D", "2", marks={"service": Fraction(1)}),
    ]

    assert [(one.juror, one.candidate) for one in counting(sheets, closing)] == [("A", "1"), ("A", "2"), ("B", "1")]
    assert list(left_out(sheets, closing).items()) == [
        (("A", "3"), LeftOut.CONFLICT),
        (("B", "2"), LeftOut.LATE),
        (("B", "3"), LeftOut.LATE),
        (("C", "1"), LeftOut.STEPPED_DOWN),
        (("D", "2"), LeftOut.INCOMPLETE),
    ]


@pytest.mark.parametrize(
    ("one", "reason"),
    [
        (sheet("A", "1", before=-1, marks={}), LeftOut.INCOMPLETE),
        (sheet("A", "1", before=-1), LeftOut.LATE),
        (sheet("A", "1"), LeftOut.CONFLICT),
        (sheet("A", "2"), LeftOut.STEPPED_DOWN),
    ],
)
def test_the_first_reason_is_given(one: Submitted, reason: LeftOut) -> None:
    closing = Closing(CRITERIA, CLOSE, frozenset({("A", "1")}), frozenset({"A"}))

    assert closing.leaves_out(one) is reason


def test_a_zero_counts() -> None:
    zero = sheet("A", "1", marks={"initiative": Fraction(1), "service": Fraction(0)})

    assert counting([zero], Closing(CRITERIA, CLOSE)) == [zero]


def test_means_by_language_with_their_counts() -> None:
    """By hand from panels.md: in panel 1 C1 and C3 are English, (69/90 + 26/90)/2; in panel 2 C4 is not ranked."""
    first, second = panel(1), panel(2)

    assert means_by_language(first, count(first)) == (
        LanguageMean("en", candidates=2, sheets=6, mean=Decimal("0.527778")),
        LanguageMean("fr", candidates=1, sheets=3, mean=Decimal("0.666667")),
    )
    assert means_by_language(second, count(second)) == (
        LanguageMean("en", candidates=2, sheets=6, mean=Decimal("0.833333")),
        LanguageMean("fr", candidates=1, sheets=3, mean=Decimal("0.333333")),
    )
