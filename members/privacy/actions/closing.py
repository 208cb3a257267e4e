"""The end of an account: asked for, undone within two weeks, then carried out for good."""

import logging
from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members.inquiries.mails import ERASED as ERASED_UNDER_ADDRESS
from members.models import Closing, Member, User
from members.models.closing import CLOSING_UNDO
from members.privacy import mails
from pafso.audit.log import record
from pafso.errors import NotEligible
from pafso.mail.models import Mail
from pafso.privacy.registry import erasures

log = logging.getLogger(__name__)
BATCH = 100
ERASED = "mail-{pk}@erased.invalid"
# The outbox tries for two days; after that a mail has been given up.
LAST_MAIL_KNOWN = timedelta(days=7)


def ask_closing(user: User, *, by: User, now: datetime | None = None) -> Closing:
    """Close the account in two weeks, and tell every verified address. Asked again, the first date stands.

    Raises NotEligible for people of the office.
    """
    now = now or timezone.now()
    with transaction.atomic():
        # The person's row is the lock: two presses of the button are one request.
        user = User.objects.select_for_update(no_key=True).get(pk=user.pk)
        standing = Closing.objects.asked().filter(user=user).first()
        if standing is not None:
            return standing
        refuse_the_office(user)
        closing = Closing.objects.create(user=user, asked_at=now, due_at=now + CLOSING_UNDO)
        record("closing_asked", closing, by=by, label=str(user))
        mails.account_closing(closing, addresses_of(user))
    return closing


def undo_closing(closing: Closing, *, by: User, now: datetime | None = None) -> Closing:
    """Keep the account, and tell every verified address. Again is harmless; raises WrongMove once it is closed."""
    with transaction.atomic():
        closing = closing.reload_locked()
        if closing.advance(Closing.State.UNDONE, ended_at=now or timezone.now()):
            record("closing_undone", closing, by=by, label=str(closing.user))
            mails.account_kept(closing, addresses_of(closing.user))
    return closing


def close_account(closing: Closing, *, now: datetime | None = None) -> bool:
    """Carry it out: every app erases or makes anonymous what it holds, in one transaction. False when that is not due.

    The audit trail keeps the labels that it has; the last mail is written here and erased by `forget_last_mails`.
    """
    now = now or timezone.now()
    with transaction.atomic():
        closing = Closing.objects.select_for_update(of=("self",)).select_related("user").get(pk=closing.pk)
        # The roll first, as wherever else both are locked; in the order of a merge.
        own = Q(user=closing.user_id) | Q(merged_into__user=closing.user_id)
        list(Member.objects.select_for_update(of=("self",)).filter(own).order_by("pk").values_list("pk"))
        user = User.objects.select_for_update().get(pk=closing.user_id)
        if closing.state != Closing.State.ASKED or closing.due_at > now or user.is_staff or user.is_superuser:
            return False
        addresses, language = addresses_of(user), user.language
        done: dict[str, int] = {}
        for erasure in erasures():
            done |= erasure.function(user, now)
        closing.advance(Closing.State.DONE, ended_at=now)
        user.refresh_from_db()
        record("account_closed", user, changes=done)
        mails.account_closed(closing, addresses, language=language)
    return True


def close_due_accounts(now: datetime | None = None) -> int:
    """All that are due, each in its own transaction: one that fails is tried again at the next hour and stops nobody."""
    now = now or timezone.now()
    closed = 0
    for closing in Closing.objects.due(now).order_by("due_at")[:BATCH]:
        try:
            closed += close_account(closing, now=now)
        except Exception:
            log.exception("closing %s failed", closing.pk)
    return closed


def forget_last_mails(now: datetime | None = None) -> int:
    """Blank the last mails that have been sent, or given up: the addresses were all that was left of these people."""
    now = now or timezone.now()
    ended = Mail.objects.filter(
        event__in=(mails.CLOSED, ERASED_UNDER_ADDRESS), state__in=(Mail.State.SENT, Mail.State.FAILED)
    )
    forgotten = 0
    for mail in ended.filter(created_at__gt=now - LAST_MAIL_KNOWN).exclude(to__endswith="@erased.invalid")[:BATCH]:
        blank = {"to": ERASED.format(pk=mail.pk), "text": "", "html": "", "last_error": ""}
        forgotten += Mail.objects.filter(pk=mail.pk, state=mail.state).update(**blank)
    return forgotten


def refuse_the_office(user: User) -> None:
    """Raises NotEligible while the account may act for the association."""
    if user.is_staff or user.is_superuser:
        raise NotEligible(
            _(
                "Your account belongs to the office. Ask a colleague to take away your rights first; then you "
                "can close it."
            )
        )


def addresses_of(user: User) -> set[str]:
    """Every verified address of the account; the one that it signs in with, when none is."""
    verified = EmailAddress.objects.filter(user=user, verified=True).values_list("email", flat=True)
    return {email.lower() for email in verified} or {user.email}
