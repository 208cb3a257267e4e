"""People on the roll: entered and corrected by the office."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from members.models import ContactDetail, Member, User
from members.roll.duplicates import NEW_NAMESAKE, is_seen, likely_duplicates, wait_for_namesakes
from pafso.audit.log import record
from pafso.errors import NotEligible, Refused

from .careers import locked_member

OFFICES = ("number", "name", "preferred_name", "language", "time_zone", "employer")


# The account's where there is one: the person says these, and both are kept in step.
PERSONS = ("name", "preferred_name", "language", "time_zone")


SHOWN_IN_TRAIL = ("number", "employer", "language")


def add_member(*, by: User, values: Mapping[str, Any], seen: str | None = None, now: datetime | None = None) -> Member:
    """Enter a person with VALUES of OFFICES. SEEN are the entries that BY has looked at, as `duplicates.key_of` writes them.

    Raises Refused where the number is taken, or where somebody else entered a person of this name meanwhile.
    """
    with transaction.atomic():
        check_seen(values["name"], [values["number"]], seen)
        if Member.objects.numbered(values["number"]).exists():
            raise Refused(_("This number is already in use. Choose another one."), code="number_taken")
        member = Member.objects.create(**{name: values[name] for name in OFFICES if name in values})
        record("member_added", member, by=by, changes={"number": member.number})
    return member


def check_seen(name: str, numbers: Collection[str], seen: str | None, addresses: Collection[str] = ()) -> None:
    """Raises Refused when other entries may be the same person by now than those that were SEEN (None: nobody looked)."""
    if seen is None:
        return
    wait_for_namesakes(name)
    if not is_seen(likely_duplicates(name, numbers, addresses), seen):
        raise Refused(NEW_NAMESAKE, code="namesake")


def change_member(member: Member, *, by: User, values: Mapping[str, Any], now: datetime | None = None) -> Member:
    """Correct those of OFFICES that are in VALUES. Nothing new is nothing done.

    Raises NotEligible for what is the person's own to say, WrongMove for an entry that was merged or erased.
    """
    with transaction.atomic():
        member = locked_member(member.pk)
        changed = [name for name in OFFICES if name in values and getattr(member, name) != values[name]]
        if not changed:
            return member
        if member.user_id is not None and set(changed) & set(PERSONS):
            raise NotEligible(_("This person has an account and changes this there."), code="persons_own")
        before = {name: getattr(member, name) for name in changed}
        for name in changed:
            setattr(member, name, values[name])
        member.save(update_fields=[*changed, "sort_name"])
        kept = {name: [before[name], values[name]] for name in changed if name in SHOWN_IN_TRAIL}
        record("member_changed", member, by=by, changes={"fields": changed, **kept})
    return member


def set_contact(
    member: Member, *, kind: str, value: str, by: User, now: datetime | None = None
) -> ContactDetail | None:
    """Write what reaches the person, or take it off with an empty VALUE; who sees it stays the person's own choice.

    The trail keeps which kind, not the number. Returns the detail, None when there is none any more.
    """
    value = value.replace("\r\n", "\n").strip()
    with transaction.atomic():
        member = locked_member(member.pk)
        detail = ContactDetail.objects.filter(member=member, kind=kind).first()
        if value == (detail.value if detail else ""):
            return detail
        if not value and detail is not None:
            detail.delete()
            detail = None
        elif detail is None:
            detail = ContactDetail.objects.create(member=member, kind=kind, value=value)
        else:
            detail.value = value
            detail.save(update_fields=["value"])
        record("contact_detail_changed", member, by=by, changes={"kind": kind})
    return detail
