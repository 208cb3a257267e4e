"""From counting sheets to placings that are frozen: numbers instead of names, ties decided, a file with its digest."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import chain

from pafso.judging.allocation import drawn
from pafso.judging.recount import (
    FORMAT,
    ClosedRound,
    Criterion,
    Result,
    Sheet,
    Unusable,
    canonical,
    count,
    digest,
    document,
    read,
    six_decimals,
)
from pafso.judging.scoring import Submitted

__all__ = [
    "Frozen",
    "Numbers",
    "Undecidable",
    "decide",
    "differing",
    "draw_numbers",
    "freeze",
    "published",
    "undecided",
]


class Undecidable(ValueError):
    """What was decided is not about one tie of this round, or gives no reason."""


@dataclass(frozen=True)
class Numbers:
    """What jurors and candidates are called in a result and its files: from 1 on, in an order that says nothing of them."""

    jurors: Mapping[str, int]
    candidates: Mapping[str, int]

    def sheets(self, counting: Iterable[Submitted]) -> tuple[Sheet, ...]:
        return tuple(Sheet(self.jurors[one.juror], self.candidates[one.candidate], one.marks) for one in counting)


@dataclass(frozen=True)
class Frozen:
    """A round as it was counted: the result, the file from which anybody counts it again, the digest that the file names."""

    closed: ClosedRound
    result: Result
    file: bytes
    digest: str


def draw_numbers(jurors: Iterable[str], candidates: Iterable[str], seed: str) -> Numbers:
    """SEED is drawn for this result and kept from everybody: who knows it and the keys knows whose number is whose."""
    by_kind = {"juror": jurors, "candidate": candidates}
    juror, candidate = (
        {key: number for number, key in enumerate(drawn(keys, seed, "number", kind), start=1)}
        for kind, keys in by_kind.items()
    )
    return Numbers(juror, candidate)


def freeze(closed: ClosedRound) -> Frozen:
    """Count what the file says, not what we hold: so what is kept is what an outsider finds. Raises recount's Unusable."""
    told = {**_file(closed), "digest": "0" * 64}
    as_read, file = read(canonical(told))
    result = count(as_read)
    named = digest(document(file, result))
    return Frozen(as_read, result, canonical({**told, "digest": named}), named)


def undecided(closed: ClosedRound, result: Result) -> list[tuple[int, ...]]:
    """The ties of which the chair has not said anything yet: they stay ex aequo until somebody does."""
    decisions = {frozenset(chain(*decision)) for decision in closed.decisions}
    return [tie for tie in result.ties if frozenset(tie) not in decisions]


def decide(closed: ClosedRound, order: Iterable[Iterable[int]], reason: str) -> ClosedRound:
    """The chair puts a tie in ORDER, best first; who stays ex aequo stands together. An earlier decision on it is replaced.

    Raises Undecidable without a reason, and where ORDER is not exactly the candidates of one tie.
    """
    decision = tuple(tuple(sorted(group)) for group in order)
    if not reason.strip():
        raise Undecidable("a decision needs a reason")
    decided = sorted(chain(*decision))
    if tuple(decided) not in count(closed).ties or not all(decision):
        raise Undecidable("a decision is about exactly one tie")
    others = [one for one in closed.decisions if sorted(chain(*one)) != decided]
    return replace(closed, decisions=tuple(sorted([*others, decision])))


def differing(result: Result) -> dict[int, Mapping[str, int]]:
    """The candidates whose rank hangs on the method, with their rank by each."""
    return {one.candidate: one.ranks for one in result.placings if len(set(one.ranks.values())) > 1}


def published(closed: ClosedRound, placed: Iterable[int]) -> ClosedRound:
    """What may be shown to everybody: the PLACED candidates, with the sheets and the jurors that they have, and no one else.

    Ranks are then those among them. Nothing can be told of z and mean rank, which hang on the sheets of the others.
    """
    shown = set(placed)
    sheets = tuple(sheet for sheet in closed.sheets if sheet.candidate in shown)
    cut = [tuple(tuple(n for n in group if n in shown) for group in decision) for decision in closed.decisions]
    decisions = [tuple(group for group in decision if group) for decision in cut]
    return replace(
        closed,
        scope="placed",
        jurors=tuple(sorted({sheet.juror for sheet in sheets})),
        candidates={number: language for number, language in closed.candidates.items() if number in shown},
        sheets=sheets,
        decisions=tuple(decision for decision in decisions if len(list(chain(*decision))) > 1),
    )


def _file(closed: ClosedRound) -> dict[str, object]:
    return {
        "format": FORMAT,
        "round": closed.code,
        "kind": closed.kind,
        "scope": closed.scope,
        "version": closed.version,
        "quorum": closed.quorum,
        "criteria": [_criterion(one) for one in sorted(closed.criteria, key=lambda one: one.key)],
        "jurors": sorted(closed.jurors),
        "candidates": [{"number": n, "language": language} for n, language in sorted(closed.candidates.items())],
        "sheets": [_sheet(one) for one in sorted(closed.sheets, key=lambda one: (one.juror, one.candidate))],
        "decisions": sorted([sorted(group) for group in decision] for decision in closed.decisions),
    }


def _criterion(one: Criterion) -> dict[str, str]:
    return {"key": one.key, "weight": _plain(one.weight), "low": _plain(one.low), "high": _plain(one.high)}


def _sheet(sheet: Sheet) -> dict[str, object]:
    marks = {key: _plain(mark) for key, mark in sheet.marks.items()}
    return {"juror": sheet.juror, "candidate": sheet.candidate, "marks": marks}


def _plain(value: Fraction) -> str:
    """As short as a person would write it. What six decimals cannot say is no mark and no weight."""
    written = six_decimals(value)
    if Fraction(written) != value:
        raise Unusable("file", f"{value} has more than six decimals", f"{value} a plus de six décimales")
    return f"{written:f}".rstrip("0").rstrip(".")
