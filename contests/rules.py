"""Who may do what in contests, each rule a sentence; every `may_see` has its queryset twin, `visible_to`."""

from pafso.access import Visitor, works_in_office

from .models import Contest, Derivative, Entry


def is_author(user: Visitor, entry: Entry) -> bool:
    return bool(user.is_authenticated and entry.entrant_id == user.pk)


def is_shown_to_everyone(entry: Entry) -> bool:
    return entry.state == Entry.State.ACCEPTED and entry.contest.is_published


def may_see_entry(user: Visitor, entry: Entry) -> bool:
    """Twin of ``Entry.objects.visible_to``: the page with the receipt, the checksum and the original."""
    return is_author(user, entry) or works_in_office(user, "contests.view_entry")


def may_see_original(user: Visitor, entry: Entry) -> bool:
    """The original carries places and serial numbers: its author and the office, never anyone else."""
    return may_see_entry(user, entry)


def may_see_derivative(user: Visitor, derivative: Derivative) -> bool:
    """Twin of ``Derivative.objects.visible_to``."""
    return may_see_entry(user, derivative.entry) or is_shown_to_everyone(derivative.entry)


def may_see_gallery(user: Visitor, contest: Contest) -> bool:
    """Twin of ``Contest.objects.published``."""
    return contest.is_published
