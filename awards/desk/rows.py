"""The desk's table as rows for a file: no word of a case or of a letter, and nothing about a case that must be asked about first."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import TextChoices
from django.utils.translation import get_language, gettext_lazy, override
from django.utils.translation import gettext as _

from awards.models import Cycle, Nomination
from members.models import User
from pafso.clock import OTTAWA, ottawa_day
from pafso.lazy import Words
from pafso.localized import Language
from pafso.office.conflicts import CLOSED_NAME

from . import table
from .facts import add_facts, facts_of
from .same_name import unanswered

ROWS_AT_ONCE = 500


def _moment(moment: datetime | None) -> str:
    return f"{moment.astimezone(OTTAWA):%Y-%m-%d %H:%M}" if moment else ""


def _yes(holds: bool) -> str:
    return _("Yes") if holds else _("No")


COLUMNS: tuple[Words, ...] = (
    gettext_lazy("Code"),
    gettext_lazy("State"),
    gettext_lazy("Nominee"),
    gettext_lazy("Kind of nominee"),
    gettext_lazy("Nominator"),
    gettext_lazy("Language of the case"),
    gettext_lazy("Received on"),
    gettext_lazy("Letters needed"),
    gettext_lazy("Letters received"),
    gettext_lazy("Letters that count"),
    gettext_lazy("Complete"),
    gettext_lazy("Eligible"),
    gettext_lazy("Reason"),
    gettext_lazy("Matched on the roll"),
    gettext_lazy("Served with the nominee"),
    gettext_lazy("Returned until"),
    gettext_lazy("On paper"),
    gettext_lazy("Later deadline"),
)


def names() -> list[str]:
    """The first line of the file."""
    return [str(name) for name in COLUMNS]


def rows_of(cycle: Cycle, keys: list[int], by: User) -> Iterator[list[object]]:
    """One row for each of KEYS, in the language of now: an answer that is being streamed no longer knows it."""
    closed, language = frozenset(unanswered(by, cycle.pk)), get_language()
    return (
        row
        for start in range(0, len(keys), ROWS_AT_ONCE)
        for row in _some(keys[start:][:ROWS_AT_ONCE], cycle, closed, language)
    )


def _some(keys: list[int], cycle: Cycle, closed: frozenset[int], language: str | None) -> list[list[object]]:
    """With one object for the cycle of them all."""
    found = Nomination.objects.filter(pk__in=keys)
    nominations = list(found.select_related("nominator", "nominee_member__merged_into").defer("case").order_by("-id"))
    for nomination in nominations:
        nomination.cycle = cycle
    with override(language):
        add_facts(nominations)
        labels = Labels.now()
        return [_closed(row, labels) if row.pk in closed else _values(row, labels) for row in nominations]


@dataclass(frozen=True)
class Labels:
    """What is said of many rows, in the words of one language; Django would work out each anew for each row."""

    states: dict[str, str]
    kinds: dict[str, str]
    languages: dict[str, str]

    @classmethod
    def now(cls) -> "Labels":
        kinds: tuple[type[TextChoices], ...] = (Nomination.State, Nomination.NomineeKind, Language)
        return cls(*({value: str(label) for value, label in kind.choices} for kind in kinds))


def _values(row: Nomination, labels: Labels) -> list[object]:
    facts, verdict = facts_of(row), table.standing_in_words(row)
    return [
        *_outline(row, labels),
        row.nominee_name,
        labels.kinds[row.nominee_kind],
        row.nominator.name,
        labels.languages[row.language],
        row.submitted_at and ottawa_day(row.submitted_at),
        str(row.cycle.letters_needed),
        str(facts.letters_in),
        str(facts.letters_counting),
        _yes(table.is_complete(row)),
        *verdict,
        str(row.nominee_member or ""),
        "; ".join(table.near_in_words(row)),
        _moment(row.returned_until if row.state == row.State.RETURNED else None),
        _yes(row.on_paper),
        _moment(row.extended_until),
    ]


def _outline(row: Nomination, labels: Labels) -> list[object]:
    return [row.code, labels.states[row.state]]


def _closed(row: Nomination, labels: Labels) -> list[object]:
    shown = _outline(row, labels)
    return shown + [CLOSED_NAME] * (len(COLUMNS) - len(shown))
