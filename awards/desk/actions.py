"""What the desk gives out of a cycle: who took how much of it is in the audit trail before the first byte leaves."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from awards.models import Cycle, Nomination
from awards.models.right import awards_of
from members.models import User
from pafso.audit.log import record
from pafso.errors import NotEligible


def export_nominations(cycle: Cycle, *, kind: str, by: User) -> list[int]:
    """The keys of the nominations of CYCLE that BY may know of, the newest first, to be written into a file of that KIND.

    Raises NotEligible for whoever does not look after the award now.
    """
    person = User.objects.get(pk=by.pk)  # what was true when the page was opened may be over
    if not awards_of(person).opens(cycle.award_id):
        raise NotEligible(_("You do not look after this award."), code="not_open_to_you")
    with transaction.atomic():
        theirs = Nomination.objects.in_hands_of(person).filter(cycle=cycle).order_by("-id")
        keys = list(theirs.values_list("pk", flat=True))
        record("nominations_exported", cycle, by=by, changes={"kind": kind, "nominations": len(keys)})
    return keys
