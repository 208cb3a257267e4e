"""Who may do what in contests, each rule a sentence; every `may_see` has its queryset twin, `visible_to`."""

from members.identity import identity_of
from pafso.access import Visitor

from .models import Contest, Derivative, Entry, EntryDeclaration
from .models.entry import contests_of


def is_author(user: Visitor, entry: Entry) -> bool:
    return bool(user.is_authenticated and entry.entrant_id == user.pk)


def is_shown_to_everyone(entry: Entry) -> bool:
    return entry.state == Entry.State.ACCEPTED and not entry.is_hidden and entry.contest.is_shown


def is_party(user: Visitor, entry: Entry) -> bool:
    """The author, who also holds its placing, or a colleague said so: such a person neither looks at it for the office nor
    decides it."""
    if not user.is_authenticated:
        return False
    declared = EntryDeclaration.objects.shutting_out(user).filter(entry=entry.pk)
    return is_author(user, entry) or declared.exists()


def handles_entry(user: Visitor, entry: Entry) -> bool:
    """Twin of ``Entry.objects.in_hands_of``: who looks after the contest, and nobody a draft, or a photo to which
    they are a party."""
    return not entry.is_draft and contests_of(user).opens(entry.contest_id) and not is_party(user, entry)


def looks_after_contest(user: Visitor, contest: Contest) -> bool:
    """The permission is asked for by each verb's page."""
    return contests_of(user, "").opens(contest.pk)


def handles_results(user: Visitor, contest: Contest) -> bool:
    """Placings and the gallery are about all photos of a contest at once: whoever has one in it, or is a party to one, leaves
    both to colleagues."""
    takes_part = Entry.objects.filter(contest=contest.pk, state__in=Entry.TAKES_PART).involving(user)  # type: ignore[arg-type]
    return looks_after_contest(user, contest) and not takes_part.exists()


def must_say_who(user: Visitor, entry: Entry) -> bool:
    """Whether another account has the reader's name, and the reader has not said yet whether that is them."""
    if not user.is_authenticated or is_author(user, entry) or not identity_of(user).may_be(entry.author):
        return False
    return not entry.declarations.standing().filter(user=user.pk).exists()


def may_see_entry(user: Visitor, entry: Entry) -> bool:
    """Twin of ``Entry.objects.visible_to``: the page with the receipt, the checksum and the original."""
    return is_author(user, entry) or handles_entry(user, entry)


def may_see_original(user: Visitor, entry: Entry) -> bool:
    """The original carries places and serial numbers: its author and the office, never anyone else."""
    return may_see_entry(user, entry)


def may_see_derivative(user: Visitor, derivative: Derivative) -> bool:
    """Twin of ``Derivative.objects.visible_to``."""
    return may_see_entry(user, derivative.entry) or is_shown_to_everyone(derivative.entry)


def may_see_gallery(user: Visitor, contest: Contest) -> bool:
    """Twin of ``Contest.objects.published``."""
    return contest.is_shown
