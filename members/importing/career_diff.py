"""What a line says of one dated fact, against what the roll has: left alone, ended, followed, or refused with the reason."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from .cells import Problem


@dataclass(frozen=True)
class Term:
    """One dated row. `facts` are what it is about, by column; `pk` is None for one that is not in the roll yet."""

    starts_on: date
    ends_on: date | None = None
    facts: dict[str, Any] = field(default_factory=dict)
    pk: int | None = None


@dataclass(frozen=True)
class Kind:
    """How one kind of dated fact is written in a file: what it is about, what may be missing, and its two days."""

    name: str
    facts: tuple[str, ...]
    optional: tuple[str, ...]
    since: str
    until: str = ""


MEMBERSHIP = Kind("membership", ("class",), ("reason",), "member_since", "member_until")
SUBSTANTIVE = Kind("substantive", ("level", "stream"), ("stream",), "level_since")
ACTING = Kind("acting", ("level", "stream"), ("stream",), "level_since")
POSTING = Kind("posting", ("mission", "city", "country"), ("posting_time_zone",), "posted_since")
DUES = Kind("dues", (), (), "dues_since", "dues_until")
KINDS = (MEMBERSHIP, SUBSTANTIVE, ACTING, POSTING, DUES)


@dataclass(frozen=True)
class Step:
    """What happens to one kind of fact: a row of the roll ends, a new one begins, or neither.

    `reason` is written with an end where the roll gives none; `notes` say what the line would change and may not.
    """

    ends: tuple[Term, date] | None = None
    begins: Term | None = None
    reason: str = ""
    notes: tuple[Problem, ...] = ()
    problems: tuple[Problem, ...] = ()


NOTHING = Step()


def step(kind: Kind, values: dict[str, Any], terms: list[Term]) -> Step:
    """What the VALUES of a line do to the TERMS that the person has of this KIND, oldest first."""
    said = {name: values[name] for name in kind.facts if name in values}
    since, until = values.get(kind.since), values.get(kind.until)
    if not said and since is None and until is None:
        return NOTHING
    last = terms[-1] if terms else None
    if since is None:
        return _without_start(kind, values, said, last)
    if until is not None and until < since:
        return _refused("ends_before_start", kind, day=until, since=since)
    same_day = next((term for term in terms if term.starts_on == since), None)
    if same_day:
        return _again(kind, values, said, same_day)
    if last and since < last.starts_on:
        return _refused("precedes", kind, day=since, since=last.starts_on)
    return _next(kind, values, said, last)


def _without_start(kind: Kind, values: dict[str, Any], said: dict[str, Any], last: Term | None) -> Step:
    """Without its first day a line may only repeat what holds, or end it."""
    until = values.get(kind.until)
    if last is None or (said and (_differs(said, last) or _is_over(last, until))):
        return _refused("start_missing", kind)
    return _again(kind, values, said, last)


def _is_over(last: Term, until: date | None) -> bool:
    """What ended cannot hold again without a first day; a line that knows the end says nothing new."""
    return last.ends_on is not None and until != last.ends_on


def _again(kind: Kind, values: dict[str, Any], said: dict[str, Any], term: Term) -> Step:
    """The fact is in the roll: only an end may be added to it."""
    until = values.get(kind.until)
    if _differs(said, term):
        return _refused("same_day_other", kind, since=term.starts_on)
    if until is None or until == term.ends_on:
        return Step(notes=_left_alone(kind, values, term))
    if term.ends_on is not None:
        return _refused("ends_otherwise", kind, day=until, until=term.ends_on)
    if until < term.starts_on:
        return _refused("ends_before_start", kind, day=until, since=term.starts_on)
    if "reason" in kind.optional and not term.facts.get("reason"):
        return Step(ends=(term, until), reason=values.get("reason", ""))
    return Step(ends=(term, until), notes=_left_alone(kind, values, term))


def _left_alone(kind: Kind, values: dict[str, Any], term: Term) -> tuple[Problem, ...]:
    """The columns beside the fact that say something else than the roll."""
    beside = [name for name in kind.optional if name not in kind.facts and name in values]
    return tuple(["kept", {"column": name}] for name in beside if values[name] != term.facts.get(name))


def _next(kind: Kind, values: dict[str, Any], said: dict[str, Any], last: Term | None) -> Step:
    """A later fact: what still ran ends the day before."""
    since = values[kind.since]
    missing = [name for name in kind.facts if name not in said and name not in kind.optional]
    if missing:
        return _refused("columns_missing", kind, columns=missing)
    facts = {name: values.get(name) for name in (*kind.facts, *kind.optional)}
    if last and "stream" in facts and facts["stream"] is None:
        facts["stream"] = last.facts.get("stream")  # a new level is no new stream
    begins = Term(since, values.get(kind.until), facts)
    if last is None or (last.ends_on is not None and last.ends_on < since):
        return Step(begins=begins)
    if last.ends_on is not None:
        return _refused("overlaps", kind, day=since, until=last.ends_on)
    if not _differs({name: facts[name] for name in kind.facts}, last):
        return _refused("holds_already", kind, day=since, since=last.starts_on)
    return Step(ends=(last, since - timedelta(days=1)), begins=begins)


def _differs(said: dict[str, Any], term: Term) -> bool:
    return any(term.facts.get(name) != value for name, value in said.items())


def _refused(code: str, kind: Kind, **values: Any) -> Step:
    plain = {name: value.isoformat() if isinstance(value, date) else value for name, value in values.items()}
    return Step(problems=([code, {"kind": kind.name, "column": kind.since, **plain}],))
