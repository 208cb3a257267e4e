"""What the outbox holds about a person: the mails to the addresses that they proved, since they proved them."""

from datetime import datetime
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models import Max, OuterRef, Q, Subquery
from django.db.models.functions import Lower
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from pafso.audit.models import Entry
from pafso.privacy.registry import PersonalData, PersonalDataKind

from .models import Mail

# The mails whose code or link proves an address, and the entries that say that one was proven.
PROOFS = (
    "members/signup_code_asked",
    "members/address_code_asked",
    "members/activation_code_asked",
    "members/recovery_ready",
)
PROVEN = ("address_confirmed", "account_recovered")


def describe(user: Any) -> PersonalData:
    return PersonalData(
        name="mail",
        title=_("Emails"),
        kinds=(
            PersonalDataKind(
                name="mails",
                title=_("Emails that we sent you"),
                why=_("So that the office can see what was sent when you ask, and send again what did not arrive."),
                retained=_(
                    "For a year, or until you close your account. A code or an action link is erased once sent."
                ),
                rows=Mail.objects.filter(to_person(user)).order_by("-id"),
                columns=("created_at", "subject", "to", "language", "state", "sent_at", "text"),
                made={"text": _text},
            ),
        ),
    )


def _text(mail: Mail) -> str:
    return gettext("(holds a secret and is not shown)") if mail.is_secret else mail.text


def erase(user: Any, now: datetime) -> dict[str, int]:
    """Every mail to the person goes, sent or not; whoever is sending one just now finds it gone, which does no harm."""
    gone, _each = Mail.objects.filter(to_person(user)).delete()
    return {"mails": gone}


def under_address(address: str, reader: AbstractBaseUser | None) -> PersonalData:
    """The mails to ADDRESS from before it opened an account; their texts are in that mailbox.

    Nothing for somebody of the office: that a letter was asked for may be about a case that they may not know of.
    """
    rows = Mail.objects.filter(before_account(address, "created_at"), to=address).order_by("-id")
    return PersonalData(
        name="mail",
        title=_("Emails"),
        kinds=(
            PersonalDataKind(
                name="mails",
                title=_("Emails to this address"),
                why=_(
                    "So that the office can see what was sent when somebody asks, and send again what did not arrive."
                ),
                retained=_("For a year, or until they are erased."),
                rows=rows if reader is None else rows.none(),
                columns=("created_at", "subject", "language", "state", "sent_at"),
            ),
        ),
    )


def erase_under_address(address: str, by: AbstractBaseUser, now: datetime) -> dict[str, int]:
    gone, _each = Mail.objects.filter(before_account(address, "created_at"), to=address).delete()
    return {"mails": gone}


def before_account(address: str, moment: str) -> Q:
    """Rows written (MOMENT) before ADDRESS was proven by the account that it opens; all rows where it opens none.

    What is younger is shown to that account and erased with it.
    """
    own = EmailAddress.objects.filter(email=address, verified=True).select_related("user").first()
    since = proven_addresses(own.user).get(address) if own else None
    return Q(**{f"{moment}__lt": since}) if since else Q()


def to_person(user: Any, address: str = "to", moment: str = "created_at") -> Q:
    """Rows whose column ADDRESS is one of the person's, written (MOMENT) since that address was theirs."""
    return since_proven(proven_addresses(user), address, moment)


def since_proven(addresses: dict[str, datetime], address: str, moment: str) -> Q:
    """The same for ADDRESSES that were looked up already.

    Mailboxes of missions and offices change hands: what came for the one who had it before is not the next one's.
    """
    condition = Q(pk__in=())
    for email, since in addresses.items():
        condition |= Q(**{f"{address}__iexact" if address != "to" else address: email, f"{moment}__gte": since})
    return condition


def proven_addresses(user: Any) -> dict[str, datetime]:
    """The verified addresses of the account, each with the moment since when it was surely this person's.

    That is when the code that proved it was mailed: the last one before this account last proved an address. One that was
    proven without a code (by the office) counts from the day of the account. In one query.
    """
    proofs = Entry.objects.filter(verb__in=PROVEN, subject_type=user._meta.label, subject_id=str(user.pk))
    last_proof = proofs.order_by().values("subject_id").annotate(last=Max("at")).values("last")
    codes = Mail.objects.filter(event__in=PROOFS, to=Lower(OuterRef("email")), created_at__lte=Subquery(last_proof))
    mailed = Subquery(codes.order_by().values("to").annotate(last=Max("created_at")).values("last"))
    rows = EmailAddress.objects.filter(user=user, verified=True).values_list("email", mailed)
    return {email.lower(): max(user.date_joined, at or user.date_joined) for email, at in rows}
