"""The mails about an entry on the roll, to the addresses that the association has of the person: none is changed in silence."""

from collections.abc import Callable

from django.utils.translation import gettext_lazy as _

from members.models import Member, RollAddress
from members.rules import address_hint
from pafso.mail.catalogue import Event, Sample, Words, register
from pafso.mail.models import Mail
from pafso.mail.outbox import enqueue
from pafso.mail.writing import format_moment, page_url
from pafso.models import MailKind


def roll_address_verified(member: Member, to: str, *, address: RollAddress) -> Mail:
    """Tells TO, another address of the entry, that in a day ADDRESS may open the account."""
    key = f"roll_address_verified:{address.pk}:{to}"
    from_when = format_moment(address.waits_until, member.language)
    return _write("roll_address_verified", member, to, key, hint=address_hint(address.email), from_when=from_when)


def roll_address_removed(member: Member, to: str) -> Mail:
    """Tells TO that it is no longer on the roll."""
    key = f"roll_address_removed:{member.pk}:{to}"
    return _write("roll_address_removed", member, to, key)


def entry_joined(member: Member, to: str, *, account: str) -> Mail:
    """Tells TO, an address of the entry, that the account which logs in with ACCOUNT is now the entry's."""
    return _write("entry_joined", member, to, f"entry_joined:{member.pk}:{account}:{to}", hint=address_hint(account))


def _write(event: str, member: Member, to: str, key: str, **context: str) -> Mail:
    context = {"url": page_url(member.language, "contact"), **context}
    return enqueue(f"members/{event}", to=to, language=member.language, context=context, key=key)


def _event(name: str, to: Words, when: Words, write: Callable[[Member, Sample], object]) -> Event:
    return Event(
        f"members/{name}",
        to=to,
        when=when,
        why=_("An address on the roll can open an account, so no change to one goes unannounced."),
        kind=MailKind.MEMBERSHIP,
        sample=lambda sample: write(Member(name=sample.reader, language=sample.language), sample),
    )


def _verified(member: Member, sample: Sample) -> Mail:
    address = RollAddress(member=member, email="new@example.org", waits_until=sample.now)
    return roll_address_verified(member, sample.email, address=address)


register(
    _event(
        "roll_address_verified",
        _("Every other address of the entry"),
        _("The office marks an address as confirmed."),
        _verified,
    ),
    _event(
        "roll_address_removed",
        _("The address that is removed"),
        _("The office takes an address off the roll."),
        lambda member, sample: roll_address_removed(member, sample.email),
    ),
    _event(
        "entry_joined",
        _("Every address of the entry"),
        _("An account is linked to the entry."),
        lambda member, sample: entry_joined(member, sample.email, account="new@example.org"),
    ),
)
