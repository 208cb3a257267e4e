"""Writes mail into the outbox, in the caller's transaction; a worker is woken when that is committed."""

from typing import Any

from django.conf import settings
from django.db import transaction
from django.template import loader
from django.utils import translation

from pafso.celery import wake
from pafso.models import postal_address

from .models import Mail
from .tasks import deliver


def enqueue(
    event: str,
    *,
    to: str,
    language: str,
    context: dict[str, Any],
    key: str,
    secret: bool = False,
    unsubscribe_url: str = "",
) -> Mail:
    """Write the mail of EVENT ("awards/nomination_received") to TO, rendered in LANGUAGE.

    The templates are ``<app>/mail/<name>.subject.txt``, ``.txt`` and ``.html``. KEY ("nomination_received:K7QX3:alix@…") makes
    it once only: a second call with the same key returns the mail that is there. SECRET bodies are blanked when sent.
    UNSUBSCRIBE_URL is for mail that its reader may do without, never for service mail: it goes into the headers (RFC 8058), and
    the template shows it beside the association's postal address.
    """
    app, name = event.split("/")
    with translation.override(language):
        full = {"SITE_URL": settings.SITE_URL, "language": language, "unsubscribe_url": unsubscribe_url, **context}
        if unsubscribe_url:
            full["postal_address"] = postal_address()
        subject, text, html = (
            loader.render_to_string(f"{app}/mail/{name}.{ending}", full) for ending in ("subject.txt", "txt", "html")
        )
    values = {"to": to, "language": language, "subject": subject, "text": text, "html": html}
    return write(event, **values, key=key, secret=secret, unsubscribe_url=unsubscribe_url)


def write(
    event: str,
    *,
    to: str,
    language: str,
    subject: str,
    text: str,
    html: str = "",
    key: str,
    secret: bool = False,
    unsubscribe_url: str = "",
) -> Mail:
    """Write a mail that is rendered already (see `enqueue`)."""
    values = {
        "event": event,
        "to": to,
        "language": language[:2],
        "subject": subject,
        "text": text.strip() + "\n",
        "html": html.strip(),
        "is_secret": secret,
        "unsubscribe_url": unsubscribe_url,
    }
    with transaction.atomic():
        mail, created = Mail.objects.get_or_create(key=key[:200], defaults=values)
        if created:
            wake(deliver, mail.pk)
    return mail
