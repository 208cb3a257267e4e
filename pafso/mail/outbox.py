"""Writes mail into the outbox, in the caller's transaction; a worker is woken when that is committed."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from django.conf import settings
from django.template import Context, engines
from django.template.backends.django import DjangoTemplates
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from pafso.celery import wake
from pafso.errors import DomainError
from pafso.models import MailKind, postal_address

from . import catalogue
from .models import Mail
from .tasks import deliver

LONGEST_SUBJECT = 60
# All but the no-break spaces of French.
SPACE = re.compile(r"[^\S\u00a0\u202f]+")
_samples: ContextVar[list[Mail] | None] = ContextVar("samples", default=None)


class NoPostalAddress(DomainError):
    """Canada's anti-spam law wants the association's postal address on mail that is not a service."""

    code = "no_postal_address"
    default = _(
        "The office must first write the association’s postal address, which appears at the foot of optional email."
    )


@dataclass(frozen=True)
class Parts:
    """What a mail says."""

    subject: str
    text: str
    html: str


def enqueue(
    event: str,
    *,
    to: str,
    language: str,
    context: Mapping[str, object],
    key: str,
    secret: bool = False,
    unsubscribe_url: str = "",
) -> Mail:
    """Write the mail of EVENT ("awards/nomination_received") to TO, rendered in LANGUAGE.

    EVENT is in the catalogue (`catalogue.register`). KEY ("nomination_received:K7QX3:alix@…") makes it once only: a second call
    with the same key changes nothing, and returns the number of the mail that is there. SECRET bodies are blanked when sent. UNSUBSCRIBE_URL is for mail that its
    reader may do without, never for service mail: it goes into the headers (RFC 8058), and the template shows it beside the
    association's postal address.
    """
    known = catalogue.find(event)
    if known.is_voluntary != bool(unsubscribe_url):
        raise ValueError(f"{event}: voluntary mail has a way out, service mail has none.")
    parts = render(event, language=language, context={**context, "unsubscribe_url": unsubscribe_url})
    return write(
        event,
        to=to,
        language=language,
        subject=parts.subject,
        text=parts.text,
        html=parts.html,
        key=key,
        kind=known.kind,
        secret=secret,
        unsubscribe_url=unsubscribe_url,
    )


def render(event: str, *, language: str, context: Mapping[str, object]) -> Parts:
    """Its templates: ``<app>/mail/<name>.subject.txt``, ``.txt`` and ``.html``; what is not HTML is not escaped as if it were.

    Raises NoPostalAddress for mail with a way out, which the law wants the address on.
    """
    app, name = event.split("/")
    full = {"SITE_URL": settings.SITE_URL, "language": language, **context}
    engine = engines["django"]
    assert isinstance(engine, DjangoTemplates)
    with translation.override(language):
        if full.get("unsubscribe_url"):
            full["postal_address"] = postal_address()
            if not full["postal_address"] and _samples.get() is None:
                raise NoPostalAddress

        def part(ending: str) -> str:
            template = engine.engine.get_template(f"{app}/mail/{name}.{ending}")
            return template.render(Context(full, autoescape=ending == "html"))

        return Parts(part("subject.txt"), part("txt"), part("html"))


def write(
    event: str,
    *,
    to: str,
    language: str,
    subject: str,
    text: str,
    html: str = "",
    key: str,
    kind: MailKind = MailKind.OFFICE,
    secret: bool = False,
    unsubscribe_url: str = "",
) -> Mail:
    """Write a mail that is rendered already (see `enqueue`)."""
    mail = Mail(
        key=key[:200],
        event=event,
        to=to,
        language=language[:2],
        subject=_one_line(subject),
        text=text.strip() + "\n",
        html=html.strip(),
        kind=kind,
        is_secret=secret,
        unsubscribe_url=unsubscribe_url,
    )
    samples = _samples.get()
    if samples is not None:
        samples.append(mail)
        return mail
    # One statement, whether it is there or not: what is there keeps every word, and only its number comes back.
    Mail.objects.bulk_create([mail], update_conflicts=True, unique_fields=["key"], update_fields=["key"])
    wake(deliver, mail.pk)
    return mail


def _one_line(subject: str) -> str:
    """A subject is one line, which may break where its language breaks it; a word too long for it ends in three points."""
    line = SPACE.sub(" ", subject).strip()
    return line if len(line) <= LONGEST_SUBJECT else line[: LONGEST_SUBJECT - 1].rstrip() + "…"


@contextmanager
def samples() -> Iterator[list[Mail]]:
    """Inside, a mail is neither saved nor sent: it is in the list."""
    written: list[Mail] = []
    before = _samples.set(written)
    try:
        yield written
    finally:
        _samples.reset(before)
