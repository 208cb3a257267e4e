"""Two awards with their cycles; two drafts, one of them a guest’s, and a submitted nomination between the people of the demonstration."""

import uuid
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import translation

from awards.letters import actions as letter_actions
from awards.models import Award, Cycle, Nomination
from awards.nominations import actions
from members.models import User
from pafso.clock import OTTAWA, ottawa_day
from pafso.demonstration import read
from pafso.localized import Language
from pafso.text.figures import money


def fill(context: dict[str, Any]) -> None:
    people, texts = context["people"], read(__file__, "nominations.toml")
    cycle = open_cycle(texts)
    officer, colleague = people.get("officer"), people.get("colleague")
    if officer is None or colleague is None:
        return
    submitted = _nominate(cycle, colleague, texts["submitted"])
    actions.submit_nomination(submitted, by=colleague)
    _nominate(cycle, officer, texts["draft"])
    if "imani" in people:
        _nominate(cycle, people["imani"], texts["guest"])


def open_cycle(texts: dict[str, Any]) -> Cycle:
    """Makes the awards, their cycles around this day, one that was skipped and the one after it, which drew on two years; returns the
    open one of the first award."""
    today = ottawa_day()
    ours, volunteers = (_award(**words) for words in texts["awards"])
    for year in _years_of_the_last_day_of_august(today):
        _cycle(volunteers, date(year, 5, 1), date(year, 8, 31), {**texts["service"], **_prize(texts["dollars"])})
    _cycle(ours, date(2020, 1, 13), date(2020, 4, 6), {**texts["criteria"], **texts["skipped"]})
    _cycle(ours, date(2021, 1, 11), date(2021, 4, 12), {**texts["criteria"], **texts["two_years"]})
    return _cycle(ours, today - timedelta(days=21), today + timedelta(days=38), texts["criteria"])


def _years_of_the_last_day_of_august(today: date) -> tuple[int, int]:
    """Of the one that has passed, and of the one to come."""
    last = today.year - (today <= date(today.year, 8, 31))
    return last, last + 1


def _prize(dollars: int) -> dict[str, str]:
    said = {}
    for language in Language.values:
        with translation.override(language):
            said[f"prize_{language}"] = money(dollars)
    return said


def _award(slug: str, **words: object) -> Award:
    return Award.objects.get_or_create(slug=slug, defaults=words)[0]


def _cycle(award: Award, opens: date, closes: date, criteria: dict[str, object]) -> Cycle:
    dates = {"opens_at": _ottawa(opens, time(9, 0)), "closes_at": _ottawa(closes, time(23, 59))}
    found, _ = Cycle.objects.get_or_create(
        award=award, year=closes.year, defaults={**dates, **criteria, **award.conditions()}
    )
    return found


def _ottawa(day: date, hour: time) -> datetime:
    return datetime.combine(day, hour, OTTAWA)


def _nominate(cycle: Cycle, nominator: User, words: dict[str, Any]) -> Nomination:
    """A draft, whose supporters have been asked; those who have something to say have sent it."""
    values = {name: text for name, text in words.items() if name != "letters"}
    nomination = actions.start_nomination(cycle, by=nominator, form_token=uuid.uuid4())
    nomination = actions.save_draft(nomination, by=nominator, values=values, tab="", version=0)
    for letter in words["letters"]:
        _ask(nomination, nominator, letter)
    return nomination


def _ask(nomination: Nomination, nominator: User, words: dict[str, str]) -> None:
    letter = letter_actions.invite_supporter(
        nomination,
        by=nominator,
        name=words["name"],
        email=words["email"],
        language=words["language"],
        form_token=uuid.uuid4(),
    )
    if "text" in words:
        values = {name: words[name] for name in ("address", "telephone", "text")}
        letter_actions.send_letter(letter_actions.save_letter_draft(letter, values=values, tab="", version=0))
