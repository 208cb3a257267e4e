"""Takes back what lines of a file wrote, inside the caller's transaction: rows are struck out, never deleted, and what somebody
has changed since stays as it is, and is said."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import Q

from members.exporting.rows import TELEPHONE
from members.models import (
    Application,
    Appointment,
    ContactDetail,
    ImportLine,
    Leave,
    Member,
    Merge,
    PaperCopy,
    RollAddress,
    User,
)
from members.models.career import Dated
from pafso.text.folding import folded

from .cells import Problem
from .plan import OWN, Written
from .writing import BATCH, MODELS

Undo = ImportLine.Undo
# What the trail keeps: keys of rows, or names of fields, by what became of them.
Changes = dict[str, list[int | str]]
# The key of a row that ended, its last day, and the reason that was written with it.
End = tuple[int, str, str]


@dataclass
class Undone:
    """One line, what becomes of it, and what the trail keeps."""

    line: ImportLine
    member: Member
    left: bool = False
    said: list[Problem] = field(default_factory=list)
    changes: Changes = field(default_factory=dict)

    @property
    def outcome(self) -> str:
        return Undo.LEFT if self.left else Undo.PARTLY if self.said else Undo.WHOLE

    def leave(self, code: str) -> None:
        self.left, self.said = True, [[code, {}]]


@dataclass
class _Roll:
    """What the roll has now of the people of some lines."""

    members: dict[int, Member]
    # By kind of fact and person, oldest first, the struck ones among them.
    rows: dict[tuple[str, int], list[Dated]]
    addresses: dict[int, list[RollAddress]]
    telephones: dict[int, ContactDetail]
    # Entries to which something else leads by now.
    followed: set[int]


@dataclass
class _Writes:
    """All that a batch takes back, to be written kind by kind: first what is struck out, then what goes on."""

    struck: dict[type[Dated], list[int]] = field(default_factory=lambda: defaultdict(list))
    reopened: dict[tuple[type[Dated], bool], list[int]] = field(default_factory=lambda: defaultdict(list))
    entries: list[int] = field(default_factory=list)
    changed: list[Member] = field(default_factory=list)
    addresses: list[int] = field(default_factory=list)
    unproven: list[int] = field(default_factory=list)
    telephones: list[tuple[ContactDetail, str | None]] = field(default_factory=list)


def lock_people(lines: Iterable[ImportLine]) -> None:
    """Everybody of an import at once, in the order in which everybody locks: nobody waits for anybody who waits for us."""
    keys = sorted({key for line in lines for key in _people([line])})
    for start in range(0, len(keys), BATCH):
        rows = Member.objects.select_for_update(of=("self",)).filter(pk__in=keys[start : start + BATCH])
        list(rows.order_by("pk").values_list("pk"))


def undo_lines(lines: Sequence[ImportLine], *, by: User, reason: str, now: datetime) -> list[Undone]:
    """Take back LINES, whose people are locked; those of whom something stays say what and why."""
    roll, writes = _read(lines), _Writes()
    found = [_undo(line, roll, writes, by) for line in lines]
    _write(writes, by=by, reason=reason, now=now)
    for each in found:
        each.line.undo, each.line.undo_problems = each.outcome, each.said
    ImportLine.objects.bulk_update(lines, ["undo", "undo_problems"], batch_size=BATCH)
    return found


def _people(lines: Iterable[ImportLine]) -> list[int]:
    return [line.written["member"] for line in lines if line.written]


# --- Reading ----------------------------------------------------------------------------------------------------------
def _read(lines: Sequence[ImportLine]) -> _Roll:
    keys = _people(lines)
    rows: dict[tuple[str, int], list[Dated]] = defaultdict(list)
    for model in set(MODELS.values()):
        for row in model._base_manager.filter(member__in=keys).order_by("starts_on", "pk"):
            rows[_kind_of(row), row.member_id].append(row)
    addresses: dict[int, list[RollAddress]] = defaultdict(list)
    for address in RollAddress.objects.filter(member__in=keys):
        addresses[address.member_id].append(address)
    telephones = {row.member_id: row for row in ContactDetail.objects.filter(member__in=keys, kind=TELEPHONE)}
    return _Roll(Member.objects.in_bulk(keys), rows, addresses, telephones, _followed(keys))


def _kind_of(row: Dated) -> str:
    name = next(name for name, model in MODELS.items() if isinstance(row, model))
    return row.kind if isinstance(row, Appointment) else name


def _followed(keys: list[int]) -> set[int]:
    """Who has an application, a merge that was not refused, a paper copy, or an entry that was merged into theirs."""
    merges = Merge.objects.filter(state__in=(Merge.State.PROPOSED, Merge.State.MERGED))
    merges = merges.filter(Q(kept__in=keys) | Q(duplicate__in=keys))
    pairs = [key for pair in merges.values_list("kept_id", "duplicate_id") for key in pair]
    applied = Application.objects.filter(member__in=keys).values_list("member_id", flat=True)
    leaves = Leave.objects.standing().filter(member__in=keys).values_list("member_id", flat=True)
    merged = Member.objects.filter(merged_into__in=keys).values_list("merged_into_id", flat=True)
    paper = PaperCopy.objects.filter(member__in=keys).values_list("member_id", flat=True)
    return {key for key in (*pairs, *applied, *leaves, *merged, *paper) if key is not None}


# --- Deciding ---------------------------------------------------------------------------------------------------------
def _undo(line: ImportLine, roll: _Roll, writes: _Writes, by: User) -> Undone:
    written: Written = line.written or {}
    undone = Undone(line, roll.members[written["member"]])
    if why := _why_left(undone.member, written, roll, by):
        undone.leave(why)
        return undone
    _take_back_career(undone, written, roll, writes)
    _take_back_reached(undone, written, roll, writes)
    if written["adds"]:
        writes.entries.append(undone.member.pk)
        undone.changes["entry"] = ["struck"]
    else:
        _take_back_own(undone, written, writes)
    return undone


def _why_left(member: Member, written: Written, roll: _Roll, by: User) -> str:
    """The code of the sentence that says why the whole line stays; "" when it does not."""
    if member.merged_into_id is not None:
        return "undo_merged"
    if member.erased_at is not None:
        return "undo_erased"
    if member.struck_at is not None:
        return "undo_struck"
    if member.died_on is not None:
        return "undo_died"
    if member.user_id is not None and not written["has_account"]:
        return "undo_account"
    if member.user_id == by.pk:
        return "undo_own"
    return "undo_added" if written["adds"] and _has_grown(member, written, roll) else ""


def _has_grown(member: Member, written: Written, roll: _Roll) -> bool:
    """Whether anybody has put more to the entry than the file did, or changed a row of it."""
    if member.pk in roll.followed:
        return True
    mine = {(kind, pk): ends for kind, pk, ends in written["rows"]}
    standing = [(kind, row) for kind in MODELS for row in roll.rows[kind, member.pk] if row.struck_at is None]
    if any((kind, row.pk) not in mine or _iso(row.ends_on) != mine[kind, row.pk] for kind, row in standing):
        return True
    known = {*written["addresses"], *written["known"]}
    return any(address.email not in known for address in roll.addresses[member.pk])


def _take_back_career(undone: Undone, written: Written, roll: _Roll, writes: _Writes) -> None:
    """What began is struck out, and what ended for it goes on: unless it was changed since, or something newer follows."""
    ends = {kind: (pk, day, reason) for kind, pk, day, reason in written["ends"]}
    begun = {kind: (pk, until) for kind, pk, until in written["rows"]}
    for kind in {**ends, **begun}:
        rows = {row.pk: row for row in roll.rows[kind, undone.member.pk]}
        began = rows.get(begun[kind][0]) if kind in begun else None
        if began is not None and began.struck_at is None:
            if _iso(began.ends_on) != begun[kind][1] or _is_followed(began, rows.values()):
                undone.said.append(["undo_row_kept", {"kind": kind, "since": began.starts_on.isoformat()}])
                continue
            writes.struck[type(began)].append(began.pk)
            undone.changes.setdefault("struck", []).append(began.pk)
        if kind in ends:
            _reopen(undone, kind, ends[kind], rows, began, writes)


def _reopen(undone: Undone, kind: str, end: End, rows: dict[int, Dated], began: Dated | None, writes: _Writes) -> None:
    pk, day, reason = end
    ended = rows.get(pk)
    if ended is None or ended.struck_at is not None:
        return
    others = [row for row in rows.values() if began is None or row.pk != began.pk]
    if _iso(ended.ends_on) != day or _is_followed(ended, others):
        undone.said.append(["undo_end_kept", {"kind": kind, "since": ended.starts_on.isoformat()}])
        return
    writes.reopened[type(ended), bool(reason) and getattr(ended, "reason", "") == reason].append(pk)
    undone.changes.setdefault("goes_on", []).append(pk)


def _is_followed(row: Dated, rows: Iterable[Dated]) -> bool:
    return any(other.struck_at is None and other.starts_on > row.starts_on for other in rows)


def _take_back_reached(undone: Undone, written: Written, roll: _Roll, writes: _Writes) -> None:
    """Addresses and the telephone. An entry that leaves the roll keeps its addresses, which open nothing any more."""
    member = undone.member
    for address in roll.addresses[member.pk]:
        as_written = address.verified_at is None or address.verified_at.isoformat() == written["at"]
        if address.email in written["addresses"] and not written["adds"]:
            if as_written:
                writes.addresses.append(address.pk)
                undone.changes.setdefault("addresses_off", []).append(address.pk)
            else:
                undone.said.append(["undo_address_kept", {}])
        elif address.email in written["verified"] and address.verified_at is not None and as_written:
            writes.unproven.append(address.pk)
            undone.changes.setdefault("not_verified", []).append(address.pk)
    telephone = roll.telephones.get(member.pk)
    if written["telephone"] and not written["adds"]:
        before, after = written["telephone"]
        if telephone is None or telephone.value != after:
            undone.said.append(["undo_field_kept", {"column": "telephone"}])
        else:
            writes.telephones.append((telephone, before))
            undone.changes.setdefault("fields", []).append("telephone")


def _take_back_own(undone: Undone, written: Written, writes: _Writes) -> None:
    member, back = undone.member, []
    for name, (before, after) in written["own"].items():
        if getattr(member, name) == after:
            setattr(member, name, before)
            back.append(name)
        else:
            undone.said.append(["undo_field_kept", {"column": name}])
    if back:
        writes.changed.append(member)
        undone.changes["fields"] = [*undone.changes.get("fields", []), *back]


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


# --- Writing ----------------------------------------------------------------------------------------------------------
def _write(writes: _Writes, *, by: User, reason: str, now: datetime) -> None:
    struck = {"struck_at": now, "struck_by": by, "struck_reason": reason[:200]}
    for model, keys in writes.struck.items():
        model._base_manager.filter(pk__in=keys).update(**struck)
    for (model, has_reason), keys in writes.reopened.items():
        model._base_manager.filter(pk__in=keys).update(ends_on=None, **({"reason": ""} if has_reason else {}))
    Member.objects.filter(pk__in=writes.entries).update(**struck)
    for member in writes.changed:
        member.sort_name = folded(member.name)[:150]
    Member.objects.bulk_update(writes.changed, [*OWN, "sort_name"], batch_size=BATCH)
    RollAddress.objects.filter(pk__in=writes.addresses).delete()
    RollAddress.objects.filter(pk__in=writes.unproven).update(verified_at=None, waits_until=None)
    for telephone, before in writes.telephones:
        if before is None:
            telephone.delete()
        else:
            ContactDetail.objects.filter(pk=telephone.pk).update(value=before)
