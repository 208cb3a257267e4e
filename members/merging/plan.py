"""What would happen if two entries of the roll became one: worked out without changing anything, and sealed by a digest."""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from members.models import (
    Application,
    Appointment,
    ContactDetail,
    DuesTerm,
    Leave,
    Member,
    Membership,
    PaperCopy,
    Posting,
    Proof,
    RollAddress,
)
from pafso.localized import localized
from pafso.overlap import NoOverlap
from pafso.text.dates import day_in_words

DATED: dict[str, Any] = {
    "membership": Membership,
    "appointment": Appointment,
    "posting": Posting,
    "dues_term": DuesTerm,
    "leave": Leave,
}
# What a person may have once only, and the column that says so; applications may be many.
SINGLE: dict[str, tuple[Any, str]] = {
    "address": (RollAddress, "email"),
    "contact": (ContactDetail, "kind"),
    "paper": (PaperCopy, "sort"),
    "proof": (Proof, "made_on"),
}
TABLES: dict[str, Any] = {**DATED, **{name: pair[0] for name, pair in SINGLE.items()}, "application": Application}
BLANKS = ("preferred_name", "time_zone")
FOREVER = date.max
SAME, CLASH = "same", "clash"
WHY = {
    SAME: gettext_lazy("The entry that stays has the same."),
    CLASH: gettext_lazy("The entry that stays has another one for some of the same days, or of the same kind."),
}
ACCOUNT_WORDS = {
    "none": gettext_lazy("Neither entry has an account."),
    "kept": gettext_lazy("The account of the entry that stays remains linked to it."),
    "moves": gettext_lazy("The duplicate’s account moves to the entry that stays."),
    "both": gettext_lazy(
        "Both have an account. The account of the entry that stays remains linked to it; the other "
        "account stays, without a membership."
    ),
}


WHY_IT_STAYS = {
    "account": gettext_lazy("%(kept)s stays because it has an account and the other one does not."),
    "older_both": gettext_lazy("Both have an account; %(kept)s stays because it is the older entry."),
    "older": gettext_lazy("Neither has an account; %(kept)s stays because it is the older entry."),
}
SWAPPED = gettext_lazy("You chose this. Otherwise: %(why)s")


def in_order(one: Member, other: Member) -> tuple[Member, Member]:
    """Which of the two stays, unless somebody says otherwise, and which becomes part of it: an account, else its age, decides."""
    kept, duplicate = sorted((one, other), key=lambda member: (member.user_id is None, member.pk))
    return kept, duplicate


def why_it_stays(kept: Member, duplicate: Member) -> str:
    """The reason, in words; also when they are the other way round than proposed."""
    first, second = in_order(kept, duplicate)
    with_account = sum(member.user_id is not None for member in (first, second))
    code = ("older", "account", "older_both")[with_account]
    why = str(WHY_IT_STAYS[code]) % {"kept": first}
    return why if first == kept else str(SWAPPED) % {"why": why}


@dataclass(frozen=True)
class Line:
    """One row of the duplicate, and why it stays aside when it does."""

    table: str
    row: Any
    why: str = ""

    @property
    def words(self) -> str:
        return words_of(self.row)

    @property
    def reason(self) -> str:
        return str(WHY[self.why]) if self.why else ""


@dataclass(frozen=True)
class Fill:
    """A fact of the entry that stays, as it is and as it will be."""

    field: str
    before: str
    after: str

    @property
    def name(self) -> str:
        return str(Member._meta.get_field(self.field).verbose_name)  # type: ignore[union-attr]

    @property
    def words(self) -> str:
        shown = Member(**{self.field: self.after})
        display = getattr(shown, f"get_{self.field}_display", None)
        return str(display()) if display else self.after


@dataclass(frozen=True)
class Plan:
    """What moves, what stays aside, what is filled in, and what becomes of the accounts ("none", "kept", "moves", "both")."""

    moves: list[Line]
    aside: list[Line]
    fills: list[Fill]
    account: str
    digest: str

    @property
    def account_words(self) -> str:
        return str(ACCOUNT_WORDS[self.account])


def plan_of(kept: Member, duplicate: Member) -> Plan:
    """What merging DUPLICATE into KEPT would do now. Two plans with the same digest do the same."""
    lines = list(_lines(kept, duplicate))
    moves = [line for line in lines if not line.why]
    aside = [line for line in lines if line.why]
    fills, account = _fills(kept, duplicate), _account(kept, duplicate)
    sealed = [
        [[each.pk, each.number, each.name, each.user_id] for each in (kept, duplicate)],
        [[line.table, line.row.pk, values_of(line.row), line.why] for line in lines],
        [[fill.field, fill.before, fill.after] for fill in fills],
    ]
    digest = hashlib.sha256(json.dumps(sealed, sort_keys=True).encode()).hexdigest()
    return Plan(moves=moves, aside=aside, fills=fills, account=account, digest=digest)


def _lines(kept: Member, duplicate: Member) -> Iterator[Line]:
    for table, model in DATED.items():
        theirs = list(_rows(model, kept, standing=True))
        for row in _rows(model, duplicate, standing=True):
            yield Line(table, row, _clash(row, theirs))
    for table, (model, column) in SINGLE.items():
        known = {getattr(row, column): row for row in _rows(model, kept)}
        for row in _rows(model, duplicate):
            yield Line(table, row, _beside(row, known.get(getattr(row, column))))
    for row in _rows(Application, duplicate):
        yield Line("application", row)


def _rows(model: Any, member: Member, *, standing: bool = False) -> Any:
    """Rows that were struck out say nothing any more: they stay where they are."""
    rows = model.objects.filter(member=member).order_by("pk")
    rows = rows.select_related(*[name for name in ("kind", "stream") if _is_relation(model, name)])
    return rows.filter(struck_at=None) if standing else rows


def _is_relation(model: Any, name: str) -> bool:
    return any(field.name == name and field.is_relation for field in model._meta.fields)


def _clash(row: Any, others: Iterable[Any]) -> str:
    found = [other for other in others if overlap(row, other)]
    if not found:
        return ""
    return SAME if any(values_of(row) == values_of(other) for other in found) else CLASH


def _beside(row: Any, other: Any) -> str:
    if other is None:
        return ""
    return SAME if values_of(row) == values_of(other) else CLASH


def overlap(one: Any, other: Any) -> bool:
    """Whether the database would refuse both dated rows with one member; says it before the database does."""
    if one.struck_at is not None or other.struck_at is not None:
        return False
    (rule,) = [each for each in one._meta.constraints if isinstance(each, NoOverlap)]
    if any(getattr(one, name) != getattr(other, name) for name in rule.same if name != "member"):
        return False
    return one.starts_on <= (other.ends_on or FOREVER) and other.starts_on <= (one.ends_on or FOREVER)


def _fills(kept: Member, duplicate: Member) -> list[Fill]:
    """What KEPT lacks. What a person says of themselves is the account's: when it moves, its words are the fresher ones."""
    wanted = {} if kept.employer else {"employer": duplicate.employer}
    if kept.user_id is None and duplicate.user is not None:
        wanted |= {field: getattr(duplicate.user, field) for field in ("language", *BLANKS)}
    elif kept.user_id is None:
        wanted |= {field: getattr(duplicate, field) for field in BLANKS if not getattr(kept, field)}
    changed = {field: value for field, value in wanted.items() if value and value != getattr(kept, field)}
    return [Fill(field, getattr(kept, field), value) for field, value in sorted(changed.items())]


def _account(kept: Member, duplicate: Member) -> str:
    if kept.user_id is None:
        return "none" if duplicate.user_id is None else "moves"
    return "kept" if duplicate.user_id is None else "both"


def values_of(row: Model) -> dict[str, Any]:
    """Everything that a row says, apart from whose it is, as plain values that can be kept and compared."""
    if isinstance(row, Application):
        return {"code": row.code}  # its applicant may be writing in it: what it says is nobody's business here
    if isinstance(row, Proof):
        return {"made_on": str(row.made_on), "revoked_at": _plain(row.revoked_at)}  # its code is the person's to give
    fields = [field for field in row._meta.concrete_fields if field.name not in {"id", "member"}]
    return {field.attname: _plain(getattr(row, field.attname)) for field in fields}


def _plain(value: Any) -> Any:
    return value if value is None or isinstance(value, (bool, int, str)) else str(value)


# --- In words, for the office ----------------------------------------------------------------------------------------
def words_of(row: Any) -> str:
    """One row in the reader's language: “Membership: Regular, September 1, 2015 to June 30, 2019”."""
    name = str(row._meta.verbose_name)
    what = ", ".join(str(part) for part in _parts(row) if part)
    return _("%(name)s: %(what)s") % {"name": name[:1].upper() + name[1:], "what": what}


def _parts(row: Any) -> list[Any]:
    if isinstance(row, Membership):
        return [localized(row.kind, "name"), _span(row)]
    if isinstance(row, Appointment):
        return [row.level, row.get_kind_display(), row.stream, _span(row)]
    if isinstance(row, Posting):
        return [row.mission, row.city, row.country, _span(row)]
    if isinstance(row, Leave):
        return [row.get_kind_display(), _span(row)]
    if isinstance(row, DuesTerm):
        return [_span(row)]
    if isinstance(row, RollAddress):
        return [row.email, _("confirmed") if row.verified_at else _("not confirmed")]
    if isinstance(row, ContactDetail):
        return [row.get_kind_display(), row.value]
    if isinstance(row, PaperCopy):
        return [", ".join([*row.lines.splitlines(), row.get_country_display()]) if row.lines else _("no address yet")]
    if isinstance(row, Proof):
        return [day_in_words(row.made_on)]
    return [row.code, row.get_state_display()]


def _span(row: Any) -> str:
    days = {"first": day_in_words(row.starts_on)}
    if row.ends_on is None:
        return _("since %(first)s") % days
    return _("%(first)s to %(last)s") % {**days, "last": day_in_words(row.ends_on)}
