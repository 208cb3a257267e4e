"""Who reads what: everything but one's conflicts, or a quorum for each candidate. Drawn from a seed, the same everywhere and for ever.

A seed, and the keys of jurors and candidates, are texts; what is drawn hangs on SHA-256 of these and on nothing else: not on
the order in which they are given, not on the version of Python. So a draw can be repeated by whoever knows the seed.
"""

import hashlib
import json
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise


@dataclass(frozen=True)
class Reader:
    """A juror on the panel, and the languages that they read."""

    key: str
    languages: frozenset[str]


@dataclass(frozen=True)
class Dossier:
    """A candidate, and the language that one must read to judge it."""

    key: str
    language: str


@dataclass(frozen=True)
class Panel:
    """`conflicts` are pairs (juror, candidate), declared or found. Raises ValueError where a key stands twice."""

    readers: tuple[Reader, ...]
    dossiers: tuple[Dossier, ...]
    conflicts: frozenset[tuple[str, str]]

    def __post_init__(self) -> None:
        for members in (self.readers, self.dossiers):
            if len({member.key for member in members}) < len(members):
                raise ValueError("a key stands twice")


@dataclass(frozen=True)
class Lack:
    """A candidate with fewer readers than it needs, and why: of the panel, so many are in conflict, so many more do not read it."""

    candidate: str
    needed: int
    readers: int
    in_conflict: int
    other_language: int

    @property
    def missing(self) -> int:
        return self.needed - self.readers


@dataclass(frozen=True)
class Allocation:
    """Pairs (juror, candidate), sorted; and what is impossible, by candidate. Open no round while anything is lacking."""

    pairs: tuple[tuple[str, str], ...]
    lacks: tuple[Lack, ...]


def everybody_reads(panel: Panel, quorum: int) -> Allocation:
    """Everybody reads everything but their conflicts, in whatever language. A candidate with fewer readers than QUORUM is a lack."""
    pairs = [
        (reader.key, dossier.key)
        for reader in panel.readers
        for dossier in panel.dossiers
        if (reader.key, dossier.key) not in panel.conflicts
    ]
    by_language = {dossier.language for dossier in panel.dossiers}
    polyglots = tuple(Reader(reader.key, frozenset(by_language)) for reader in panel.readers)
    return Allocation(tuple(sorted(pairs)), _lacks(Panel(polyglots, panel.dossiers, panel.conflicts), quorum))


def quorum_reads(panel: Panel, quorum: int, seed: str) -> Allocation:
    """QUORUM readers for each candidate, of its language and without a conflict, as evenly as that can be done.

    Where loads within one of each other are possible, they are; where not, no load can be lowered without raising one as high.
    A candidate that cannot have so many gets all whom it can have, and is a lack.
    """
    return _filled(panel, (), quorum, seed)


def after_recusal(panel: Panel, current: Iterable[tuple[str, str]], quorum: int, seed: str) -> Allocation:
    """PANEL is what is left of it, with its new conflicts. What may stay of CURRENT stays: only what fell away is given to others."""
    return _filled(panel, current, quorum, seed)


def reading_order(juror: str, candidates: Iterable[str], seed: str) -> list[str]:
    """In which order a juror is shown their candidates, so that nobody is always read last."""
    return drawn(candidates, seed, "order", juror)


def drawn(keys: Iterable[str], seed: str, *purpose: str) -> list[str]:
    """KEYS in the order that SEED draws for this purpose."""
    return sorted(set(keys), key=lambda key: _draw(seed, *purpose, key))


def _draw(*words: str) -> bytes:
    return hashlib.sha256(json.dumps(words).encode()).digest()


def _may_read(panel: Panel, dossier: Dossier) -> list[Reader]:
    return [
        reader
        for reader in panel.readers
        if dossier.language in reader.languages and (reader.key, dossier.key) not in panel.conflicts
    ]


def _lacks(panel: Panel, quorum: int) -> tuple[Lack, ...]:
    lacks = []
    for dossier in sorted(panel.dossiers, key=lambda dossier: dossier.key):
        able = len(_may_read(panel, dossier))
        if able < quorum:
            conflicts = sum((reader.key, dossier.key) in panel.conflicts for reader in panel.readers)
            lacks.append(Lack(dossier.key, quorum, able, conflicts, len(panel.readers) - able - conflicts))
    return tuple(lacks)


def _filled(panel: Panel, current: Iterable[tuple[str, str]], quorum: int, seed: str) -> Allocation:
    table = _Table(panel, current, seed)
    table.give_to_the_least_loaded(quorum)
    table.even_out()
    return Allocation(tuple(sorted(table.pairs())), _lacks(panel, quorum))


class _Table:
    """Jurors × candidates while they are given out. A row is one number: bit n stands for the n-th candidate of the draw.

    With whole rows as numbers, five thousand candidates and sixty jurors are a matter of seconds.
    """

    def __init__(self, panel: Panel, current: Iterable[tuple[str, str]], seed: str) -> None:
        self.seed = seed
        self.jurors = drawn((reader.key for reader in panel.readers), seed, "jurors")
        self.candidates = drawn((dossier.key for dossier in panel.dossiers), seed, "candidates")
        bit = {key: 1 << place for place, key in enumerate(self.candidates)}
        self.able = dict.fromkeys(self.jurors, 0)
        for dossier in panel.dossiers:
            for reader in _may_read(panel, dossier):
                self.able[reader.key] |= bit[dossier.key]
        self.stays = dict.fromkeys(self.jurors, 0)
        for juror, candidate in current:
            self.stays[juror] = self.stays.get(juror, 0) | bit.get(candidate, 0)
        self.stays = {juror: self.stays[juror] & self.able[juror] for juror in self.jurors}
        self.moves = dict.fromkeys(self.jurors, 0)

    def pairs(self) -> Iterator[tuple[str, str]]:
        for juror in self.jurors:
            has = self.stays[juror] | self.moves[juror]
            yield from ((juror, key) for place, key in enumerate(self.candidates) if has >> place & 1)

    def load(self, juror: str) -> int:
        return self.stays[juror].bit_count() + self.moves[juror].bit_count()

    def give_to_the_least_loaded(self, quorum: int) -> None:
        """A first table: whoever may be read by few is given out first, each time to those who have least to read."""
        loads = {juror: self.load(juror) for juror in self.jurors}
        able, short = [], []
        for place, candidate in enumerate(self.candidates):
            may = [juror for juror in self.jurors if self.able[juror] >> place & 1]
            free = [juror for juror in may if not self.stays[juror] >> place & 1]
            able.append((len(free), place, candidate, free))
            short.append(quorum - (len(may) - len(free)))
        for _few, place, candidate, free in sorted(able):
            free.sort(key=lambda juror: (loads[juror], _draw(self.seed, "reader", candidate, juror)))
            for juror in free[: max(short[place], 0)]:
                self.moves[juror] |= 1 << place
                loads[juror] += 1

    def even_out(self) -> None:
        """Passes candidates on from juror to juror while that takes one from somebody who has two more than the last.

        When no such chain is left, the sum of the squared loads is the smallest there is (a flow of least convex cost has no
        cheaper circle: Harvey, Ladner, Lovász and Tamir, Semi-matchings for bipartite graphs and load balancing, 2006).
        """
        while chain := self._chain():
            passable = [self._passable(giver, taker) for giver, taker in pairwise(chain)]
            gain = (self.load(chain[0]) - self.load(chain[-1])) // 2
            for (giver, taker), offered in zip(pairwise(chain), passable, strict=True):
                passed = _first(offered, min(gain, *(row.bit_count() for row in passable)))
                self.moves[giver] ^= passed
                self.moves[taker] |= passed

    def _passable(self, giver: str, taker: str) -> int:
        return self.moves[giver] & self.able[taker] & ~self.stays[taker] & ~self.moves[taker]

    def _chain(self) -> list[str]:
        """The shortest from the most loaded juror who can pass on at all; empty when nobody gains by it."""
        loads = {juror: self.load(juror) for juror in self.jurors}
        for giver in sorted(self.jurors, key=lambda juror: -loads[juror]):
            came_from, queue = {giver: giver}, deque([giver])
            while queue:
                juror = queue.popleft()
                for taker in self.jurors:
                    if taker not in came_from and self._passable(juror, taker):
                        came_from[taker] = juror
                        queue.append(taker)
                        if loads[taker] <= loads[giver] - 2:
                            return _back(came_from, taker)
        return []


def _first(row: int, count: int) -> int:
    """The first COUNT candidates of a row."""
    rest = row
    for _ in range(count):
        rest &= rest - 1
    return row ^ rest


def _back(came_from: dict[str, str], juror: str) -> list[str]:
    chain = [juror]
    while came_from[juror] != juror:
        juror = came_from[juror]
        chain.append(juror)
    return chain[::-1]
