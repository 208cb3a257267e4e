"""The desk's table as rows for a file: no word of a case or of a letter, and nothing about a case that must be asked about first."""

from collections.abc import Callable, Iterator
from datetime import datetime

from django.utils.translation import get_language, gettext_lazy, override
from django.utils.translation import gettext as _

from awards.models import Cycle, Nomination
from members.models import User
from pafso.clock import OTTAWA, ottawa_day
from pafso.lazy import Words
from pafso.office.conflicts import CLOSED_NAME

from . import table
from .facts import add_facts, facts_of, on_the_desk
from .same_name import unanswered

ROWS_AT_ONCE = 500


def _moment(moment: datetime | None) -> str:
    return f"{moment.astimezone(OTTAWA):%Y-%m-%d %H:%M}" if moment else ""


def _yes(holds: bool) -> str:
    return _("Yes") if holds else _("No")


# The name of each column, and what stands in it; the first two are those of a closed case too.
COLUMNS: tuple[tuple[Words, Callable[[Nomination], object]], ...] = (
    (gettext_lazy("Code"), lambda row: row.code),
    (gettext_lazy("State"), lambda row: row.get_state_display()),
    (gettext_lazy("Nominee"), lambda row: row.nominee_name),
    (gettext_lazy("Kind of nominee"), lambda row: row.get_nominee_kind_display()),
    (gettext_lazy("Nominator"), lambda row: row.nominator.name),
    (gettext_lazy("Language of the case"), lambda row: row.get_language_display()),
    (gettext_lazy("Received on"), lambda row: row.submitted_at and ottawa_day(row.submitted_at)),
    (gettext_lazy("Letters needed"), lambda row: str(row.cycle.letters_needed)),
    (gettext_lazy("Letters received"), lambda row: str(facts_of(row).letters_in)),
    (gettext_lazy("Letters that count"), lambda row: str(facts_of(row).letters_counting)),
    (gettext_lazy("Complete"), lambda row: _yes(table.is_complete(row))),
    (gettext_lazy("Eligible"), lambda row: table.standing_in_words(row)[0]),
    (gettext_lazy("Reason"), lambda row: table.standing_in_words(row)[1]),
    (gettext_lazy("Matched on the roll"), lambda row: str(row.nominee_member or "")),
    (gettext_lazy("Served with the nominee"), lambda row: "; ".join(table.near_in_words(row))),
    (
        gettext_lazy("Returned until"),
        lambda row: _moment(row.returned_until if row.state == row.State.RETURNED else None),
    ),
    (gettext_lazy("On paper"), lambda row: _yes(row.on_paper)),
    (gettext_lazy("Later deadline"), lambda row: _moment(row.extended_until)),
)
SHOWN_OF_A_CLOSED_CASE = 2


def names() -> list[str]:
    """The first line of the file."""
    return [str(name) for name, _value in COLUMNS]


def rows_of(cycle: Cycle, keys: list[int], by: User) -> Iterator[list[object]]:
    """One row for each of KEYS, in the language of now: an answer that is being streamed no longer knows it."""
    closed, language = frozenset(unanswered(by, cycle.pk)), get_language()
    return (
        row
        for start in range(0, len(keys), ROWS_AT_ONCE)
        for row in _some(keys[start:][:ROWS_AT_ONCE], closed, language)
    )


def _some(keys: list[int], closed: frozenset[int], language: str | None) -> list[list[object]]:
    found = on_the_desk(Nomination.objects.filter(pk__in=keys)).select_related("nominee_member")
    nominations = list(found.defer("case").order_by("-id"))
    with override(language):
        add_facts(nominations)
        return [_closed(row) if row.pk in closed else [value(row) for _name, value in COLUMNS] for row in nominations]


def _closed(nomination: Nomination) -> list[object]:
    shown = [value(nomination) for _name, value in COLUMNS[:SHOWN_OF_A_CLOSED_CASE]]
    return shown + [CLOSED_NAME] * (len(COLUMNS) - SHOWN_OF_A_CLOSED_CASE)
