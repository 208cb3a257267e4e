"""Addresses on the roll: noted, verified by the office, taken off."""

from datetime import datetime

from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members.models import Member, RollAddress, User
from members.models.roll import ADDRESS_WAIT
from members.roll import mails
from pafso.audit.log import record
from pafso.errors import NotEligible, Refused
from pafso.mailboxes import mailbox

from .careers import locked_member


def add_address(member: Member, *, email: str, kind: str, by: User, now: datetime | None = None) -> RollAddress:
    """Note an address, which opens nothing before it is verified. The same again is the one that is there.

    Raises Refused when it is no address, WrongMove for an entry that was merged or erased.
    """
    email = mailbox(email)
    try:
        validate_email(email)
    except ValidationError as error:
        raise Refused(_("This is not an email address."), code="not_an_address") from error
    with transaction.atomic():
        member = locked_member(member.pk)
        address, is_new = RollAddress.objects.get_or_create(member=member, email=email, defaults={"kind": kind})
        if is_new:
            record("roll_address_added", member, by=by, changes={"row": address.pk, "kind": kind})
    return address


def verify_address(address: RollAddress, *, by: User, now: datetime | None = None) -> RollAddress:
    """The office had proof that mail to ADDRESS reaches the person: in a day it may open their account. Again is harmless.

    All the other addresses of the entry hear of it at once: nobody of the office takes an entry over in silence.

    Raises NotEligible for an address of the one who says so: nobody hangs their own account on somebody's entry.
    """
    with transaction.atomic():
        member = locked_member(address.member_id)
        address = RollAddress.objects.select_for_update(of=("self",)).get(pk=address.pk)
        if address.verified_at is not None:
            return address
        if by is not None and EmailAddress.objects.filter(user=by.pk, email=address.email).exists():
            raise NotEligible(_("This is your own address: a colleague in the office must confirm it."))
        address.verified_at = now or timezone.now()
        address.waits_until = address.verified_at + ADDRESS_WAIT
        address.save(update_fields=["verified_at", "waits_until"])
        record("roll_address_verified", member, by=by, changes={"row": address.pk, "kind": address.kind})
        for other in member.addresses.exclude(pk=address.pk).values_list("email", flat=True):
            mails.roll_address_verified(member, other, address=address)
    return address


def remove_address(address: RollAddress, *, by: User, now: datetime | None = None) -> None:
    """Take ADDRESS off the roll: it opens nothing any more, and hears so. An account that it opened keeps its own addresses."""
    with transaction.atomic():
        member = locked_member(address.member_id)
        row = address.pk
        gone, _rows = RollAddress.objects.filter(pk=row).delete()
        if gone and address.verified_at is not None:
            mails.roll_address_removed(member, address.email)
        if gone:
            record("roll_address_removed", member, by=by, changes={"row": row, "kind": address.kind})
