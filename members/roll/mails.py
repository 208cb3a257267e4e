"""The mails about an entry on the roll, to the addresses that the association has of the person: none is changed in silence."""

from members.models import Member, RollAddress
from members.rules import address_hint
from pafso.mail.models import Mail
from pafso.mail.outbox import enqueue
from pafso.mail.writing import format_moment, page_url


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
