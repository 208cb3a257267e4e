"""Awards for the demonstration, and plausible nominations in any number for a populated database."""

import uuid
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from django.utils import timezone

from members.models import User
from pafso.clock import OTTAWA
from pafso.codes import ALPHABET

from . import wording
from .actions import letters as letter_actions
from .actions import nominations as actions
from .models import Award, Cycle, Letter, Nomination

BATCH = 2_000
LONG_CODE = 8


def fill(context: dict[str, Any]) -> None:
    """Two awards with their cycles; a draft and a submitted nomination between the people of the demonstration."""
    people = context["people"]
    cycle = _cycles()
    officer, colleague = people.get("officer"), people.get("colleague")
    if officer is None or colleague is None:
        return
    submitted = _nominate(cycle, colleague, wording.SUBMITTED)
    for text in wording.LETTERS_IN_FRENCH:
        _send(_ask(submitted, colleague, text), text)
    actions.submit_nomination(submitted, by=colleague)
    draft = _nominate(cycle, officer, wording.DRAFT)
    first, second = wording.LETTERS_IN_ENGLISH
    _send(_ask(draft, officer, first), first)
    _ask(draft, officer, second)


def _cycles() -> Cycle:
    """The awards and this year's cycles; returns the open one."""
    today = timezone.now().astimezone(OTTAWA).date()
    ours, volunteers = (Award.objects.get_or_create(slug=slug, defaults=text)[0] for slug, text in wording.AWARDS)
    closes = today + timedelta(days=38)
    _cycle(volunteers, today - timedelta(days=160), today - timedelta(days=40), wording.SERVICE)
    _cycle(volunteers, today + timedelta(days=200), today + timedelta(days=290), wording.SERVICE)
    return _cycle(ours, today - timedelta(days=21), closes, wording.CRITERIA)


def _cycle(award: Award, opens: date, closes: date, criteria: dict[str, str]) -> Cycle:
    dates = {"opens_at": _ottawa(opens, time(9, 0)), "closes_at": _ottawa(closes, time(23, 59))}
    found, _ = Cycle.objects.get_or_create(award=award, year=closes.year, defaults={**dates, **criteria})
    return found


def _ottawa(day: date, hour: time) -> datetime:
    return datetime.combine(day, hour, OTTAWA)


def _nominate(cycle: Cycle, nominator: User, values: dict[str, str]) -> Nomination:
    nomination = actions.start_nomination(cycle, by=nominator, form_token=uuid.uuid4())
    return actions.save_draft(nomination, values=values, tab="", version=0)


def _ask(nomination: Nomination, nominator: User, text: dict[str, str]) -> Letter:
    return letter_actions.invite_supporter(
        nomination,
        by=nominator,
        name=text["name"],
        email=text["email"],
        language=text["language"],
        form_token=uuid.uuid4(),
    )


def _send(letter: Letter, text: dict[str, str]) -> None:
    values = {name: text[name] for name in ("address", "telephone", "text")}
    letter = letter_actions.save_letter_draft(letter, values=values, tab="", version=0)
    letter_actions.send_letter(letter)


def populate(n: int, random: Random) -> int:
    """N submitted nominations with two letters each, in bulk; returns how many."""
    cycle = _cycles()
    nominators = list(User.objects.order_by("id").values_list("pk", flat=True)[:BATCH])
    if not nominators:
        nominators = [User.objects.create(email="nominator@example.org", name="Ada Nominator").pk]
    taken = set(Nomination.objects.values_list("code", flat=True)) | set(Letter.objects.values_list("code", flat=True))
    for start in range(0, n, BATCH):
        rows = [
            _plausible(cycle, random.choice(nominators), _code(random, taken), random)
            for _ in range(start, min(n, start + BATCH))
        ]
        made = Nomination.objects.bulk_create(rows)
        Letter.objects.bulk_create([_letter(row, i, _code(random, taken), random) for row in made for i in (1, 2)])
    return n


def _code(random: Random, taken: set[str]) -> str:
    """Longer than those of the platform, so that the two never meet."""
    code = "".join(random.choices(ALPHABET, k=LONG_CODE))
    while code in taken:
        code = "".join(random.choices(ALPHABET, k=LONG_CODE))
    taken.add(code)
    return code


def _plausible(cycle: Cycle, nominator: int, code: str, random: Random) -> Nomination:
    begun = cycle.opens_at + timedelta(minutes=random.randrange(20_000))
    return Nomination(
        code=code,
        cycle=cycle,
        nominator_id=nominator,
        nominee_name=wording.name(random),
        nominee_position=wording.position(random),
        case=wording.passage(random, 12),
        state=Nomination.State.SUBMITTED,
        begun_at=begun,
        saved_at=begun + timedelta(hours=2),
        submitted_at=begun + timedelta(hours=3),
    )


def _letter(nomination: Nomination, number: int, code: str, random: Random) -> Letter:
    name = wording.name(random)
    email = f"{code.lower()}@example.org"
    return Letter(
        code=code,
        nomination=nomination,
        name=name,
        email=email,
        invited_in=nomination.language,
        language=nomination.language,
        state=Letter.State.SENT,
        invited_at=nomination.begun_at,
        asked_again_at=nomination.begun_at,
        sent_at=nomination.saved_at,
        full_name=name,
        address=f"{number}00 Wellington Street, Ottawa",
        telephone="+1 613 555 0100",
        contact_email=email,
        text=wording.passage(random, 6),
    )
