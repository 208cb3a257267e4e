"""Which sheets count, what one still lacks, and how the languages fare. The arithmetic is recount's, which anybody can run alone."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from pafso.judging.recount import ClosedRound, Criterion, Result, mean, readings, score, six_decimals

__all__ = [
    "Closing", "LanguageMean", "LeftOut", "Submitted", "counting", "left_out", "means_by_language", "missing", "sheet_score",
]  # fmt: skip


class LeftOut(StrEnum):
    """Why a sheet does not count; the first that is true."""

    INCOMPLETE = "incomplete"
    LATE = "late"
    CONFLICT = "conflict"
    STEPPED_DOWN = "stepped_down"


@dataclass(frozen=True)
class Submitted:
    """A sheet as the database has it: keys of juror and candidate, the instant of its receipt, its marks by criterion."""

    juror: str
    candidate: str
    received_at: datetime
    marks: Mapping[str, Fraction]


@dataclass(frozen=True)
class Closing:
    """What holds at the close: its instant, the conflicts (juror, candidate) and who has stepped down by then."""

    criteria: tuple[Criterion, ...]
    at: datetime
    conflicts: frozenset[tuple[str, str]] = frozenset()
    stepped_down: frozenset[str] = frozenset()

    def leaves_out(self, sheet: Submitted) -> LeftOut | None:
        if missing(sheet.marks, self.criteria):
            return LeftOut.INCOMPLETE
        if sheet.received_at >= self.at:
            return LeftOut.LATE
        if (sheet.juror, sheet.candidate) in self.conflicts:
            return LeftOut.CONFLICT
        return LeftOut.STEPPED_DOWN if sheet.juror in self.stepped_down else None


@dataclass(frozen=True)
class LanguageMean:
    """The mean of the totals of the ranked candidates whose dossier is in LANGUAGE, with how many they and their sheets are."""

    language: str
    candidates: int
    sheets: int
    mean: Decimal


def missing(marks: Mapping[str, Fraction], criteria: Iterable[Criterion]) -> tuple[str, ...]:
    """The criteria without a mark. While there is one the sheet is not in: what is left out is not a zero."""
    return tuple(one.key for one in criteria if one.key not in marks)


def sheet_score(marks: Mapping[str, Fraction], criteria: tuple[Criterion, ...]) -> Decimal | None:
    """What a juror sees of their own sheet, from 0 to 1 in six decimals; None while a mark is missing."""
    return None if missing(marks, criteria) else six_decimals(score(marks, criteria))


def counting(sheets: Iterable[Submitted], closing: Closing) -> list[Submitted]:
    """In before the close, without a conflict at the close, of a juror who has not stepped down. Sorted."""
    return sorted(
        (sheet for sheet in sheets if closing.leaves_out(sheet) is None),
        key=lambda sheet: (sheet.juror, sheet.candidate),
    )


def left_out(sheets: Iterable[Submitted], closing: Closing) -> dict[tuple[str, str], LeftOut]:
    """Juror and candidate of each sheet that does not count, with the reason for the record. Sorted."""
    reasons = {(sheet.juror, sheet.candidate): closing.leaves_out(sheet) for sheet in sheets}
    return {pair: reason for pair, reason in sorted(reasons.items()) if reason is not None}


def means_by_language(closed: ClosedRound, result: Result) -> tuple[LanguageMean, ...]:
    """So that a panel sees whether a language does worse. By language; those without a ranked candidate are left out."""
    given = readings(closed)
    totals: dict[str, list[list[Fraction]]] = {}
    for number in sorted(placing.candidate for placing in result.placings):
        totals.setdefault(closed.candidates[number], []).append([one.score for one in given[number]])
    return tuple(
        LanguageMean(language, len(own), sum(map(len, own)), six_decimals(mean([mean(scores) for scores in own])))
        for language, own in sorted(totals.items())
    )
