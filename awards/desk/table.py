"""The words of the desk's table: what stands in each of its cells, on the page and in its files."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from awards.models import Nomination
from pafso.text.dates import day_and_hour


def letters_in_words(nomination: Any) -> str:
    """ "2 of 3 · 2 count": how many of those needed are in, and how many of them count."""
    counting = nomination.letters_counting
    said = ngettext("%(sent)s of %(needed)s · %(n)s counts", "%(sent)s of %(needed)s · %(n)s count", counting)
    return said % {"sent": nomination.letters_in, "needed": nomination.cycle.letters_needed, "n": counting}


def is_complete(nomination: Any) -> bool:
    """As many letters count as the cycle asks for."""
    return bool(nomination.letters_counting >= nomination.cycle.letters_needed)


def complete_in_words(nomination: Any) -> str:
    return _("Complete") if is_complete(nomination) else _("Incomplete")


def standing_in_words(nomination: Any) -> tuple[str, str]:
    """The verdict in a word, and its reason; an exception says that it is one."""
    standing = nomination.facts.standing
    word = _("%(verdict)s, by exception") if standing.is_exception else "%(verdict)s"
    return word % {"verdict": standing.verdict.label}, str(standing.reason)


def near_in_words(nomination: Any) -> list[str]:
    """Who served with the nominee; that nobody did; or that nothing can be said."""
    near = nomination.facts.near
    if near is None:
        return [_("Not matched")] if nomination.nominee_kind == Nomination.NomineeKind.INDIVIDUAL else []
    return [str(each.sentence) for each in near] or [_("Nobody")]


def notes(nomination: Nomination) -> list[str]:
    """What is unusual about it, each with its date."""
    said: Iterable[tuple[object, str, Any]] = [
        (nomination.state == Nomination.State.RETURNED, _("Returned until %(day)s"), nomination.returned_until),
        (nomination.on_paper, _("On paper"), None),
        (nomination.extended_until, _("Later deadline: %(day)s"), nomination.extended_until),
        (nomination.carried_from_id, _("Carried over"), None),
    ]
    return [words % {"day": day_and_hour(day)} if day else words for holds, words, day in said if holds]
