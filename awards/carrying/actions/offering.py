"""The Secretary offers to carry nominations of the cycle before over into a new one; each nominator decides."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from awards.carrying import mails
from awards.desk.same_name import unanswered
from awards.locking import check_handles, cycle_to_begin_in, locked_nomination
from awards.models import CarryOver, Cycle, Nomination
from awards.models.nomination import NominationQuerySet
from members.models import User
from pafso.audit.log import record
from pafso.clock import received_at
from pafso.errors import Incomplete, NotEligible, WrongMove
from pafso.web.private_links import digest_of, new_token

MOST_AT_ONCE = 200


def cycle_before(cycle: Cycle, now: datetime | None = None) -> Cycle | None:
    """The last edition of the award before CYCLE that took place; None while that one still takes nominations."""
    earlier = Cycle.objects.going_ahead().filter(award=cycle.award_id, year__lt=cycle.year).with_award()
    found = earlier.order_by("-year").first()
    return found if found is not None and found.window.has_closed(now) else None


def offerable(cycle: Cycle, *, by: User, now: datetime | None = None) -> NominationQuerySet:
    """What BY may offer to carry into CYCLE: submitted in the one before, in an account that can still be written to, not offered
    yet; never one to which BY is a party, nor one about which they must answer first whether they are."""
    before = cycle_before(cycle, now)
    if before is None:
        return Nomination.objects.none()
    stood = Nomination.objects.in_hands_of(by).filter(cycle=before, state=Nomination.State.SUBMITTED)
    offered = CarryOver.objects.filter(cycle=cycle).order_by().values("nomination")
    reached = stood.filter(nominator__is_active=True).exclude(pk__in=offered)
    return reached.exclude(pk__in=unanswered(by, cycle=before.pk))


def last_moment(cycle: Cycle, until: datetime, now: datetime) -> datetime:
    """Until when an answer counts: UNTIL, or the deadline of the cycle where that comes first. Raises Incomplete."""
    if until <= now:
        raise Incomplete([("until", _("This day is over: choose a later one."))])
    return min(until, cycle.closes_at)


def offer_carry_overs(
    cycle: Cycle, *, by: User, nominations: Collection[int], until: datetime, now: datetime | None = None
) -> list[CarryOver]:
    """Ask the nominators of NOMINATIONS (their keys) whether theirs shall enter CYCLE; each gets a link of their own, once.

    What was offered before is left as it is. Raises WindowClosed, Incomplete for a date that is over or when nothing is chosen,
    NotEligible for what is not BY's to offer, WrongMove for what does not stand in the cycle before.
    """
    now = now or received_at()
    if not nominations:
        raise Incomplete([("nominations", _("Choose at least one nomination."))])
    with transaction.atomic():
        cycle = cycle_to_begin_in(cycle, now)
        answer_until, before = last_moment(cycle, until, now), cycle_before(cycle, now)
        rows = Nomination.objects.filter(pk__in=list(nominations)[:MOST_AT_ONCE]).order_by("pk")
        made = [_offer(row, cycle, before, by=by, until=answer_until, now=now) for row in rows]
    return [row for row in made if row is not None]


def _offer(
    nomination: Nomination, cycle: Cycle, before: Cycle | None, *, by: User, until: datetime, now: datetime
) -> CarryOver | None:
    nomination = locked_nomination(nomination)
    check_handles(nomination, by=by)
    if before is None or nomination.cycle_id != before.pk or nomination.state != Nomination.State.SUBMITTED:
        raise WrongMove(_("Only nominations that stand in the cycle before can be carried over."))
    if not nomination.nominator.is_active:
        raise NotEligible(_("The nominator’s account is closed, so nobody can agree."), code="nobody_to_ask")
    if CarryOver.objects.filter(cycle=cycle, nomination=nomination).exists():
        return None
    token = new_token()
    row = CarryOver.objects.create(
        nomination=nomination,
        cycle=cycle,
        digest=digest_of(token),
        offered_at=now,
        offered_by=by,
        answer_until=until,
    )
    record("carry_over_offered", nomination, by=by, changes={"cycle": str(cycle)})
    mails.carry_over_offered(row, token)
    return row
