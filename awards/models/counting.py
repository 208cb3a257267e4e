"""Whether a letter counts: asked of the roll at the cycle's date, each time, so that no verdict grows old."""

from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Coalesce, TruncDate

from members.models import Membership
from pafso.clock import OTTAWA

from .conditions import Rules

# On a query of letters: the day on which the roll is read (in Python `Cycle.read_on`); and the entries of the writer and of the
# nominee: the one that stayed, of two of a person.
READ = {
    "read_on": Coalesce(
        F("nomination__cycle__eligibility_on"), TruncDate(F("nomination__cycle__closes_at"), tzinfo=OTTAWA)
    ),
    "read_of": Coalesce(F("member__merged_into"), F("member")),
    "read_nominee": Coalesce(F("nomination__nominee_member__merged_into"), F("nomination__nominee_member"), 0),
}


def counts(another: Exists) -> Q:
    """Letters (with READ) from anyone where the cycle says so; else one from each regular member on its date who is not of the
    case, or by the Secretary's exception. ANOTHER: an earlier one of the same person. Its other face, with the reason, is
    `awards.letters.actions.counting.standing_of`."""
    held = Membership.objects.filter(
        Q(ends_on=None) | Q(ends_on__gte=OuterRef("read_on")),
        ~Q(member=OuterRef("read_nominee")),
        ~Q(member__user=OuterRef("nomination__nominator")),
        member=OuterRef("read_of"),
        starts_on__lte=OuterRef("read_on"),
        struck_at=None,
        kind__is_regular=True,
        member__merged_into=None,
        member__struck_at=None,
        member__erased_at=None,
    )
    anyone = Q(nomination__cycle__letters_from=Rules.LettersFrom.ANYONE)
    return anyone | ~Q(counts_note="") | (Q(Exists(held)) & ~Q(another))
