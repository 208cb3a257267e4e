"""What the mails of every app are written with: whole addresses, moments in words, and the person to whom they go."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils import translation

from pafso.addresses import absolute_url
from pafso.clock import ottawa_day
from pafso.text.dates import day_in_words, moment_in_words

from .outbox import enqueue


def page_url(language: str, name: str, *args: Any) -> str:
    """The address of the page NAME in LANGUAGE, as it opens from a mailbox; never made from a Host header."""
    with translation.override(language):
        return absolute_url(reverse(name, args=args))


def format_moment(moment: datetime | None, language: str) -> str:
    """A moment in Ottawa's time, in the words of LANGUAGE; nothing for none."""
    with translation.override(language):
        return moment_in_words(moment) if moment else ""


def format_day(moment: datetime | None, language: str) -> str:
    """The day of a moment in Ottawa, in the words of LANGUAGE; nothing for none."""
    with translation.override(language):
        return day_in_words(ottawa_day(moment)) if moment else ""


def enqueue_to(event: str, person: Any, *, context: Mapping[str, object], key: str, unsubscribe_url: str = "") -> None:
    """Write the mail of EVENT to the account of PERSON, in their language (see `enqueue`); a closed account gets none."""
    if person.is_active:
        enqueue(
            event,
            to=person.email,
            language=person.language,
            context=context,
            key=key,
            unsubscribe_url=unsubscribe_url,
        )
