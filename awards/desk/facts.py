"""What the desk says of many nominations at once: as many queries for a thousand as for one."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import F

from awards.eligibility import Standing, standings

from .nearness import Near, Party, near_of, parties_of


@dataclass(frozen=True)
class Facts:
    """Of one nomination: whether its nominee may receive the award; who speaks for it, and who of them served with its nominee
    (None: nobody is matched to the nominee)."""

    standing: Standing | None = None
    parties: list[Party] = field(default_factory=list)
    near: list[Near] | None = None
    is_closed: bool = False


CLOSED = Facts(is_closed=True)


def add_facts(nominations: Sequence[Any]) -> None:
    """Give each of NOMINATIONS (read with its cycle) its ``facts``."""
    parties = parties_of(nominations)
    near, found = near_of(nominations, parties), standings(nominations)
    for nomination in nominations:
        nomination.facts = Facts(found[nomination.pk], parties.get(nomination.pk, []), near[nomination.pk])


def counted(nominations: Any) -> Any:
    """With the letters that count."""
    return nominations.counting_letters().annotate(letters_counting=F("letters_in"))
