"""What people hold under an address that opens no account, and what was asked of the office about one."""

from datetime import datetime

from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from members.accounts.actions.accounts import lapse_unproven
from members.models import Inquiry, User
from pafso.lazy import Words
from pafso.mail.personal_data import before_account, to_person
from pafso.privacy.registry import PersonalData, PersonalDataKind

NOTHING, ADDRESS = "–", "request-{pk}@erased.invalid"


def of_account(user: User) -> PersonalDataKind:
    """What was asked about an address since it is USER's."""
    rows = Inquiry.objects.filter(to_person(user, "address", "asked_at")).order_by("-pk")
    return _kind(rows, _("Requests to the office about one of your addresses"))


def _kind(rows: QuerySet[Inquiry], title: Words) -> PersonalDataKind:
    return PersonalDataKind(
        name="inquiries",
        title=title,
        why=_("To show how the office made sure of the person’s identity."),
        retained=_("Until it is erased; the fact that there was a request, permanently."),
        rows=rows,
        columns=("address", "wish", "state", "asked_at", "proof", "ended_at"),
    )


def under_address(address: str, reader: AbstractBaseUser | None) -> PersonalData:
    """An account that was begun and never opened, and what was asked about the address."""
    begun = PersonalDataKind(
        name="begun",
        title=_("An account that was started with this address and never opened"),
        why=_("So that the address can be confirmed."),
        retained=_("Until somebody confirms the address, or it is erased."),
        rows=User.objects.never_opened(address).order_by("-pk"),
        columns=("email", "name", "language", "date_joined"),
    )
    kinds = (begun, _kind(_about(address).order_by("-pk"), _("Requests to the office about this address")))
    return PersonalData(name="account", title=_("Accounts and requests"), kinds=kinds)


def _about(address: str) -> QuerySet[Inquiry]:
    return Inquiry.objects.filter(before_account(address, "asked_at"), address=address)


def erase_under_address(address: str, by: AbstractBaseUser, now: datetime) -> dict[str, int]:
    return {"accounts_begun": lapse_unproven(address, now=now), "requests": _forget(_about(address), now)}


def erase_of_account(user: User, now: datetime) -> int:
    return _forget(Inquiry.objects.filter(to_person(user, "address", "asked_at")), now)


def _forget(inquiries: QuerySet[Inquiry], now: datetime) -> int:
    """That there was a request, what became of it and who decided stays; what it says of the person goes."""
    rows = list(inquiries.select_for_update(of=("self",)))
    for inquiry in rows:
        if inquiry.state == Inquiry.State.ASKED:
            inquiry.advance(Inquiry.State.REFUSED, ended_at=now)
        Inquiry.objects.filter(pk=inquiry.pk).update(address=ADDRESS.format(pk=inquiry.pk), proof=NOTHING)
    return len(rows)
