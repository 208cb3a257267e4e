"""Background work of the awards, by id: the call for nominations."""

from celery import shared_task
from django.db.models import QuerySet

from awards.models import Cycle
from members.models import Topic, User
from members.notifications import consents
from pafso.clock import ottawa_day
from pafso.mail.broadcast import MassMail, broadcast

from . import mails


@shared_task
def call_for_nominations(cycle_id: int) -> None:
    """Write to everybody who wants news that a cycle is open; after a cut it goes on where it was."""
    cycles = Cycle.objects.to_call().with_award()
    broadcast(cycles, cycle_id, CALL, columns=Cycle.CALL)


def _recipients(cycle: Cycle) -> QuerySet[User]:
    """Members on the day that it opened, and whoever asked for it; at an address that was proved."""
    people = consents.wanting(Topic.NEWS, ottawa_day(cycle.opens_at))
    return people.filter(emailaddress__verified=True, emailaddress__primary=True)


CALL = MassMail(_recipients, mails.cycle_opened)
