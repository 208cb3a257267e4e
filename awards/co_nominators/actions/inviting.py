"""The nominator asks somebody to put the nomination forward together, and asks again."""

import uuid
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from awards.co_nominators import mails
from awards.locking import locked_co_nominator, locked_nomination
from awards.models import CoNominator, GroupMember, Letter, Nomination
from members.identity import identity_of
from members.models import User
from pafso.audit.log import record
from pafso.clock import received_at
from pafso.errors import NotEligible, WrongMove
from pafso.mailboxes import mailbox
from pafso.press_once import DOUBLE_CLICK, language_name, made_by_press, refuse_other_words
from pafso.text.one_line import one_line
from pafso.web.private_links import digest_of, new_token

from .checks import check_goes_on, check_is_nominator

MOST_AT_ONCE = 5
MOST_EVER = 20
MOST_INVITATIONS = 6
# As for letters: nobody asks so many in earnest.
MOST_A_DAY = 20


def invite_co_nominator(
    nomination: Nomination,
    *,
    by: User,
    name: str,
    email: str,
    language: str,
    form_token: uuid.UUID,
    now: datetime | None = None,
) -> CoNominator:
    """Ask NAME at EMAIL, in LANGUAGE. A second press of the same button (FORM_TOKEN) finds the first invitation.

    Raises WindowClosed, WrongMove once it is no longer considered, NotEligible for whom the rules leave out or who was asked.
    """
    now, email, name = now or received_at(), mailbox(email), one_line(name).strip()
    with transaction.atomic():
        nomination = locked_nomination(nomination)
        check_is_nominator(nomination, by)
        pressed, token = made_by_press(CoNominator, form_token, nomination_id=nomination.pk)
        if pressed:
            kept = {"name": pressed.name, "email": pressed.email, "language": language_name(pressed.invited_in)}
            refuse_other_words(kept, {"name": name, "email": email, "language": language_name(language)})
            return pressed
        check_goes_on(nomination, now)
        _check_pace(by, now)
        _check_whom(nomination, by, email)
        row = CoNominator.objects.create(
            nomination=nomination,
            name=name,
            email=email,
            invited_in=language,
            form_token=token,
            invited_at=now,
            asked_again_at=now,
        )
        record("co_nominator_invited", nomination, by=by, changes={"co_nominator": row.pk})
        _send_link(row, now)
    return row


def invite_again(row: CoNominator, *, by: User, now: datetime | None = None) -> CoNominator:
    """Mail a fresh link, which takes the place of the last one. A second press within a minute sends nothing.

    Raises WrongMove once joined or ended, WindowClosed, NotEligible after several times.
    """
    now = now or received_at()
    with transaction.atomic():
        nomination = locked_nomination(row.nomination)
        check_is_nominator(nomination, by)
        row = locked_co_nominator(row)
        if not row.is_invited:
            raise WrongMove(_("This invitation has been answered or ended."))
        check_goes_on(nomination, now)
        if now - row.asked_again_at < DOUBLE_CLICK:
            return row
        if row.times_invited >= MOST_INVITATIONS:
            raise NotEligible(
                _("You have asked six times. A personal message from you may help more."), code="too_often"
            )
        _check_pace(by, now)
        record("co_nominator_asked_again", nomination, by=by, changes={"co_nominator": row.pk})
        _send_link(row, now)
    return row


def _send_link(row: CoNominator, now: datetime) -> None:
    token = new_token()
    row.digest, row.asked_again_at, row.times_invited = digest_of(token), now, row.times_invited + 1
    row.save(update_fields=["digest", "asked_again_at", "times_invited"])
    mails.co_nominator_invited(row, token)


def _check_pace(by: User, now: datetime) -> None:
    recent = CoNominator.objects.filter(nomination__nominator=by, asked_again_at__gt=now - timedelta(days=1))
    if (recent.aggregate(n=Sum("times_invited"))["n"] or 0) >= MOST_A_DAY:
        raise NotEligible(
            _("You have sent twenty invitations in one day. Nothing is lost; you can send more tomorrow."),
            code="too_fast",
        )


def _check_whom(nomination: Nomination, by: User, email: str) -> None:
    if identity_of(by).has(email):
        raise NotEligible(_("You are the nominator already."), code="own_nomination")
    in_group = GroupMember.objects.counting().filter(nomination=nomination.pk, email__iexact=email)
    if email == mailbox(nomination.nominee_email) or in_group.exists():
        raise NotEligible(_("The nominee cannot be a co-nominator."), code="nominee_invited")
    if Letter.objects.not_revoked().filter(nomination=nomination.pk, email=email).exists():
        raise NotEligible(
            _("This person was asked for a letter of support. Nobody can do both."), code="supporter_invited"
        )
    standing = nomination.co_nominators.standing()
    if standing.filter(email=email).exists():
        raise NotEligible(_("You have already invited this address."), code="asked_already")
    if standing.count() >= MOST_AT_ONCE or nomination.co_nominators.count() >= MOST_EVER:
        raise NotEligible(_("Five people at most can put a nomination forward with you."), code="too_many")
