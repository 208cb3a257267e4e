"""What an author does with a photo before it is entered: begins a draft, saves words and photo, deletes it."""

import uuid
from collections.abc import Mapping
from contextlib import nullcontext
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from contests.models import Contest, Entry
from contests.models.letting_go import forget_unshared
from members import eligibility
from members.models import User
from pafso.clock import ottawa_day, received_at
from pafso.codes import unused_code
from pafso.drafts.models import write_draft
from pafso.errors import DomainError, NotEligible, Refused, WindowClosed, WrongMove
from pafso.files import uploads
from pafso.files.models import StoredFile
from pafso.lazy import Words
from pafso.text.figures import number

WORDS = ("category", "title", "place", "story", "alt_text", "language")
MOST_DRAFTS = 10
SWEPT_AT_ONCE = 200
NOT_YET_OPEN = _("This contest has not opened yet.")
CLOSED = _("This contest is closed: no photo can be entered any more.")
TOO_LATE = _("This contest is closed; your photo was not entered in time. What was saved is below for you to copy.")


def start_entry(contest: Contest, *, by: User, form_token: uuid.UUID, now: datetime | None = None) -> Entry:
    """Begin a draft. FORM_TOKEN names the press of a button; a second press, or another one, goes on with a draft that is empty.

    Raises WindowClosed before the contest and after it (its grace is for what was begun before), NotEligible for whoever is
    not a member on the day in Ottawa, has entered as many photos as they may, or has ten drafts.
    """
    now = now or received_at()
    if not contest.window.is_open(now):
        raise WindowClosed(CLOSED if contest.window.has_opened(now) else NOT_YET_OPEN)
    with transaction.atomic():
        lock_author(by)
        mine = list(Entry.objects.of(by).filter(contest=contest))
        for entry in mine:
            if entry.form_token == form_token or _is_empty(entry):
                return entry
        check_entrant(contest, by=by, now=now, entered=sum(1 for entry in mine if entry.is_standing))
        if sum(1 for entry in mine if entry.is_draft) >= MOST_DRAFTS:
            raise NotEligible(_("You have ten drafts in this contest. Enter or delete one to start another."))
        taken = Entry.objects.filter(entrant=by, form_token=form_token).exists()
        return Entry.objects.create(
            code=unused_code(Entry),
            contest=contest,
            entrant=by,
            language=by.language,
            form_token=uuid.uuid4() if taken else form_token,
            begun_at=now,
        )


def _is_empty(entry: Entry) -> bool:
    words = (entry.title, entry.place, entry.story, entry.alt_text)
    return entry.is_draft and entry.original_id is None and not any(words)


def save_draft(
    entry: Entry,
    *,
    values: Mapping[str, Any],
    tab: str,
    version: int | None,
    checked: uploads.Checked | None = None,
    now: datetime | None = None,
) -> Entry:
    """Write VALUES (of WORDS; others are ignored) as the page TAB that started from VERSION has them, and keep the photo CHECKED.

    Photo and words do not wait for each other: whatever is wrong with one of them is raised when the other is kept. Raises
    WrongMove once entered, WindowClosed when it is too late, EditedElsewhere, Refused (this very photo is in the contest).
    The audit trail has no line for it: a draft is its author's own.
    """
    now = now or received_at()
    problem: DomainError | None = None
    with uploads.keeping(checked) if checked else nullcontext() as stored, transaction.atomic():
        if checked:
            lock_author(entry.entrant)
        entry = locked(entry)
        if not entry.is_draft:
            raise WrongMove(_("This photo has been entered. Open it again to change its text."))
        if not entry.accepts_work(now):
            raise WindowClosed(TOO_LATE)
        try:
            if checked and stored:
                _keep_photo(entry, checked, stored)
        except DomainError as error:
            problem = error
        try:
            words = {name: value for name, value in values.items() if name in WORDS}
            write_draft(entry, words, tab=tab, version=version, saved_at=now)
        except DomainError as error:
            problem = problem or error
    if problem:
        raise problem
    return entry


def _keep_photo(entry: Entry, checked: uploads.Checked, stored: StoredFile) -> None:
    """The photo takes the place of the one before; the same one again changes nothing."""
    if entry.sha256 == checked.sha256:
        return
    facts = checked.facts
    if entry.contest.refuses_small and entry.contest.is_small_for_print(facts.width, facts.height):
        raise Refused(
            _("This photo has %(width)s × %(height)s pixels. The contest asks for %(edge)s on the longer side.")
            % {"width": facts.width, "height": facts.height, "edge": entry.contest.print_edge},
            code="too_small",
        )
    twins = Entry.objects.filter(contest=entry.contest_id, entrant=entry.entrant_id, sha256=checked.sha256)
    if code := twins.exclude(state=Entry.State.WITHDRAWN).values_list("code", flat=True).first():
        raise Refused(
            _("You have already entered this photo in the contest, with the code %(code)s. Choose another one.")
            % {"code": code},
            code="same_photo",
        )
    before = entry.original
    stored.save()
    photo = {
        "original": stored,
        "sha256": checked.sha256,
        "width": facts.width,
        "height": facts.height,
        "camera": facts.camera,
        "taken_on": facts.taken_at.date() if facts.taken_at else None,
    }
    Entry.objects.filter(pk=entry.pk).update(**photo)
    for name, value in photo.items():
        setattr(entry, name, value)
    if before is not None:
        forget_unshared(before)


def delete_draft(entry: Entry) -> None:
    """The author throws the draft away, its photo with it. Again is harmless. Raises WrongMove for what was entered."""
    with transaction.atomic():
        row = Entry.objects.select_for_update(of=("self",)).select_related("original").filter(pk=entry.pk).first()
        if row is None:
            return
        if not row.is_draft:
            raise WrongMove(_("This photo has been entered and is no longer a draft. You can withdraw it."))
        _erase(row)


def forget_drafts(now: datetime) -> int:
    """Erase drafts whose contest closed a month ago; returns how many. Whoever opened one was told until when it is kept."""
    forgotten = 0
    for pk in list(Entry.objects.forgotten(now).order_by("pk").values_list("pk", flat=True)[:SWEPT_AT_ONCE]):
        with transaction.atomic():
            rows = Entry.objects.forgotten(now).select_for_update(of=("self",)).select_related("original")
            if row := rows.filter(pk=pk).first():
                _erase(row)
                forgotten += 1
    return forgotten


def _erase(draft: Entry) -> None:
    original = draft.original
    draft.delete()
    if original is not None:
        forget_unshared(original)


# --- What every verb of an author begins with ------------------------------------------------------------------------
def lock_author(author: User) -> None:
    """One photo at a time for each author: what is counted from here on stays true until the row is there."""
    User.objects.select_for_update(no_key=True).values_list("pk").get(pk=author.pk)


def locked(entry: Entry) -> Entry:
    """Read again with what every verb needs, its row locked until the transaction ends. Raises WrongMove when it was deleted."""
    whole = Entry.objects.select_for_update(of=("self",)).select_related("contest", "category", "entrant", "original")
    found = whole.filter(pk=entry.pk).first()
    if found is None:
        raise WrongMove(_("This draft was deleted in another tab or on another device."))
    return found


def check_entrant(contest: Contest, *, by: User, now: datetime | None = None, entered: int | None = None) -> None:
    """Whether this person, who has ENTERED so many, could enter one more photo. Raises NotEligible with the reason."""
    if contest.members_only:
        member = eligibility.is_member(by, ottawa_day(now or received_at()))
        if not member:
            raise NotEligible(_not_a_member(member), code="not_a_member")
    if entered is None:
        entered = Entry.objects.of(by).standing().filter(contest=contest).count()
    if entered >= contest.entries_per_member:
        raise NotEligible(
            ngettext_lazy(
                "A member may enter %(limit)s photo in this contest, and you have entered yours. Withdraw it to "
                "enter another.",
                "A member may enter %(limit)s photos in this contest, and you have entered yours. Withdraw one "
                "to enter another.",
                contest.entries_per_member,
            )
            % {"limit": number(contest.entries_per_member)},
            code="enough_photos",
        )


def _not_a_member(fact: eligibility.Fact) -> Words:
    if fact.reason is eligibility.NOT_ON_THE_ROLL.nobody:
        return _("This contest is for members. Your account is not linked to a membership.")
    return _("This contest is for members. %(reason)s") % {"reason": fact.reason}
