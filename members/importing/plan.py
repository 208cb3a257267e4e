"""What one line would do to one person: decided on plain values, without a query and without a write."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from .career_diff import ACTING, DUES, MEMBERSHIP, POSTING, SUBSTANTIVE, Kind, Step, Term, step
from .cells import Problem

# With an account these are what the person says of themselves.
THEIRS = ("name", "preferred_name", "language", "time_zone")
OWN = (*THEIRS, "employer")
EMAILS = {"work_email": "work", "personal_email": "personal"}
Written = dict[str, Any]
POSTING_ZONE = "posting_time_zone"


@dataclass
class Person:
    """What the roll has of a person; `pk` is None for somebody who is not on it yet."""

    number: str
    pk: int | None = None
    has_account: bool = False
    gone: str = ""  # "merged" or "erased": nothing can be written about this entry any more
    own: dict[str, str] = field(default_factory=dict)
    addresses: dict[str, bool] = field(default_factory=dict)  # to whether they were verified
    telephone: str | None = None
    is_struck: bool = False  # taken off the roll: a line with its number brings it back
    terms: dict[str, list[Term]] = field(default_factory=dict)
    plan: "Plan | None" = None


@dataclass
class Plan:
    """One line's writes, and the same in words: `changes` by column as [before, after], `problems` as [code, values]."""

    line: int
    person: Person
    is_new: bool
    own: dict[str, str] = field(default_factory=dict)
    addresses: list[tuple[str, str]] = field(default_factory=list)
    verified: list[str] = field(default_factory=list)
    telephone: str | None = None
    steps: list[tuple[Kind, Step]] = field(default_factory=list)
    changes: dict[str, list[Any]] = field(default_factory=dict)
    notes: list[Problem] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    # What was written, as plain values, for whoever undoes it: made by `writing`.
    written: Written = field(default_factory=dict)

    @property
    def brings_back(self) -> bool:
        return self.person.is_struck and not self.problems

    @property
    def adds_somebody(self) -> bool:
        """Whether the roll has one person more by it."""
        return self.is_new or self.person.is_struck

    @property
    def outcome(self) -> str:
        if self.problems:
            return "refused"
        return "created" if self.adds_somebody else "changed" if self.changes else "same"


def plan_line(
    line: int, person: Person, values: dict[str, Any], problems: list[Problem], *, addresses_verified: bool
) -> Plan:
    """The plan of one line for PERSON, from the VALUES of its filled cells; PROBLEMS are what its cells had already.

    Everything that is wrong with the line is gathered, so that one correction is enough.
    """
    plan = Plan(line, person, is_new=person.pk is None, problems=list(problems))
    if person.gone:
        plan.problems.append([f"entry_{person.gone}", {"number": person.number}])
        return plan
    if plan.is_new:
        missing = [name for name in ("name", "language") if name not in values and not _complained(problems, name)]
        plan.problems += [[f"{name}_missing", {"column": name}] for name in missing]
    if person.is_struck:
        plan.notes.append(["brings_back", {"number": person.number}])
    _own(plan, values)
    _addresses(plan, values, verified=addresses_verified)
    _telephone(plan, values)
    for kind in (MEMBERSHIP, ACTING if values.get("acting") else SUBSTANTIVE, POSTING, DUES):
        if not any(_complained(problems, name) for name in _columns(kind)):
            _career(plan, kind, values)
    return plan


def _columns(kind: Kind) -> tuple[str, ...]:
    also = ("acting",) if kind in (ACTING, SUBSTANTIVE) else ()
    return (*kind.facts, *kind.optional, kind.since, kind.until, *also)


def _complained(problems: list[Problem], column: str) -> bool:
    """Whether the cell itself was refused: what follows from its absence need not be said."""
    return any(values.get("column") == column for _, values in problems)


def _own(plan: Plan, values: dict[str, Any]) -> None:
    person = plan.person
    for name in OWN:
        before = person.own.get(name, "")
        if name not in values or values[name] == before:
            continue
        if person.has_account and name in THEIRS:
            plan.notes.append(["theirs", {"column": name}])
            continue
        plan.own[name] = values[name]
        plan.changes[name] = [before, values[name]]


def _addresses(plan: Plan, values: dict[str, Any], *, verified: bool) -> None:
    known = plan.person.addresses
    # Where the office has a proven address, another one is verified by hand, which the first hears of.
    has_proven = any(known.values())
    for column, kind in EMAILS.items():
        email = values.get(column)
        if email is None or any(email == other for other, _ in plan.addresses):
            continue
        if email not in known:
            plan.addresses.append((email, kind))
            plan.changes[column] = ["", email]
        if not verified or known.get(email, False) or email in plan.verified:
            continue
        if has_proven:
            plan.notes.append(["verify_by_hand", {"column": column}])
        else:
            plan.verified.append(email)
            if email in known:
                plan.changes[f"{column}_verified"] = ["", email]


def _telephone(plan: Plan, values: dict[str, Any]) -> None:
    before = plan.person.telephone
    if values.get("telephone") not in (None, before):
        plan.telephone = values["telephone"]
        plan.changes["telephone"] = [before or "", plan.telephone]


def _career(plan: Plan, kind: Kind, values: dict[str, Any]) -> None:
    found = step(kind, values, plan.person.terms.get(kind.name, []))
    plan.problems += found.problems
    plan.notes += found.notes
    if found.begins or found.ends:
        plan.steps.append((kind, found))
        plan.changes.update(_in_columns(kind, found))


def _in_columns(kind: Kind, found: Step) -> dict[str, list[Any]]:
    """What the step means, column by column; the end of what ran so far stands beside the day on which the next begins."""
    changes: dict[str, list[Any]] = {}
    before = found.ends[0] if found.ends else None
    if found.begins is None:
        assert found.ends  # nosec B101
        reason = {"reason": ["", found.reason]} if found.reason else {}
        return {kind.until: ["", _day(found.ends[1])], **reason}
    for name, value in found.begins.facts.items():
        if value:
            changes[name] = [(before.facts.get(name) or "") if before else "", value]
    if kind is ACTING:
        changes["acting"] = ["", "yes"]
    changes[kind.since] = [_day(before.starts_on) if before else "", _day(found.begins.starts_on)]
    if found.begins.ends_on:
        changes[kind.until] = ["", _day(found.begins.ends_on)]
    return changes


def _day(day: date) -> str:
    return day.isoformat()
