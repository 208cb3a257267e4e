"""What the desk says of many nominations at once: as many queries for a thousand as for one."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from awards.eligibility import Standing, standings
from awards.models import Nomination

from .nearness import Near, near_of
from .people import people_of

NAME = "facts"


@dataclass(frozen=True)
class Facts:
    """Of one nomination: letters that are in, and those of them that count; whether its nominee may receive the award; who of
    those that speak for it served with its nominee (None: nobody is matched to the nominee); everybody whom it names."""

    letters_in: int = 0
    letters_counting: int = 0
    standing: Standing | None = None
    near: list[Near] | None = None
    named: list[str] = field(default_factory=list)
    is_closed: bool = False


CLOSED = Facts(is_closed=True)


def add_facts(nominations: Sequence[Nomination]) -> None:
    """Have `facts_of` know each of NOMINATIONS, each with its cycle. What is with its nominator stands in the words that
    were submitted: what is typed meanwhile is nobody else's."""
    for one in nominations:
        one.put_submitted_words()
    people = people_of(nominations)
    near, found = near_of(nominations, people), standings(nominations)
    for one in nominations:
        its = people[one.pk]
        named = [*(each.name for each in vars(one).get("put_group", ())), *its.names]
        letters = its.letters_in, its.letters_counting
        set_facts(one, Facts(*letters, standing=found[one.pk], near=near[one.pk], named=named))


def set_facts(nomination: Nomination, facts: Facts) -> None:
    vars(nomination)[NAME] = facts


def facts_of(nomination: Nomination) -> Facts:
    """Of one by itself they are read when they are first asked for."""
    if NAME not in vars(nomination):
        add_facts([nomination])
    found: Facts = vars(nomination)[NAME]
    return found
