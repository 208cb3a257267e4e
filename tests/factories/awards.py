"""Awards, cycles, nominations and letters for tests; texts carry words that must not turn up elsewhere."""

import uuid
from datetime import timedelta
from typing import Any

from django.utils import timezone

from awards.co_nominators import actions as co_nominators
from awards.letters import actions as letter_actions
from awards.models import Award, CoNominator, Cycle, Letter, LetterLink, Nomination
from awards.nominations import actions
from members.models import User
from pafso.web.private_links import digest_of

CASE_CANARY = "quetzalcase"
LETTER_CANARY = "ocelotletter"
NOMINEE_CANARY = "Narwhalia"
SUPPORTER_CANARY = "Supportina"
LETTER = {
    "full_name": "Supportina Quill",
    "address": "1 Quay Street, Accra",
    "telephone": "+233 30 555 0100",
    "contact_email": "quill@example.org",
    "text": f"I saw the work myself. {LETTER_CANARY}",
    "language": "en",
}


def make_award(slug: str = "pafso-awards", **fields: Any) -> Award:
    texts = {
        "name_en": "PAFSO Awards",
        "name_fr": "Prix de l’APASE",
        "description_en": "For work that stands out.",
        "description_fr": "Pour un travail qui se distingue.",
    }
    return Award.objects.create(slug=slug, **{**texts, **fields})


def make_cycle(award: Award | None = None, **fields: Any) -> Cycle:
    """A cycle that opened ten days ago and closes in ten, with an hour of grace; no call goes out for it."""
    now = timezone.now()
    award = award or make_award()
    values: dict[str, Any] = {
        "award": award,
        "year": 2027,
        "opens_at": now - timedelta(days=10),
        "closes_at": now + timedelta(days=10),
        "grace_minutes": 60,
        "sends_call": False,
        "criteria_en": "- initiative",
        "criteria_fr": "- l’initiative",
    }
    return Cycle.objects.create(**{**values, **award.conditions(), **fields})


def close(cycle: Cycle) -> None:
    """The deadline and its grace are over."""
    long_ago = timezone.now() - timedelta(days=5)
    Cycle.objects.filter(pk=cycle.pk).update(opens_at=long_ago - timedelta(days=20), closes_at=long_ago)


def make_draft(cycle: Cycle, nominator: User, **values: Any) -> Nomination:
    """A draft with everything but letters."""
    nomination = actions.start_nomination(cycle, by=nominator, form_token=uuid.uuid4())
    whole = {
        "nominee_name": f"{NOMINEE_CANARY} Jones",
        "nominee_position": "Second secretary, Nairobi",
        "nominee_email": "jones@example.org",
        "case": f"It was done without a budget. {CASE_CANARY}",
        "language": "en",
    }
    return actions.save_draft(nomination, by=nomination.nominator, values={**whole, **values}, tab="first", version=0)


def make_co_nominator(nomination: Nomination, person: User) -> CoNominator:
    """PERSON, invited at their own address, has joined."""
    row = co_nominators.invite_co_nominator(
        nomination,
        by=nomination.nominator,
        name=person.name,
        email=person.email,
        language=person.language,
        form_token=uuid.uuid4(),
    )
    return co_nominators.join_nomination(row, by=person)


def make_letter(nomination: Nomination, email: str = "quill@example.org", **fields: Any) -> Letter:
    """A letter asked for, not yet written."""
    asked = {"name": f"{SUPPORTER_CANARY} Quill", "language": "en", "form_token": uuid.uuid4(), **fields}
    return letter_actions.invite_supporter(nomination, by=nomination.nominator, email=email, **asked)


def make_token(letter: Letter) -> str:
    """A further link of this letter; only its digest is kept, so tests make one that they know."""
    token = f"token-of-{letter.code}-{'x' * 32}"
    LetterLink.objects.create(letter=letter, digest=digest_of(token))
    return token


def make_sent_letter(nomination: Nomination, email: str = "quill@example.org", **values: Any) -> Letter:
    letter = make_letter(nomination, email)
    letter_actions.save_letter_draft(letter, values={**LETTER, **values}, tab="", version=0)
    return letter_actions.send_letter(letter)


def make_submitted(cycle: Cycle, nominator: User, **values: Any) -> Nomination:
    nomination = make_draft(cycle, nominator, **values)
    for number in range(cycle.letters_needed):
        make_sent_letter(nomination, f"quill{number}@example.org")
    return actions.submit_nomination(nomination, by=nominator)
