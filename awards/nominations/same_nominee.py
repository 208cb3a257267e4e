"""Which other nominations of a cycle are for the same nominee: matched to the same entry of the roll, at the same address, of the same name."""

from dataclasses import dataclass

from django.db.models import Q
from django.db.models.fields.json import KT
from django.utils.translation import gettext as _

from awards.models import Nomination
from awards.models.nomination import NominationQuerySet
from members.roll.duplicates import name_key
from pafso.access import Visitor
from pafso.mailboxes import mailbox
from pafso.text.words import has_words

RETURNED = Nomination.State.RETURNED
LIVE = (Nomination.State.SUBMITTED, RETURNED)
MOST = 50


@dataclass(frozen=True)
class Same:
    """Another nomination, and why it may be for the same nominee, in words."""

    nomination: Nomination
    reasons: tuple[str, ...]


def others_of(nomination: Nomination, among: NominationQuerySet | None = None) -> list[Same]:
    """The other live nominations of one person in the same cycle (AMONG those that the reader may know of), the oldest first;
    none for a group, whose members are not one nominee."""
    if nomination.state not in LIVE or nomination.nominee_kind == Nomination.NomineeKind.GROUP:
        return []
    rows = Nomination.objects.all() if among is None else among
    rows = rows.filter(cycle=nomination.cycle_id, state__in=LIVE, nominee_kind=nomination.nominee_kind)
    rows = rows.alias(submitted_name=KT("as_submitted__nominee_name"))
    found = rows.filter(_may_be_same(nomination)).exclude(pk=nomination.pk).select_related("cycle__award", "nominator")
    others = list(found.order_by("pk")[:MOST])
    for other in others:
        other.put_submitted_words()
    same = [Same(other, _reasons(nomination, other)) for other in others]
    return [one for one in same if one.reasons]


def _may_be_same(nomination: Nomination) -> Q:
    """What an index finds, and of those that are with their nominators what was submitted; the names are compared afterwards."""
    name, email = nomination.nominee_name, nomination.nominee_email
    written, submitted = has_words("nominee_name", name), has_words("submitted_name", name)
    if email:
        written |= Q(nominee_email__iexact=email)
        submitted |= Q(as_submitted__nominee_email__iexact=email)
    maybe = (written & ~Q(state=RETURNED)) | (submitted & Q(state=RETURNED))
    if nomination.nominee_member_id is not None:
        maybe |= Q(nominee_member=nomination.nominee_member_id)
    return maybe


def _reasons(one: Nomination, other: Nomination) -> tuple[str, ...]:
    is_matched = one.nominee_member_id is not None and one.nominee_member_id == other.nominee_member_id
    address = mailbox(one.nominee_email) if one.nominee_email else ""
    said = [
        (is_matched, _("Matched to the same entry of the roll")),
        (address and address == mailbox(other.nominee_email), _("Same address")),
        (name_key(one.nominee_name) == name_key(other.nominee_name), _("Same name")),
    ]
    return tuple(sentence for holds, sentence in said if holds)


# --- For the pages of the office -------------------------------------------------------------------------------------
def read_by(reader: Visitor, nomination: Nomination) -> Nomination:
    """Says on NOMINATION who reads its page: the others that it names are only those that this person may open."""
    nomination.reader = reader  # type: ignore[attr-defined]
    return nomination


def open_to_reader(nomination: Nomination) -> NominationQuerySet:
    return Nomination.objects.in_hands_of(nomination.reader)  # type: ignore[attr-defined]
