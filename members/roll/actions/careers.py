"""Dated rows of the roll: added, ended, followed by the next or struck out; never overwritten."""

from datetime import date, datetime, timedelta
from typing import Any, NamedTuple, TypeVar

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members.models import Appointment, DuesTerm, Leave, Member, Membership, Posting, User
from members.models.career import Dated
from pafso.audit.log import record
from pafso.clock import ottawa_day
from pafso.errors import NotEligible, Refused, WrongMove
from pafso.text.dates import day_in_words

Row = TypeVar("Row", bound=Dated)
DAY = timedelta(days=1)


class Verbs(NamedTuple):
    """What the audit trail calls the four things that happen to a row."""

    added: str
    ended: str
    struck_out: str
    goes_on: str


VERBS: dict[type[Dated], Verbs] = {
    Membership: Verbs("membership_added", "membership_ended", "membership_struck_out", "membership_goes_on"),
    Appointment: Verbs("appointment_added", "appointment_ended", "appointment_struck_out", "appointment_goes_on"),
    Posting: Verbs("posting_added", "posting_ended", "posting_struck_out", "posting_goes_on"),
    DuesTerm: Verbs("dues_term_added", "dues_term_ended", "dues_term_struck_out", "dues_term_goes_on"),
    Leave: Verbs("leave_added", "leave_ended", "leave_struck_out", "leave_goes_on"),
}
# What tells two rows of one kind apart, and what the trail keeps of a row: codes and days, not where somebody lives.
WHAT: dict[type[Dated], tuple[str, ...]] = {
    Membership: ("kind_id",),
    Appointment: ("kind", "level", "stream_id"),
    Posting: ("mission", "city", "country", "time_zone"),
    DuesTerm: (),
    Leave: ("kind",),
}


def add_row(row: Row, *, by: User, now: datetime | None = None) -> Row:
    """Write ROW, not saved yet, of any kind. The same row again is the one that was written.

    Raises Refused with code "overlap" where it shares a day with another, WrongMove for an entry that was merged or erased,
    NotEligible where the office writes of itself.
    """
    with transaction.atomic():
        member = _locked(row, by)
        return _same(row) or _write(row, member, by)


def succeed(row: Row, *, by: User, now: datetime | None = None) -> Row:
    """Write ROW as what is true from its first day on: the one before it ends the day before.

    The same row again is the one that was written. Raises what `add_row` raises, and Refused where another one begins on that
    day or later.
    """
    with transaction.atomic():
        member = _locked(row, by)
        if earlier := _same(row):
            return earlier
        others = beside(row)
        later = others.filter(starts_on__gte=row.starts_on).order_by("starts_on").first()
        if later is not None:
            sentence = _(
                "Another one already begins on %(day)s. Choose a later first day, or have that one struck out."
            )
            raise Refused(sentence % {"day": day_in_words(later.starts_on)}, code="overlap")
        current = others.held(row.starts_on).first()
        if current is not None:
            _end(current, row.starts_on - DAY, member, by)
        return _write(row, member, by)


def end_term(row: Row, *, ends_on: date, by: User, reason: str = "", now: datetime | None = None) -> Row:
    """Write the last day of ROW; one that is still to come may be brought forward. The same day again changes nothing.

    REASON is kept where the kind of row has one. Raises WrongMove (struck out, or over already), Refused (before its first day).
    """
    with transaction.atomic():
        member = _locked(row, by)
        row = type(row)._base_manager.select_for_update(of=("self",)).get(pk=row.pk)  # type: ignore[attr-defined]
        if row.ends_on == ends_on:
            return row
        _check_end(row, ends_on, ottawa_day(now))
        _end(row, ends_on, member, by, reason)
    return row


def strike_out(row: Row, *, reason: str, by: User, now: datetime | None = None) -> Row:
    """ROW was wrong from the first: it stays to be seen, with who and why, and counts for nothing. Again is harmless.

    Raises Refused without a REASON.
    """
    with transaction.atomic():
        member = _locked(row, by)
        row = type(row)._base_manager.select_for_update(of=("self",)).get(pk=row.pk)  # type: ignore[attr-defined]
        if row.struck_at is not None:
            return row
        if not reason.strip():
            raise Refused(_("Say why the row is struck out."), code="reason_missing")
        row.struck_at, row.struck_by, row.struck_reason = now or timezone.now(), by, reason.strip()[:200]
        row.save(update_fields=["struck_at", "struck_by", "struck_reason"])
        record(VERBS[type(row)].struck_out, member, by=by, changes=_trail_of(row))
    return row


def locked_member(pk: int) -> Member:
    """One change of a person at a time: what is read from here on stays true until the transaction ends.

    Raises WrongMove for an entry that was merged into another, erased or taken off the roll.
    """
    member = Member.objects.select_for_update(of=("self",), no_key=True).get(pk=pk)
    if member.merged_into_id is not None:
        raise WrongMove(_("This entry was merged into another one of the same person and is no longer changed."))
    if member.struck_at is not None:
        raise WrongMove(_("This entry was taken off the roll and is no longer changed."))
    if member.erased_at is not None:
        raise WrongMove(_("This entry was erased and is no longer changed."))
    return member


def _locked(row: Any, by: User) -> Member:
    member = locked_member(row.member_id)
    own = by is not None and member.user_id == by.pk
    if own and not isinstance(row, Posting):
        raise NotEligible(_("This is your own entry: a colleague in the office must do this."), code="own_entry")
    return member


def beside(row: Any) -> Any:
    """The rows that ROW may not share a day with."""
    rows = type(row).objects.standing().filter(member=row.member_id)
    return rows.filter(kind=row.kind) if isinstance(row, Appointment) else rows


def _same(row: Row) -> Row | None:
    what = {name: getattr(row, name) for name in WHAT[type(row)]}
    same: Row | None = beside(row).filter(starts_on=row.starts_on, ends_on=row.ends_on, **what).first()
    return same


def _write(row: Row, member: Member, by: User) -> Row:
    if member.died_on is not None and (row.ends_on is None or row.ends_on > member.died_on):
        day = {"day": day_in_words(member.died_on)}
        raise Refused(_("This person died on %(day)s: nothing lasts beyond that day.") % day, code="died")
    try:
        # The key of a mission is made when the row is saved.
        row.full_clean(exclude=["mission_key"])
    except ValidationError as error:
        found = error.error_dict
        overlaps = any(each.code == "overlap" for each in found.get(NON_FIELD_ERRORS, []))
        raise Refused(error.messages[0], code="overlap" if overlaps else "invalid") from error
    row.save(force_insert=True)
    record(VERBS[type(row)].added, member, by=by, changes=_trail_of(row))
    return row


def _check_end(row: Any, ends_on: date, today: date) -> None:
    if row.struck_at is not None:
        raise WrongMove(_("This row was struck out."))
    if ends_on < row.starts_on:
        raise Refused(_("The last day comes before the first."), code="ends_before_it_starts")
    if row.ends_on is not None and (row.ends_on < today or row.ends_on < ends_on):
        sentence = _("This already has a last day, %(day)s. If it is wrong, strike the row out and enter it again.")
        raise WrongMove(sentence % {"day": day_in_words(row.ends_on)})


def _end(row: Any, ends_on: date, member: Member, by: User, reason: str = "") -> None:
    before, row.ends_on = row.ends_on, ends_on
    fields = ["ends_on"]
    if reason.strip() and isinstance(row, Membership):
        row.reason = "; ".join(part for part in (row.reason, reason.strip()) if part)[:200]
        fields.append("reason")
    row.save(update_fields=fields)
    changes = {"row": row.pk, "ends_on": [before.isoformat() if before else None, ends_on.isoformat()]}
    record(VERBS[type(row)].ended, member, by=by, changes=changes)


def _trail_of(row: Any) -> dict[str, Any]:
    """What the trail keeps of a row: which, what and when. Where somebody is posted is not for the trail."""
    what = (
        {} if isinstance(row, Posting) else {name.removesuffix("_id"): getattr(row, name) for name in WHAT[type(row)]}
    )
    ends = row.ends_on.isoformat() if row.ends_on else None
    return {"row": row.pk, **what, "starts_on": row.starts_on.isoformat(), "ends_on": ends}
