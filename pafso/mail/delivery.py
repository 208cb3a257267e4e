"""Hands mail on: claims a row, sends it, marks it; each step committed, so that a killed worker leaves a readable trace."""

import logging
import smtplib
from collections.abc import Iterable
from contextlib import suppress
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.db import transaction
from django.utils import timezone
from django.utils.translation import override

from pafso.models import reply_addresses
from pafso.work import leases

from .models import Mail
from .silence import is_silent

log = logging.getLogger(__name__)
# No count of attempts ends the trying: LONGEST_TRYING does.
TERMS = leases.Terms(timedelta(seconds=settings.MAIL_LEASE_SECONDS), first_wait=timedelta(seconds=30), most=None)
LONGEST_TRYING = timedelta(hours=48)
BATCH = 100
STOPPED: dict[str, object] = {"lease_until": None, "last_error": ""}
BLANK: dict[str, object] = {"text": "", "html": ""}


def deliver(mail_ids: Iterable[int]) -> int:
    """Send those of MAIL_IDS that are due, over one connection; returns how many went out. To a silent address none goes."""
    connection = None
    answered_at: dict[str, str] = {}
    sent = 0
    for mail_id in mail_ids:
        mail = leases.claim(Mail.objects.due(), mail_id, TERMS, state=Mail.State.SENDING)
        if mail is None:
            continue
        if is_silent(mail.to):
            _mark(mail, Mail.State.STOPPED, **STOPPED, **(BLANK if mail.is_secret else {}))
            continue
        connection = connection or _connection()
        answered_at = answered_at or reply_addresses()
        mail.reply_to = answered_at[mail.kind]
        try:
            connection.open()
            connection.send_messages([_message(mail, connection)])
        except Exception as error:
            _failed(mail, error)
            with suppress(Exception):
                connection.close()
            connection = None
        else:
            _sent(mail)
            sent += 1
    if connection is not None:
        with suppress(Exception):
            connection.close()
    return sent


def due_ids(limit: int = BATCH) -> list[int]:
    """The mails that should be on their way, oldest first."""
    return list(Mail.objects.due().order_by("not_before", "id").values_list("pk", flat=True)[:limit])


def _connection() -> Any:
    options: dict[str, Any] = {
        "host": settings.DELIVERY.get("EMAIL_HOST"),
        "port": settings.DELIVERY.get("EMAIL_PORT"),
        "username": settings.DELIVERY.get("EMAIL_HOST_USER"),
        "password": settings.DELIVERY.get("EMAIL_HOST_PASSWORD"),
        "use_tls": settings.DELIVERY.get("EMAIL_USE_TLS"),
        "use_ssl": settings.DELIVERY.get("EMAIL_USE_SSL"),
        "file_path": settings.DELIVERY.get("EMAIL_FILE_PATH"),
        "timeout": settings.EMAIL_TIMEOUT,
    }
    backend = settings.DELIVERY["EMAIL_BACKEND"]
    wanted = {"smtp": set(options) - {"file_path"}, "filebased": {"file_path"}}.get(backend.split(".")[-2], set())
    return get_connection(backend, **{name: value for name, value in options.items() if name in wanted})


def _message(mail: Mail, connection: Any) -> EmailMultiAlternatives:
    message = EmailMultiAlternatives(
        mail.subject,
        mail.text,
        settings.DEFAULT_FROM_EMAIL,
        [mail.to],
        reply_to=[mail.reply_to],
        headers=_headers(mail),
        connection=connection,
    )
    if mail.html:
        message.attach_alternative(mail.html, "text/html")
    return message


def _headers(mail: Mail) -> dict[str, str]:
    """Mail that its reader may do without carries the way out of it, for the mail program's own button (RFC 2369, RFC 8058)."""
    headers = {"Message-ID": mail.message_id, "Auto-Submitted": "auto-generated", "Content-Language": mail.language}
    if mail.unsubscribe_url:
        headers["List-Unsubscribe"] = f"<{mail.unsubscribe_url}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return headers


def _sent(mail: Mail) -> None:
    changes: dict[str, Any] = {
        "sent_at": timezone.now(),
        "lease_until": None,
        "last_error": "",
        "reply_to": mail.reply_to,
    }
    if mail.is_secret:
        changes |= BLANK
    _mark(mail, Mail.State.SENT, **changes)


def _failed(mail: Mail, error: Exception) -> None:
    """Try again later with growing waits; give up on a refusal that is final, or after two days."""
    with override("en"):
        said = f"{type(error).__name__}: {error}"[:1000]
    log.warning("mail %s not sent (attempt %s): %s", mail.pk, mail.attempts, type(error).__name__)
    old = timezone.now() - mail.created_at > LONGEST_TRYING
    if _is_final(error) or old:
        _mark(mail, Mail.State.FAILED, last_error=said, lease_until=None)
        return
    later = timezone.now() + TERMS.wait_after(mail.attempts)
    _mark(mail, Mail.State.QUEUED, last_error=said, lease_until=None, not_before=later)


def _mark(mail: Mail, state: str, **changes: Any) -> None:
    """Write down how it ended, unless the lease ran out and another worker has this mail, or has finished it, meanwhile."""
    with transaction.atomic():
        if now := leases.still_mine(mail):
            now.advance(state, **changes)


def _is_final(error: Exception) -> bool:
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(code >= 500 for code, _ in error.recipients.values())
    if isinstance(error, smtplib.SMTPResponseException):
        return error.smtp_code >= 500 and not isinstance(error, smtplib.SMTPAuthenticationError)
    return isinstance(error, (UnicodeError, ValueError))
