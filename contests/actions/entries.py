"""What an author does with a photo: enters it, takes it back."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from contests import mails
from contests.models import Category, Contest, Entry
from contests.models.entry import forget_unshared
from contests.tasks import build_derivatives
from members import eligibility
from members.models import User
from pafso.audit.log import record
from pafso.celery import wake
from pafso.clock import ottawa_day
from pafso.codes import unused_code
from pafso.errors import NotEligible, Refused, WindowClosed
from pafso.files import uploads
from pafso.files.models import StoredFile


@dataclass(frozen=True)
class Particulars:
    """What the author says with the photo, and the form that it was said on.

    ``form_token`` names one opening of the form: however often it is sent, it makes one entry. ``begun_at`` is that opening.
    """

    category: Category
    title: str
    place: str
    story: str
    language: str
    form_token: uuid.UUID
    begun_at: datetime


def enter(
    contest: Contest, *, by: User, checked: uploads.Checked, particulars: Particulars, now: datetime | None = None
) -> Entry:
    """Keep the photo, write the entry, send the receipt; the sizes are made after the commit.

    Sending the same form again returns the entry that it made. Raises WindowClosed, NotEligible (not a member on the day in
    Ottawa, or too many photos), Refused (this very photo is in the contest): then nothing is kept.
    """
    now = now or timezone.now()
    if earlier := _from_form(by, particulars):
        return earlier
    _check_contest(contest, by, particulars, now)
    with uploads.keeping(checked) as stored, transaction.atomic():
        # One photo at a time for each author: what is counted from here on stays true until the row is there.
        User.objects.select_for_update(no_key=True).get(pk=by.pk)
        if earlier := _from_form(by, particulars):
            return earlier
        _check_photo(contest, by, checked)
        stored.save()
        return _write(contest, by, checked, particulars, stored, now)


def check_entrant(contest: Contest, *, by: User, now: datetime | None = None) -> None:
    """Whether this person could enter one more photo. Raises NotEligible with the reason."""
    _check_membership(contest, by, now or timezone.now())
    _check_number(contest, Entry.objects.standing().filter(contest=contest, entrant=by).count())


def _from_form(by: User, particulars: Particulars) -> Entry | None:
    return Entry.objects.filter(entrant=by, form_token=particulars.form_token).first()


def _check_contest(contest: Contest, by: User, particulars: Particulars, now: datetime) -> None:
    if not contest.window.has_opened(now):
        raise WindowClosed(_("This contest has not opened yet. What you wrote is kept and you can still read it."))
    if not contest.window.accepts_finishing(particulars.begun_at, now):
        raise WindowClosed(_("This contest is closed; your photo came too late. What you wrote is below, to copy."))
    _check_membership(contest, by, now)


def _check_membership(contest: Contest, by: User, now: datetime) -> None:
    if not contest.members_only:
        return
    member = eligibility.is_member(by, ottawa_day(now))
    if not member:
        raise NotEligible(
            _(
                "This contest is for members, and we find no current membership for your account. The roll says: "
                "“%(reason)s” If you are a member, write to us from the Contact page with your member number; what you "
                "wrote is kept below."
            )
            % {"reason": member.reason}
        )


def _check_photo(contest: Contest, by: User, checked: uploads.Checked) -> None:
    mine = dict(Entry.objects.standing().filter(contest=contest, entrant=by).values_list("sha256", "code"))
    if checked.sha256 in mine:
        raise Refused(
            _("You have entered this very photo already, with the code %(code)s. Choose another one.")
            % {"code": mine[checked.sha256]},
            code="same_photo",
        )
    _check_number(contest, len(mine))


def _check_number(contest: Contest, entered: int) -> None:
    limit = contest.entries_per_member
    if entered >= limit:
        raise NotEligible(
            ngettext_lazy(
                "A member may enter %(limit)d photo in this contest, and yours is in. Withdraw it to enter another.",
                "A member may enter %(limit)d photos in this contest, and yours are in. Withdraw one to enter another.",
                limit,
            )
            % {"limit": limit},
            code="enough_photos",
        )


def _write(
    contest: Contest, by: User, checked: uploads.Checked, particulars: Particulars, stored: StoredFile, now: datetime
) -> Entry:
    facts = checked.facts
    entry = Entry.objects.create(
        code=unused_code(Entry),
        contest=contest,
        entrant=by,
        category=particulars.category,
        title=particulars.title,
        place=particulars.place,
        story=particulars.story,
        language=particulars.language,
        form_token=particulars.form_token,
        rights_confirmed_at=now,
        received_at=now,
        original=stored,
        sha256=checked.sha256,
        width=facts.width,
        height=facts.height,
        camera=facts.camera,
        taken_on=facts.taken_at.date() if facts.taken_at else None,
    )
    record("entry_received", entry, by=by, changes={"contest": contest.slug, "sha256": entry.sha256})
    mails.entry_received(entry)
    wake(build_derivatives, entry.pk)
    return entry


def withdraw_entry(entry: Entry, *, by: User, now: datetime | None = None) -> None:
    """The author takes the photo back while the contest is open: the original and every size are erased.

    What was said stays for the record. Again is harmless. Raises WindowClosed, WrongMove.
    """
    with transaction.atomic():
        entry = entry.reload_locked()
        if entry.state == Entry.State.WITHDRAWN:
            return
        if not entry.contest.window.is_open(now):
            raise WindowClosed(
                _(
                    "The contest is closed, and a photo can no longer be withdrawn here. Write to us from the Contact page."
                )
            )
        original = entry.original
        entry.advance(Entry.State.WITHDRAWN, lease_until=None, original=None)
        entry.remove_derivatives()
        if original is not None:
            forget_unshared(original)
        record("entry_withdrawn", entry, by=by)
