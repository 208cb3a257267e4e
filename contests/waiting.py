"""What waits for the office in the photo contests, and why the rest does not."""

from datetime import datetime

from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from pafso.office.waiting.kinds import Kind
from pafso.rights import colleagues
from pafso.windows import not_closed

from .models import Contest, ContestRight, Entry
from .models.entry import VIEW, contests_of

Person = AbstractBaseUser


def photos_to_decide(person: Person, now: datetime) -> QuerySet[Entry]:
    """Their sizes are made, so that one can look at them."""
    theirs = Entry.objects.in_hands_of(person)  # type: ignore[arg-type]
    return theirs.filter(state=Entry.State.RECEIVED, prepared_at__isnull=False)


def unreadable_photos(person: Person, now: datetime) -> QuerySet[Entry]:
    return Entry.objects.in_hands_of(person).filter(state=Entry.State.UNREADABLE)  # type: ignore[arg-type]


def contests_to_publish(person: Person, now: datetime) -> QuerySet[Contest]:
    """Closed, with photos, and nobody has said when the gallery opens; without contests in which this person takes part."""
    own = Entry.objects.filter(contest=OuterRef("pk"), state__in=Entry.TAKES_PART).involving(person)
    accepted = Entry.objects.filter(contest=OuterRef("pk"), state=Entry.State.ACCEPTED)
    mine = contests_of(person, "contests.change_contest")  # type: ignore[arg-type]
    if not mine:
        return Contest.objects.none()
    over = Contest.objects.filter(~not_closed(Contest, now), mine.within("pk"), gallery_published_at=None)
    return over.filter(Exists(accepted), ~Exists(own))


def stuck_contests(person: Person, now: datetime) -> QuerySet[Contest]:
    """With a photo, or a result, that nobody may decide. Only somebody who does not look after the contest is told."""
    mine = contests_of(person)  # type: ignore[arg-type]
    if mine.every:
        return Contest.objects.none()
    open_ones = Contest.objects.filter(gallery_published_at=None).exclude(pk__in=mine.keys)
    return Contest.objects.filter(pk__in=[contest.pk for contest in open_ones if _is_stuck(contest)])


def _is_stuck(contest: Contest) -> bool:
    people = list(colleagues(ContestRight, VIEW, contest.pk))
    photos = Entry.objects.filter(contest=contest, state__in=Entry.TAKES_PART)
    undecided = photos.exclude(state=Entry.State.ACCEPTED)
    for colleague in people:
        undecided = undecided.involving(colleague)
    nobody_decides = photos.exists() and all(photos.involving(colleague).exists() for colleague in people)
    return undecided.exists() or nobody_decides


KINDS = [
    Kind(
        "photos", Entry, _("Photos to accept or set aside"), _("Decide"),
        right="contests.view_entry", rows=photos_to_decide, since="received_at", columns=("title", "code"),
        covers=("Entry.received",),
    ),
    Kind(
        "unreadable-photos", Entry, _("Photos that could not be read"), _("Regenerate sizes"),
        right="contests.view_entry", rows=unreadable_photos, since="received_at", columns=("title", "code"),
        covers=("Entry.unreadable",),
    ),
    Kind(
        "galleries", Contest, _("Photo contests that have closed, with no gallery yet"), _("Publish"),
        right="contests.change_contest", rows=contests_to_publish, since="closes_at", columns=("title_{language}",),
        url=lambda pk, *_: reverse("admin:contests_contest_publication", args=[pk]),
        covers=("Contest.closes_at",),
    ),
    Kind(
        "stuck-contests", Contest, _("Photo contests in which nobody may decide"), _("Let a colleague look after it"),
        right="members.view_user", rows=stuck_contests, since="opens_at", columns=("title_{language}",),
        url=lambda *_: reverse("admin:members_user_rights_list"),
        concerns=lambda person: not contests_of(person).every,  # type: ignore[arg-type]
    ),
]  # fmt: skip
NOT_WAITING = {
    "Entry.draft": "its author’s own",
    "Entry.accepted": "in the contest; the gallery waits as a whole",
    "Entry.disqualified": "decided",
    "Entry.withdrawn": "over",
    "Contest.hidden_at": "hidden on purpose, until somebody shows it again",
    "Contest.hidden_told_at": "done",
    "Entry.hidden_at": "hidden on purpose, until somebody shows it again",
    "Contest.opens_at": "opens by its date alone",
    "Entry.lease_until": "a worker’s",
}
