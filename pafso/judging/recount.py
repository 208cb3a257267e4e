"""Counts a closed round again. This file and Python 3.11 are all that it takes: `python -I -S recount.py [--json] FILE`.

The platform counts with these same functions (scoring and ranking stand on them): what an outsider checks is what was done.
docs/recount.md describes the file, and how to count one by hand. Ends with 0 when the digest is the one that the file names,
with 1 when it is another, with 2 when the file cannot be counted. What it says, it says in both languages.
"""

import hashlib
import json
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Context, Decimal
from fractions import Fraction
from io import TextIOWrapper
from itertools import chain
from pathlib import Path
from typing import cast

FORMAT = "pafso-round/1"
FILE = (
    "format", "round", "kind", "scope", "version", "quorum", "criteria", "jurors", "candidates", "sheets", "decisions", "digest",
)  # fmt: skip
# Codes and keys only: nothing in which a name could stand.
CODE, KEY = "[A-Za-z0-9-]{1,40}", "[a-z][a-z0-9_-]{0,39}"
ONLY_CRITERION = {"screening": ["yes"], "ranking": ["place"]}
# The mean of the scores decides; the other two show whether the order hangs on the method. A mean rank is better when smaller.
METHODS = {"total": 1, "z": 1, "mean_rank": -1}
# A context of our own: what a program does to its decimals elsewhere changes no result here.
FIFTY_DIGITS = Context(prec=50, rounding=ROUND_HALF_EVEN)


class Unusable(ValueError):
    """What was given cannot be counted: where, and why, in both languages."""

    def __init__(self, place: str, english: str, french: str) -> None:
        super().__init__(f"{place}: {english} / {french}")


@dataclass(frozen=True)
class Criterion:
    key: str
    weight: Fraction
    low: Fraction
    high: Fraction


@dataclass(frozen=True)
class Sheet:
    """A sheet that counts. A screening has the one criterion `yes` (1 or 0), a ranking `place` (1 is the best)."""

    juror: int
    candidate: int
    marks: Mapping[str, Fraction]


@dataclass(frozen=True)
class ClosedRound:
    """All that a result hangs on. Jurors and candidates are numbers; `candidates` has the language of each dossier.

    `scope` is "all", or "placed" where only some candidates are in it: then nothing is known of a juror's other sheets.
    A decision puts the candidates of one tie in order, best first; those that stay equal stand together.
    """

    code: str
    kind: str
    scope: str
    version: int
    quorum: int
    criteria: tuple[Criterion, ...]
    jurors: tuple[int, ...]
    candidates: Mapping[int, str]
    sheets: tuple[Sheet, ...]
    decisions: tuple[tuple[tuple[int, ...], ...], ...] = ()


@dataclass(frozen=True)
class Reading:
    """A sheet among all the counting sheets of its juror; `rank` is already divided by their number."""

    score: Fraction
    z: Decimal
    rank: Fraction


@dataclass(frozen=True)
class Placing:
    """A rank, and to six decimals what it comes from (total, spread, z, mean_rank); `ranks`: by each method, undecided."""

    candidate: int
    rank: int
    sheets: int
    values: Mapping[str, Decimal]
    ranks: Mapping[str, int]


@dataclass(frozen=True)
class Result:
    """Placings by rank, then number; who is below the quorum (candidate → sheets); who is equal in all six decimals."""

    placings: tuple[Placing, ...]
    not_ranked: Mapping[int, int]
    ties: tuple[tuple[int, ...], ...]


def score(marks: Mapping[str, Fraction], criteria: Iterable[Criterion]) -> Fraction:
    """Σ weight × (mark − low) / (high − low) ÷ Σ weight: from 0 to 1. A mark left out is a KeyError, never a zero."""
    parts = [(one.weight, (marks[one.key] - one.low) / (one.high - one.low)) for one in criteria]
    return sum((weight * part for weight, part in parts), Fraction()) / sum(weight for weight, _ in parts)


def mean_ranks(values: Iterable[Fraction]) -> dict[Fraction, Fraction]:
    """The rank of each value, the highest first; equal ones share the mean of the ranks that they take up."""
    ranks, above = {}, 0
    for value, equal in sorted(Counter(values).items(), reverse=True):
        ranks[value] = above + Fraction(equal + 1, 2)
        above += equal
    return ranks


def z_values(scores: list[Fraction]) -> list[Decimal]:
    """How many population deviations each stands above their mean; 0 where none differs. Exact up to the square root."""
    middle = mean(scores)
    variance = mean([(one - middle) ** 2 for one in scores])
    if not variance:
        return [Decimal(0)] * len(scores)
    deviation = FIFTY_DIGITS.sqrt(_fifty_digits(variance))
    return [FIFTY_DIGITS.divide(_fifty_digits(one - middle), deviation) for one in scores]


def mean(values: list[Fraction]) -> Fraction:
    return sum(values, Fraction()) / len(values)


def mean_z(values: list[Decimal]) -> Decimal:
    """Added up in order of size, so that the last of fifty digits does not hang on which juror comes first."""
    total = Decimal(0)
    for value in sorted(values):
        total = FIFTY_DIGITS.add(total, value)
    return FIFTY_DIGITS.divide(total, Decimal(len(values)))


def _fifty_digits(value: Fraction) -> Decimal:
    return FIFTY_DIGITS.divide(Decimal(value.numerator), Decimal(value.denominator))


def six_decimals(value: Fraction | Decimal) -> Decimal:
    """Half to even, with no minus before a zero."""
    return Decimal(f"{round(Fraction(value) * 10**6)}e-6")


def juror_scores(own: list[Sheet], closed: ClosedRound) -> list[Fraction]:
    """What the counting sheets of one juror are worth, each from 0 to 1."""
    if closed.kind != "ranking":
        return [score(sheet.marks, closed.criteria) for sheet in own]
    # Places have gaps where a sheet no longer counts. Of a juror who placed one candidate nothing can be said: the middle.
    ranks, others = mean_ranks(-sheet.marks["place"] for sheet in own), len(own) - 1
    return [(len(own) - ranks[-sheet.marks["place"]]) / others if others else Fraction(1, 2) for sheet in own]


def readings(closed: ClosedRound) -> dict[int, list[Reading]]:
    """What each candidate got, sheet by sheet."""
    of_juror: dict[int, list[Sheet]] = defaultdict(list)
    found: dict[int, list[Reading]] = {number: [] for number in closed.candidates}
    for sheet in closed.sheets:
        of_juror[sheet.juror].append(sheet)
    for own in of_juror.values():
        scores = juror_scores(own, closed)
        ranks = mean_ranks(scores)
        for sheet, worth, z in zip(own, scores, z_values(scores), strict=True):
            found[sheet.candidate].append(Reading(worth, z, ranks[worth] / len(own)))
    return found


def _values(own: list[Reading], scope: str) -> dict[str, Decimal]:
    scores = [one.score for one in own]
    values: dict[str, Fraction | Decimal] = {"total": mean(scores), "spread": max(scores) - min(scores)}
    if scope == "all":
        values |= {"z": mean_z([one.z for one in own]), "mean_rank": mean([one.rank for one in own])}
    return {name: six_decimals(value) for name, value in values.items()}


def groups(values: Mapping[int, Fraction]) -> list[tuple[int, ...]]:
    """The candidates, the highest value first; those with the same value together."""
    together: dict[Fraction, list[int]] = defaultdict(list)
    for candidate in sorted(values):
        together[values[candidate]].append(candidate)
    return [tuple(together[value]) for value in sorted(together, reverse=True)]


def skipping_ranks(ordered: Iterable[tuple[int, ...]]) -> dict[int, int]:
    """1, 1, 3: whoever stands behind two stands third."""
    ranks: dict[int, int] = {}
    for group in ordered:
        ranks |= dict.fromkeys(group, len(ranks) + 1)
    return ranks


def _decided(ordered: list[tuple[int, ...]], closed: ClosedRound) -> Iterator[tuple[int, ...]]:
    decisions = {tuple(sorted(chain(*decision))): decision for decision in closed.decisions}
    if len(decisions) < len(closed.decisions) or not decisions.keys() <= {group for group in ordered if group[1:]}:
        raise Unusable("decisions", "each must be about one tie", "chacune doit porter sur une égalité")
    for group in ordered:
        yield from decisions.get(group, (group,))


def count(closed: ClosedRound) -> Result:
    """Ranked by the mean of the scores, ties as they were decided. Raises Unusable where a decision is about no tie."""
    given = readings(closed)
    values = {number: _values(own, closed.scope) for number, own in given.items() if len(own) >= closed.quorum}
    ordered = {
        method: groups({number: sign * Fraction(of[method]) for number, of in values.items()})
        for method, sign in METHODS.items()
        if closed.scope == "all" or method == "total"
    }
    by_method = {method: skipping_ranks(those) for method, those in ordered.items()}
    ranks = skipping_ranks(_decided(ordered["total"], closed))
    return Result(
        tuple(
            Placing(n, ranks[n], len(given[n]), values[n], {method: each[n] for method, each in by_method.items()})
            for n in sorted(ranks, key=lambda number: (ranks[number], number))
        ),
        {number: len(given[number]) for number in sorted(given.keys() - values.keys())},
        tuple(group for group in ordered["total"] if group[1:]),
    )


def canonical(value: object) -> bytes:
    """Keys sorted, no spaces, UTF-8."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode(errors="surrogatepass")


def document(file: Mapping[str, object], result: Result) -> dict[str, object]:
    """What the digest is of: the file, its lists in order, without its digest and with what was counted."""
    told = {key: sorted(part, key=canonical) if isinstance(part, list) else part for key, part in file.items()}
    del told["digest"]
    placings = [
        {"candidate": one.candidate, "rank": one.rank, "ranks": dict(one.ranks), "sheets": one.sheets}
        | {name: f"{value:f}" for name, value in one.values.items()}
        for one in result.placings
    ]
    not_ranked = [{"candidate": number, "sheets": sheets} for number, sheets in result.not_ranked.items()]
    return {**told, "not_ranked": not_ranked, "placings": placings}


def digest(of: Mapping[str, object]) -> str:
    return hashlib.sha256(canonical(of)).hexdigest()


def _keys(value: object, place: str, *keys: str) -> dict[str, object]:
    if not isinstance(value, dict) or value.keys() != set(keys):
        raise Unusable(place, f"must have exactly {', '.join(keys)}", f"doit avoir exactement {', '.join(keys)}")
    return value


def _list(value: object, place: str) -> list[tuple[str, object]]:
    if not isinstance(value, list):
        raise Unusable(place, "must be a list", "doit être une liste")
    if len({canonical(one) for one in value}) < len(value):
        raise Unusable(place, "has an element twice", "contient deux fois un élément")
    return [(f"{place}[{index}]", one) for index, one in enumerate(value)]


def _whole(value: object, place: str) -> int:
    if type(value) is not int or not 0 < value < 10**6:
        raise Unusable(place, "must be a whole number from 1 to 999999", "doit être un entier de 1 à 999999")
    return value


def _text(value: object, place: str, pattern: str, example: str) -> str:
    if not isinstance(value, str) or not re.fullmatch(pattern, value):
        raise Unusable(place, f"must be a text such as {example}", f"doit être un texte comme {example}")
    return value


def _decimal(value: object, place: str) -> Fraction:
    return Fraction(_text(value, place, r"-?[0-9]{1,9}(\.[0-9]{1,6})?", "4.5"))


def _candidate(value: object, place: str) -> tuple[int, str]:
    found = _keys(value, place, "number", "language")
    return _whole(found["number"], f"{place}.number"), _text(found["language"], f"{place}.language", "[a-z]{2,3}", "fr")


def _criterion(value: object, place: str) -> Criterion:
    found = _keys(value, place, "key", "weight", "low", "high")
    key = _text(found["key"], f"{place}.key", KEY, "initiative")
    weight, low, high = (_decimal(found[name], f"{place}.{name}") for name in ("weight", "low", "high"))
    if weight <= 0 or low >= high:
        raise Unusable(place, "must weigh more than 0 and have low < high", "doit peser plus de 0 et avoir low < high")
    return Criterion(key, weight, low, high)


def _criteria(value: object, kind: str) -> tuple[Criterion, ...]:
    criteria = tuple(_criterion(one, place) for place, one in _list(value, "criteria"))
    keys = [one.key for one in criteria]
    if not keys or len(set(keys)) < len(keys) or keys != ONLY_CRITERION.get(kind, keys):
        raise Unusable("criteria", "are not those of such a round", "ne sont pas ceux d’un tel tour")
    return criteria


def _sheet(value: object, place: str, kind: str, criteria: tuple[Criterion, ...]) -> Sheet:
    found = _keys(value, place, "juror", "candidate", "marks")
    given = _keys(found["marks"], f"{place}.marks", *(one.key for one in criteria))
    marks = {key: _decimal(mark, f"{place}.marks.{key}") for key, mark in given.items()}
    for one in criteria:
        ends = (one.low, one.high)
        if not one.low <= marks[one.key] <= one.high or (kind == "screening" and marks[one.key] not in ends):
            raise Unusable(f"{place}.marks.{one.key}", "is not on the scale", "n’est pas sur l’échelle")
    return Sheet(_whole(found["juror"], f"{place}.juror"), _whole(found["candidate"], f"{place}.candidate"), marks)


def _decision(value: object, place: str) -> tuple[tuple[int, ...], ...]:
    decision = tuple(
        tuple(_whole(number, where) for where, number in _list(group, among)) for among, group in _list(value, place)
    )
    numbers = list(chain(*decision))
    if len(set(numbers)) < len(numbers):
        raise Unusable(place, "has a candidate twice", "contient deux fois une candidature")
    return decision


def _once_each(closed: ClosedRound, languages: list[tuple[int, str]]) -> None:
    """Nobody is listed twice or judged twice by one juror, and every sheet is of a juror and a candidate who are listed."""
    pairs = [(sheet.juror, sheet.candidate) for sheet in closed.sheets]
    if len(closed.candidates) < len(languages):
        raise Unusable("candidates", "have a number twice", "contiennent deux fois un numéro")
    if len(set(pairs)) < len(pairs):
        raise Unusable(
            "sheets", "have a juror twice on a candidate", "ont deux grilles d’un membre sur une candidature"
        )
    if (
        not {juror for juror, _ in pairs} <= set(closed.jurors)
        or not {one for _, one in pairs} <= closed.candidates.keys()
    ):
        raise Unusable("sheets", "have a number that is not listed", "ont un numéro qui ne figure pas dans les listes")


def _no_key_twice(pairs: list[tuple[str, object]]) -> dict[str, object]:
    if len(dict(pairs)) < len(pairs):
        raise ValueError
    return dict(pairs)


def read(content: bytes) -> tuple[ClosedRound, dict[str, object]]:
    """The round that a file tells of, and the file as it stands. Raises Unusable."""
    try:
        parsed = json.loads(content.decode("utf-8-sig"), object_pairs_hook=_no_key_twice)
    except (ValueError, RecursionError):
        raise Unusable(
            "file", "is no JSON with each key once", "n’est pas du JSON où chaque clé figure une fois"
        ) from None
    file = _keys(parsed, "file", *FILE)
    _text(file["format"], "format", re.escape(FORMAT), FORMAT)
    _text(file["digest"], "digest", "[0-9a-f]{64}", "0123…cdef")
    kind = _text(file["kind"], "kind", "screening|scoring|ranking", "screening, scoring, ranking")
    criteria = _criteria(file["criteria"], kind)
    languages = [_candidate(one, place) for place, one in _list(file["candidates"], "candidates")]
    closed = ClosedRound(
        code=_text(file["round"], "round", CODE, "K7QX3"),
        kind=kind,
        scope=_text(file["scope"], "scope", "all|placed", "all, placed"),
        version=_whole(file["version"], "version"),
        quorum=_whole(file["quorum"], "quorum"),
        criteria=criteria,
        jurors=tuple(_whole(one, place) for place, one in _list(file["jurors"], "jurors")),
        candidates=dict(languages),
        sheets=tuple(_sheet(one, place, kind, criteria) for place, one in _list(file["sheets"], "sheets")),
        decisions=tuple(_decision(one, place) for place, one in _list(file["decisions"], "decisions")),
    )
    _once_each(closed, languages)
    return closed, file


def _table(file: Mapping[str, object], result: Result) -> Iterator[str]:
    yield f"{file['round']} · {file['kind']} · {file['version']}"
    yield " rank/rang   no  sheets/grilles      total     spread          z  mean_rank  by/selon total, z, mean_rank"
    for one in result.placings:
        values = "  ".join(f"{one.values.get(name, '–'):>9}" for name in ("total", "spread", "z", "mean_rank"))
        differs = " *" if len(set(one.ranks.values())) > 1 else ""
        ranks = ", ".join(map(str, one.ranks.values()))
        yield f"{one.rank:>10}  {one.candidate:>3}  {one.sheets:>14}  {values}  {ranks}{differs}"
    for number, sheets in result.not_ranked.items():
        yield f"{'–':>10}  {number:>3}  {sheets:>14}  not ranked, below the quorum / pas de rang, sous le quorum"
    if any(len(set(one.ranks.values())) > 1 for one in result.placings):
        yield "* the rank hangs on the method / le rang dépend de la méthode"
    yield from (f"tie/égalité: {', '.join(map(str, tie))}" for tie in result.ties)


def main(arguments: list[str]) -> int:
    """Print the placings and the digest (with --json what the digest is of); the result is the exit code."""
    try:
        closed, file = read(Path(arguments[-1]).read_bytes())
        result = count(closed)
    except IndexError:
        return _refuse("python recount.py [--json] FILE")
    except (OSError, RecursionError, Unusable) as error:
        return _refuse(str(error))
    counted = document(file, result)
    if "--json" in arguments:
        sys.stdout.write(canonical(counted).decode())
    else:
        print(*_table(file, result), f"SHA-256 {digest(counted)}", sep="\n")
    if digest(counted) == file["digest"]:
        return 0
    print(f"The file names another digest / Le fichier indique une autre empreinte: {file['digest']}", file=sys.stderr)
    return 1


def _refuse(sentence: str) -> int:
    print(sentence, file=sys.stderr)
    return 2


if __name__ == "__main__":
    for stream in (sys.stdout, sys.stderr):
        cast(TextIOWrapper, stream).reconfigure(encoding="utf-8")
    sys.exit(main(sys.argv[1:]))
