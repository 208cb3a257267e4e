"""Who of the office may look after what somebody asks about their address: whoever holds the right, and nobody their own."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from members.identity import identity_of
from members.models import Inquiry, User
from members.recovery.checks import check_colleague
from pafso.access import Visitor, works_in_office
from pafso.errors import NotEligible

VIEW = "members.view_inquiry"


def handles_inquiry(user: Visitor, inquiry: Inquiry) -> bool:
    return works_in_office(user, VIEW) and not identity_of(user).has(inquiry.address)


def in_hands_of(user: Visitor) -> QuerySet[Inquiry]:
    """The second face of `handles_inquiry`."""
    if not works_in_office(user, VIEW):
        return Inquiry.objects.none()
    return Inquiry.objects.exclude(identity_of(user).is_at("address"))


def check_handles(by: User, right: str, address: str) -> None:
    """BY works in the office now, holds RIGHT ("add_inquiry"), and ADDRESS is somebody else's. Raises NotEligible."""
    check_colleague(by, right)
    if identity_of(User.objects.get(pk=by.pk)).has(address):
        raise NotEligible(_("This is your own address: a colleague must deal with it."), code="own_address")


def check_second(by: User, inquiry: Inquiry) -> None:
    check_handles(by, "change_inquiry", inquiry.address)
    if by.pk == inquiry.asked_by_id:
        raise NotEligible(_("You asked for this. Another colleague must decide."), code="same_person")
