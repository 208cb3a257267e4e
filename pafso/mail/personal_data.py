"""What the outbox holds about a person: the mails to the addresses that they proved, since they proved them."""

from datetime import datetime
from typing import Any

from allauth.account.models import EmailAddress
from django.db.models import Max, Q
from django.utils.translation import gettext as __
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
        title=_("Mail"),
        kinds=(
            PersonalDataKind(
                name="mails",
                title=_("Mails that we sent you"),
                why=_("So that the office can see what was sent when you ask, and send again what did not arrive."),
                retained=_(
                    "For a year, or until you close your account. A text with a code or a link to act with is blanked once sent."
                ),
                rows=Mail.objects.filter(to_person(user)).order_by("-id"),
                columns=("created_at", "subject", "to", "language", "state", "sent_at", "text"),
                made={"text": _text},
            ),
        ),
    )


def _text(mail: Mail) -> str:
    return __("(carries a secret and is not shown)") if mail.is_secret else mail.text


def erase(user: Any, now: datetime) -> dict[str, int]:
    """Every mail to the person goes, sent or not; whoever is sending one just now finds it gone, which does no harm."""
    gone, _each = Mail.objects.filter(to_person(user)).delete()
    return {"mails": gone}


def to_person(user: Any, address: str = "to", moment: str = "created_at") -> Q:
    """Rows whose column ADDRESS is one of the person's, written (MOMENT) since that address was theirs.

    Mailboxes of missions and offices change hands: what came for the one who had it before is not the next one's.
    """
    condition = Q(pk__in=())
    for email, since in proven_addresses(user).items():
        condition |= Q(**{f"{address}__iexact" if address != "to" else address: email, f"{moment}__gte": since})
    return condition


def proven_addresses(user: Any) -> dict[str, datetime]:
    """The verified addresses of the account, each with the moment since when it was surely this person's.

    That is when the code that proved it was mailed: the last one before this account last proved an address. One that was
    proven without a code (by the office) counts from the day of the account.
    """
    addresses = EmailAddress.objects.filter(user=user, verified=True).values_list("email", flat=True)
    since = {email.lower(): user.date_joined for email in addresses}
    proofs = Entry.objects.filter(verb__in=PROVEN, subject_type=user._meta.label, subject_id=str(user.pk))
    last_proof = proofs.aggregate(last=Max("at"))["last"]
    if last_proof is not None:
        codes = Mail.objects.filter(event__in=PROOFS, to__in=since, created_at__lte=last_proof)
        for email, at in codes.order_by().values_list("to").annotate(last=Max("created_at")):
            since[email] = max(at, since[email])
    return since
