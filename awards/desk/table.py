"""The words of the desk's table: what stands in each of its cells, on the page and in its files."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from awards.models import Nomination
from pafso.text.dates import day_and_hour

from .facts import facts_of


def letters_in_words(nomination: Nomination) -> str:
    """ "2 of 3 · 2 count", "4 (3 needed) · 4 count": how many of those needed are in, and how many of them count."""
    facts, needed = facts_of(nomination), nomination.cycle.letters_needed
    counting = facts.letters_counting
    said = ngettext("%(sent)s of %(needed)s · %(n)s counts", "%(sent)s of %(needed)s · %(n)s count", counting)
    if facts.letters_in > needed:
        said = ngettext(
            "%(sent)s (%(needed)s needed) · %(n)s counts", "%(sent)s (%(needed)s needed) · %(n)s count", counting
        )
    return said % {"sent": facts.letters_in, "needed": needed, "n": counting}


def is_complete(nomination: Nomination) -> bool:
    """As many letters count as the cycle asks for."""
    return facts_of(nomination).letters_counting >= nomination.cycle.letters_needed


def complete_in_words(nomination: Nomination) -> str:
    return _("Complete") if is_complete(nomination) else _("Incomplete")


def standing_in_words(nomination: Nomination) -> tuple[str, str]:
    """The verdict in a word, and its reason; an exception says that it is one."""
    standing = facts_of(nomination).standing
    if standing is None:
        return "", ""
    word = _("%(verdict)s, by exception") if standing.is_exception else "%(verdict)s"
    return word % {"verdict": standing.verdict.label}, str(standing.reason)


def near_in_words(nomination: Nomination) -> list[str]:
    """Who served with the nominee; that nobody did; or that nothing can be said."""
    near = facts_of(nomination).near
    if near is None:
        return [_("Not matched")] if nomination.nominee_kind == Nomination.NomineeKind.INDIVIDUAL else []
    return [str(each.sentence) for each in near] or [_("Nobody")]


def notes(nomination: Nomination) -> list[str]:
    """What is unusual about it, each with its date."""
    said = []
    if nomination.state == Nomination.State.RETURNED and nomination.returned_until:
        said.append(_("Returned until %(day)s") % {"day": day_and_hour(nomination.returned_until)})
    if nomination.extended_until:
        said.append(_("Later deadline: %(day)s") % {"day": day_and_hour(nomination.extended_until)})
    said += [_("On paper")] if nomination.on_paper else []
    return said + ([_("Carried over")] if nomination.carried_from_id else [])
