"""Every mail that can be sent, from the code: each is registered once, beside the function that writes it.

What is not registered is not sent, and a check compares the catalogue with the templates; docs/mails.md and the office's page
are made of it::

    register(
        Event(
            "awards/letter_receipt",                           # the templates are awards/mail/letter_receipt.*
            to=_("the supporter"),
            when=_("The supporter sends the letter."),
            why=_("It is the receipt."),
            kind=MailKind.AWARDS,                              # who reads the answers
            sample=lambda sample: letter_receipt(_letter(sample)),   # the function itself, on rows that are not saved
        ),
    )
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import Protocol

from django.apps import apps
from django.conf import settings

from pafso.models import MailKind


class Words(Protocol):
    """Words that are translated when they are shown."""

    def __str__(self) -> str: ...


@dataclass(frozen=True)
class Sample:
    """What a mail is shown with: words that stand for a person's, and moments that never change."""

    language: str
    reader: str = "Alix Tremblay"
    email: str = "alix.tremblay@example.org"
    # Somebody whom a subject may never name: a nominee, a nominator, a colleague.
    other: str = "Noor Haddad"
    # A third person: whoever writes about the second to the first.
    another: str = "Camille Roy"
    title: str = "Northern Light"
    reason: str = "The second page is missing."
    code: str = "K7QX3"
    token: str = "sample"  # noqa: S105  (it opens nothing)
    now: datetime = datetime(2026, 4, 1, 16, tzinfo=UTC)


@dataclass(frozen=True, kw_only=True)
class About:
    """What is known of a mail, without the mail."""

    to: Words
    when: Words
    why: Words
    kind: MailKind
    sample: Callable[[Sample], object]
    # Its reader may do without it: it carries the way out and the postal address. Service mail never does.
    is_voluntary: bool = False


@dataclass(frozen=True)
class Event(About):
    """One mail: NAME is "<app>/<name in the past tense>"."""

    name: str

    @property
    def app(self) -> str:
        return self.name.split("/")[0]

    @property
    def slug(self) -> str:
        return self.name.split("/")[1]


class UnknownMail(LookupError):
    """A mail that nobody registered; see `register`."""


_events: dict[str, Event] = {}


def register(*events: Event) -> None:
    """Add EVENTS; a name stands for one of them."""
    for event in events:
        if event.name in _events:
            raise ValueError(f"{event.name} is in the catalogue of mails already.")
        _events[event.name] = event


def find(name: str) -> Event:
    """The event of a mail that is about to be written. Raises UnknownMail."""
    try:
        return _events[name]
    except KeyError:
        raise UnknownMail(f"{name} is not in the catalogue of mails: register it beside its function.") from None


def every_event() -> list[Event]:
    """All of them by name. Whatever is called mails.py in one of our packages is read first, so that none can be forgotten."""
    for folder in _packages():
        for path in sorted(folder.rglob("mails.py")):
            import_module(".".join([folder.name, *path.relative_to(folder).with_suffix("").parts]))
    return [_events[name] for name in sorted(_events)]


def events_on_disk() -> set[str]:
    """The events that have a subject among the templates of our packages."""
    return {
        f"{path.parent.parent.name}/{path.name.removesuffix('.subject.txt')}"
        for folder in _packages()
        for path in folder.glob("templates/*/mail/*.subject.txt")
    }


def _packages() -> list[Path]:
    """Our own, which stand beside manage.py."""
    folders = {Path(config.path) for config in apps.get_app_configs()}
    return sorted(folder for folder in folders if folder.parent == settings.BASE_DIR)
