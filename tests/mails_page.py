"""docs/mails.md from the catalogue: every mail that can be sent, in both languages. `--check` fails when the page is out of step."""

import os
import re
import sys
from itertools import groupby
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "mails.md"
SITE = "https://services.example.org"
HEAD = """# Every email that can be sent

Made by `python -m tests.mails_page` from the catalogue of emails (each app's `mails.py`); a test keeps it up to date. Names, codes and
links are made up. The HTML part says the same (a test checks it). The office sees it under *Emails › Catalogue of emails*, along with who
reads the replies to each kind. Optional email has an unsubscribe link and the postal address; service email does not. What a library
would send by itself goes through the same outbox, and replies to it are read with *Everything else*.
"""


def page() -> str:
    """The same on every machine and day: one site, one moment."""
    import time_machine
    from django.test import override_settings
    from django.utils import translation

    from pafso.mail.catalogue import Event, Sample, every_event
    from pafso.models import MailKind

    def section(event: Event) -> str:
        terms = "Optional" if event.is_voluntary else "Service"
        facts = f"`{event.name}` · To: {_small(event.to)} · {terms}<br>Why: {event.why}"
        return "\n\n".join(
            [f"### {str(event.when).rstrip('.')}", facts, *(_sample(event, language) for language in ("en", "fr"))]
        )

    order = list(MailKind)
    events = sorted(every_event(), key=lambda event: (order.index(event.kind), event.name))
    with (
        override_settings(SITE_URL=SITE),
        time_machine.travel(Sample("en").now, tick=False),
        translation.override("en"),
    ):
        kinds = [(kind, [section(event) for event in each]) for kind, each in groupby(events, lambda event: event.kind)]
        parts = ["\n\n".join([f"## {MailKind(kind).label}", *sections]) for kind, sections in kinds]
    return "\n\n".join([HEAD.strip(), *parts]) + "\n"


def _small(words: object) -> str:
    return str(words)[:1].lower() + str(words)[1:]


def _sample(event: object, language: str) -> str:
    from pafso.mail.catalogue import Event, Sample
    from pafso.mail.samples import sample_mail

    assert isinstance(event, Event)
    mail = sample_mail(event, Sample(language))
    # The signature of the link is as good as any other.
    text = re.sub(r"(/unsubscribe/)\S+/", r"\1…/", mail.text.strip())
    return f"<details><summary>{language}: {mail.subject}</summary>\n\n```text\n{text}\n```\n</details>"


def _set_up() -> None:
    """No more of a database than the one text that optional mail needs."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "pafso.settings.test"
    os.environ.pop("TEST_DATABASE_URL", None)
    import django

    django.setup()
    from django.db import connection

    from pafso.models import Text
    from tests.conftest import ADDRESS

    with connection.schema_editor() as editor:
        editor.create_model(Text)
    with connection.cursor() as cursor:
        cursor.execute(ADDRESS)


if __name__ == "__main__":
    _set_up()
    text = page()
    if "--check" not in sys.argv:
        PAGE.write_text(text)
    elif not PAGE.exists() or PAGE.read_text() != text:
        sys.exit("docs/mails.md is out of step with the catalogue of mails: run `python -m tests.mails_page`")
