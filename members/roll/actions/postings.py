"""Postings: begun, ended, and taken back by the one who entered them."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members.models import Member, Posting, User
from pafso.audit.models import Entry
from pafso.clock import OTTAWA, ottawa_day
from pafso.errors import WrongMove

from .careers import end_term, locked_member, strike_out, succeed
from .reopening import reopen, reopening_for


def begin_posting(
    member: Member,
    *,
    mission: str,
    city: str,
    country: str,
    time_zone: str,
    starts_on: date,
    by: User,
    now: datetime | None = None,
) -> Posting:
    """MEMBER is posted there from STARTS_ON on; the posting before it ends the day before. Raises what `succeed` raises."""
    place = {"mission": mission, "city": city, "country": country, "time_zone": time_zone}
    return succeed(Posting(member=member, starts_on=starts_on, **place), by=by, now=now)


def end_posting(posting: Posting, *, ends_on: date, by: User, now: datetime | None = None) -> Posting:
    """The posting ends without a next one. Raises what `end_term` raises."""
    return end_term(posting, ends_on=ends_on, by=by, now=now)


def take_back_posting(posting: Posting, *, by: User, now: datetime | None = None) -> Posting | None:
    """BY, whose posting it is, strikes out one that they entered today or that has not begun; again is harmless.

    The posting that had ended for its sake goes on; it is returned, or None where there was none.
    Raises WrongMove for any other posting: the office strikes that out.
    """
    now = now or timezone.now()
    with transaction.atomic():
        member = locked_member(posting.member_id)
        posting = Posting.objects.select_for_update(of=("self",)).get(pk=posting.pk)
        if posting.struck_at is not None:
            return None
        if not may_take_back(posting, entered_today(member, by=by, now=now), now):
            raise WrongMove(
                _("This posting has begun and was not entered today. Write to the office to have it corrected.")
            )
        found = reopening_for(posting)
        strike_out(posting, by=by, reason=str(_("Withdrawn by the member.")), now=now)
        # One that they ended themselves, on a day of their own, stays ended; and so does one before others that follow.
        goes_on = found is not None and found.is_sure and not found.is_followed
        return reopen(found, by=by) if found and goes_on else None  # type: ignore[return-value]


def may_take_back(posting: Posting, entered: set[int], now: datetime) -> bool:
    """Whether a member may strike it out; ENTERED are the rows that they entered today."""
    return posting.struck_at is None and (posting.starts_on > ottawa_day(now) or posting.pk in entered)


def entered_today(member: Member, *, by: User, now: datetime | None = None) -> set[int]:
    """The postings that BY entered since midnight in Ottawa: the audit trail knows who wrote what."""
    midnight = datetime.combine(ottawa_day(now), datetime.min.time(), tzinfo=OTTAWA)
    written = _trail(member, "posting_added").filter(by=by, at__gte=midnight)
    return {entry.changes["row"] for entry in written if "row" in entry.changes}


def _trail(member: Member, verb: str) -> Any:
    return Entry.objects.filter(subject_type=member._meta.label, subject_id=str(member.pk), verb=verb)
