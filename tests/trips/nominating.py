"""What nominators and supporters do on their pages, for the trip of both awards."""

from typing import Any

from awards.models import Cycle, Letter, Nomination

from .at_pages import Person
from .award_year import at

HOME = {"address": "12, rue de Thiong\nDakar", "telephone": "+221 33 555 01 00"}


def cycle_page(person: Person, cycle: Cycle) -> str:
    return person.at("awards:cycle", cycle.award.slug, cycle.year)


def start(person: Person, cycle: Cycle) -> Nomination:
    """From the public page of the cycle to a draft."""
    person.press(cycle_page(person, cycle), "Start a nomination")
    return Nomination.objects.get(code=person.url.rstrip("/").rpartition("/")[2])


def write(person: Person, draft: Nomination, **words: Any) -> None:
    """Types into the draft and goes on to the letters."""
    person.press(draft_page(person, draft), "Save and continue", **words)
    assert person.url == letters_page(person, draft)


def draft_page(person: Person, draft: Nomination) -> str:
    return person.at("awards:nomination", draft.code)


def letters_page(person: Person, draft: Nomination) -> str:
    return person.at("awards:supporters", draft.code)


def receipt_page(person: Person, draft: Nomination) -> str:
    return person.at("awards:submission", draft.code)


def ask(person: Person, draft: Nomination, who: str, language: str = "en", name: str = "") -> Person:
    """Somebody is asked for a letter."""
    typed = {"name": name or who.title(), "email": at(who), "language": language}
    page = person.press(letters_page(person, draft), "Send the invitation", **typed)
    assert at(who) in page
    return Person(at(who), language)


def send_letter(supporter: Person, *, name: str, text: str = "", **more: Any) -> Letter:
    """By the link of the newest mail, without an account: written, read once more, sent."""
    link = supporter.link("/awards/letter/")
    typed = {**HOME, "full_name": name, "text": text, **more}
    supporter.press(link, "Save and review", **typed)
    receipt = supporter.press(f"{link}submission/", "Send the letter")
    letter = Letter.objects.filter(email=supporter.email, state=Letter.State.SENT).latest("sent_at")
    assert letter.code in receipt
    return letter


def submit(person: Person, nomination: Nomination) -> None:
    """Pressed twice, as by a trembling hand; the receipt has the code."""
    page = receipt_page(person, nomination)
    receipt = person.press(page, "Submit the nomination")
    person.client.post(page)
    assert nomination.code in receipt and person.words("Your nomination has been received") in receipt


def state_of(nomination: Nomination) -> str:
    nomination.refresh_from_db()
    return nomination.state
