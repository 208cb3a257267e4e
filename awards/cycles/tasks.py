"""Background work of cycles, by id: the call for nominations, and what is told to those who are in one."""

from celery import shared_task
from django.db.models import Q, QuerySet

from awards.mails import sample_letter
from awards.models import Amendment, CoNominator, Cycle, Letter, Nomination
from awards.models.nomination import NominationQuerySet
from members.models import Topic, User
from members.notifications import consents
from pafso.clock import ottawa_day
from pafso.mail.broadcast import MassMail, broadcast

from . import mails

# Of these changes a supporter who still writes is told: by when, about what, and whose letters count.
SUPPORTERS_GO_BY = {"closes_at", "grace_minutes", "letters_from", *Cycle.WORDING}


@shared_task
def call_for_nominations(cycle_id: int) -> None:
    """Write to everybody who wants news that a cycle is open; after a cut it goes on where it was."""
    cycles = Cycle.objects.to_call().with_award()
    broadcast(cycles, cycle_id, CALL, columns=Cycle.CALL)


def _recipients(cycle: Cycle) -> QuerySet[User]:
    """Members on the day that it opened, and whoever asked for it; at an address that was proved."""
    people = consents.wanting(Topic.NEWS, ottawa_day(cycle.opens_at))
    return people.filter(emailaddress__verified=True, emailaddress__primary=True)


@shared_task
def tell_of_amendment(amendment_id: int) -> None:
    """Write to those in the cycle what was decided: its nominators, then its supporters; after a cut it goes on where it was."""
    decided = Amendment.objects.select_related("cycle__award")
    broadcast(decided.to_tell(), amendment_id, TO_NOMINATORS, columns=Amendment.TOLD)
    broadcast(decided.to_tell_supporters(), amendment_id, TO_SUPPORTERS, columns=Amendment.SUPPORTERS_TOLD)


def _nominations(amendment: Amendment) -> NominationQuerySet:
    """Changed rules concern the live ones. That it is cancelled concerns whoever is in it, but for what was set aside."""
    rows = Nomination.objects.filter(cycle=amendment.cycle_id)
    if amendment.kind == Amendment.Kind.RULES:
        return rows.filter(state__in=Nomination.LIVE)
    return rows.exclude(state=Nomination.State.DISQUALIFIED)


def _nominators(amendment: Amendment) -> QuerySet[User]:
    """And their co-nominators, once they have joined."""
    nominations = _nominations(amendment)
    beside = CoNominator.objects.joined().filter(nomination__in=nominations)
    return User.objects.filter(Q(pk__in=nominations.values("nominator")) | Q(pk__in=beside.values("user")))


def _supporters(amendment: Amendment) -> QuerySet[Letter]:
    """Of changed rules those who still write, and only if it changes what they go by; otherwise whoever wrote, too."""
    letters = Letter.objects.filter(nomination__in=_nominations(amendment)).exclude(email__endswith=".invalid")
    letters = letters.select_related("nomination").in_outline()
    if amendment.kind != Amendment.Kind.RULES:
        return letters.filter(state__in=[Letter.State.INVITED, Letter.State.SENT])
    concerned = SUPPORTERS_GO_BY & set(amendment.after)
    return letters.filter(state=Letter.State.INVITED) if concerned else letters.none()


CALL = MassMail(_recipients, mails.cycle_opened)
TO_NOMINATORS = MassMail(_nominators, mails.cycle_amended)
TO_SUPPORTERS = MassMail(_supporters, mails.cycle_amended_for_supporter, reader=sample_letter)
