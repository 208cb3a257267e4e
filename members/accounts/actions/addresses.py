"""Addresses: whatever happens to one of them is told to all the others, so that a thief cannot change them unseen."""

from allauth.account.models import EmailAddress

from members.accounts import mails
from members.models import User
from pafso.mailboxes import mailbox


def tell_added(user: User, address: str) -> None:
    for other in proven(user, besides=address):
        mails.address_added(user, other, address=address)


def tell_main_changed(user: User, old: str, new: str) -> None:
    """To every address but the new one; OLD is told even if it was never proven."""
    for other in dict.fromkeys([*proven(user, besides=new), *([old] if old else [])]):
        mails.address_changed(user, other, old=old, new=new)


def tell_removed(user: User, address: str) -> None:
    """To the removed address, which had opened the account, and to those that stay."""
    for other in [*proven(user, besides=address), address]:
        mails.address_removed(user, other, address=address)


def proven(user: User, *, besides: str = "") -> list[str]:
    """The addresses that open the account of USER, the main one first."""
    rows = EmailAddress.objects.filter(user=user, verified=True).exclude(email=mailbox(besides))
    return list(rows.order_by("-primary", "pk").values_list("email", flat=True))
