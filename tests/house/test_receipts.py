"""A receipt is not the end of it: every page that shows one, and its email, says what happens next and by when."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
import time_machine
from django.conf import settings
from django.test import Client
from django.urls import reverse

from members.models import User
from members.models.application import ASK_AFTER
from pafso.mail.models import Mail
from tests.factories import applications, awards, contests
from tests.factories.people import Cast

CLOSES = datetime(2031, 3, 2, 4, 59, tzinfo=UTC)  # in Ottawa a minute before midnight of the first
DAY = {"en": "March 1, 2031", "fr": "1er mars 2031"}
HEADING = {"en": "What happens next", "fr": "La suite"}


def _letter(cast: Cast) -> str:
    letter = awards.make_sent_letter(awards.make_draft(awards.make_cycle(closes_at=CLOSES), cast.officer))
    return reverse("awards:letter", args=[awards.make_token(letter)])


def _nomination(cast: Cast) -> str:
    cycle = awards.make_cycle(awards.make_award(letters_needed=1), closes_at=CLOSES)
    return reverse("awards:submission", args=[awards.make_submitted(cycle, cast.officer).code])


def _photo(cast: Cast) -> str:
    return contests.make_entry(contests.make_contest(closes_at=CLOSES), cast.officer).get_absolute_url()


def _application(cast: Cast) -> str:
    with time_machine.travel(CLOSES - ASK_AFTER):  # the day on which one may ask is the first of March, too
        return applications.make_submitted(cast.newcomer).get_absolute_url()


# By the template of the page: how to come to it, who opens it, the event of the email.
RECEIPTS: dict[str, tuple[Callable[[Cast], str], str, str]] = {
    "awards/letter_sent.html": (_letter, "outsider", "awards/letter_receipt"),
    "awards/submission.html": (_nomination, "officer", "awards/nomination_received"),
    "contests/entry.html": (_photo, "officer", "contests/entry_received"),
    "members/application/state.html": (_application, "newcomer", "members/application_received"),
}


def test_every_page_with_a_receipt_is_in_the_table() -> None:
    pages = {
        path.relative_to(folder / "templates").as_posix()
        for folder in Path(settings.BASE_DIR).iterdir()
        for path in folder.glob("templates/**/*.html")
        if "components/receipt.html" in path.read_text()
    }

    assert pages == set(RECEIPTS)


@pytest.mark.parametrize("template", RECEIPTS)
@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_page_says_what_happens_next_and_by_when(client: Client, cast: Cast, template: str, language: str) -> None:
    make, name, _event = RECEIPTS[template]
    person: User = getattr(cast, name)
    client.force_login(person)

    page = client.get(make(cast).replace("/en/", f"/{language}/")).text

    _before, heading, after = page.partition(f"<h2>{HEADING[language]}</h2>")
    assert heading
    assert DAY[language] in after.partition("<h2")[0].replace("\u00a0", " ")


@pytest.mark.parametrize("template", RECEIPTS)
def test_its_email_says_it_too(cast: Cast, template: str) -> None:
    make, _name, event = RECEIPTS[template]
    make(cast)

    text = Mail.objects.filter(event=event).latest("pk").text

    assert DAY["en"] in text
