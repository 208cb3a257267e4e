"""What the mails about letters share: the personal link, the count, the nominator's page."""

from datetime import datetime

from django.utils import translation

from awards.mails import about, tell_nominators
from awards.models import Cycle, Letter
from members.models import User
from pafso.mail.writing import page_url
from pafso.text.dates import day_in_words


def by_link(letter: Letter, token: str) -> dict[str, object]:
    nomination, language = letter.nomination, letter.invited_in
    return {
        "letter": letter,
        "nominator": str(nomination.nominator),
        "nominee": nomination.nominee_name,
        "url": page_url(language, "awards:letter", token),
        "code_url": page_url(language, "awards:letter_by_code"),
        "regular_on": regular_on(nomination.cycle, language),
    }


def regular_on(cycle: Cycle, language: str) -> str:
    """The day on which a supporter must be a regular member; nothing where anyone may write."""
    if cycle.letters_from == Cycle.LettersFrom.ANYONE:
        return ""
    with translation.override(language):
        return day_in_words(cycle.read_on)


def each_time(letter: Letter, at: datetime | None) -> str:
    return f"{letter.code}:{at.timestamp() if at else 0:.6f}"


def counted(letter: Letter, letters_in: int) -> dict[str, object]:
    cycle = letter.nomination.cycle
    only_some = cycle.letters_from != Cycle.LettersFrom.ANYONE
    in_time = letter.nomination.accepts_work()
    return {
        "letters_in": letters_in,
        "letters_needed": cycle.letters_needed,
        "only_some_count": only_some,
        "in_time": in_time,
    }


def tell_nominator(event: str, letter: Letter, once: str, **more: object) -> None:
    """And co-nominators: with the page of the supporters, ONCE for each of what it tells of."""
    nomination = letter.nomination

    def context(person: User) -> dict[str, object]:
        page = page_url(person.language, "awards:supporters", nomination.code)
        said = about(nomination.cycle, person.language, deadline=nomination.deadline)
        return {**said, "url": page, **more}

    tell_nominators(event, nomination, context, key=f"{event.removeprefix('awards/')}:{once}")
