"""What happens to a letter of support: asked for, asked again, revoked, written, sent."""

import uuid
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from awards import mails
from awards.models import Letter, LetterLink, Nomination
from members.models import User
from pafso.audit.log import record
from pafso.codes import unused_code
from pafso.drafts.models import write_draft
from pafso.errors import Incomplete, NotEligible, WindowClosed, WrongMove
from pafso.files import uploads
from pafso.files.models import StoredFile
from pafso.press_once import DOUBLE_CLICK, made_by_press
from pafso.web.private_links import digest_of, new_token

from .nominations import is_email
from .nominations import locked as locked_nomination

LETTER_FIELDS = ("full_name", "address", "telephone", "contact_email", "text", "language")
MOST_LETTERS = 20
MOST_LINKS = 6
# Nobody asks for so many in earnest: an account that does writes to strangers in our name.
MOST_A_DAY = 40
HAS_ARRIVED = _("This letter has been sent. It can no longer be changed.")


# --- The nominator ---------------------------------------------------------------------------------------------------
def invite_supporter(
    nomination: Nomination,
    *,
    by: User,
    name: str,
    email: str,
    language: str,
    form_token: uuid.UUID,
    now: datetime | None = None,
) -> Letter:
    """Ask NAME at EMAIL for a letter, in LANGUAGE. A second press of the same button (FORM_TOKEN) finds the first letter.

    Raises WindowClosed, WrongMove once disqualified, NotEligible for the nominator, the nominee or an address asked before.
    """
    now = now or timezone.now()
    email = email.strip().lower()
    with transaction.atomic():
        nomination = locked_nomination(nomination)
        pressed, token = made_by_press(Letter, form_token, nomination_id=nomination.pk)
        if pressed:
            return pressed
        _check_open(nomination, now)
        _check_pace(nomination, now)
        _check_supporter(nomination, by, email)
        letter = Letter.objects.create(
            code=unused_code(Letter),
            nomination=nomination,
            name=name.strip(),
            email=email,
            invited_in=language,
            form_token=token,
            invited_at=now,
            asked_again_at=now,
            full_name=name.strip(),
            contact_email=email,
            language=language,
        )
        record("supporter_invited", letter, by=by, changes={"nomination": nomination.code})
        _send_link(letter)
    return letter


def _check_open(nomination: Nomination, now: datetime) -> None:
    if nomination.state == Nomination.State.DISQUALIFIED:
        raise WrongMove(_("This nomination is no longer considered, so it needs no more letters."))
    if not nomination.accepts_work(now):
        raise WindowClosed(_("The deadline has passed: no more letters can be asked for or written."))


def _check_pace(nomination: Nomination, now: datetime) -> None:
    mine = LetterLink.objects.filter(letter__nomination__nominator=nomination.nominator_id)
    if mine.filter(made_at__gt=now - timedelta(days=1)).count() >= MOST_A_DAY:
        raise NotEligible(
            _("You have sent forty invitations in a day. Nothing is lost; more can go out tomorrow."), code="too_fast"
        )


def _check_supporter(nomination: Nomination, by: User, email: str) -> None:
    if not nomination.nominee_name.strip():
        raise NotEligible(_("First say whom you nominate: the invitation names the nominee."), code="no_nominee")
    if email in {by.email.lower(), nomination.nominator.email.lower()}:
        raise NotEligible(_("You cannot write a letter of support for your own nomination."), code="own_letter")
    if email == nomination.nominee_email.strip().lower():
        raise NotEligible(_("The nominee cannot write a letter of support."), code="nominee_letter")
    if nomination.letters.not_revoked().filter(email__iexact=email).exists():
        raise NotEligible(_("You have already asked for a letter at this address."), code="asked_already")
    if nomination.letters.count() >= MOST_LETTERS:
        raise NotEligible(_("You have asked for twenty letters; more are not possible."), code="too_many")


def ask_again(letter: Letter, *, by: User, now: datetime | None = None) -> Letter:
    """Mail a fresh link; those that are out stay alive. A second press within a minute sends nothing.

    Raises WrongMove once it arrived or was revoked, WindowClosed, NotEligible after several times.
    """
    now = now or timezone.now()
    with transaction.atomic():
        letter = _locked(letter)
        _check_unsent(letter)
        _check_open(letter.nomination, now)
        if now - letter.asked_again_at < DOUBLE_CLICK:
            return letter
        if letter.links.count() >= MOST_LINKS:
            raise NotEligible(_("You have asked six times. A word from you in person may help more."), code="too_often")
        _check_pace(letter.nomination, now)
        letter.asked_again_at = now
        letter.save(update_fields=["asked_again_at"])
        record("supporter_asked_again", letter, by=by, changes={"nomination": letter.nomination.code})
        _send_link(letter)
    return letter


def revoke_letter(letter: Letter, *, by: User) -> Letter:
    """No longer ask for it: its links end at once. Raises WrongMove when it has arrived."""
    with transaction.atomic():
        letter = _locked(letter)
        if letter.state == Letter.State.SENT:
            raise WrongMove(_("This letter has arrived and stays with the nomination."))
        if letter.advance(Letter.State.REVOKED):
            record("letter_revoked", letter, by=by, changes={"nomination": letter.nomination.code})
    return letter


def _send_link(letter: Letter) -> None:
    token = new_token()
    link = LetterLink.objects.create(letter=letter, digest=digest_of(token))
    mails.letter_invitation(letter, token, link_id=link.pk)


# --- The supporter ---------------------------------------------------------------------------------------------------
def letter_for_token(token: str) -> Letter | None:
    """The letter that this link writes, whatever has become of it; reading changes nothing."""
    links = LetterLink.objects.select_related(
        "letter__nomination__cycle__award", "letter__nomination__nominator", "letter__file"
    )
    link = links.filter(digest=digest_of(token)).first()
    return link.letter if link else None


def is_writable(letter: Letter, now: datetime | None = None) -> bool:
    nomination = letter.nomination
    wanted = letter.state == Letter.State.INVITED and nomination.state != Nomination.State.DISQUALIFIED
    return wanted and nomination.accepts_work(now)


def save_letter_draft(
    letter: Letter, *, values: Mapping[str, Any], tab: str, version: int | None, now: datetime | None = None
) -> Letter:
    """Write VALUES (of LETTER_FIELDS) of an unsent letter. Raises WrongMove, WindowClosed, EditedElsewhere."""
    now = now or timezone.now()
    with transaction.atomic():
        letter = _locked(letter)
        _check_unsent(letter)
        _check_open(letter.nomination, now)
        wanted = {name: value for name, value in values.items() if name in LETTER_FIELDS}
        write_draft(letter, wanted, tab=tab, version=version, saved_at=now)
    return letter


def attach_file(letter: Letter, checked: uploads.Checked, *, now: datetime | None = None) -> Letter:
    """Put the CHECKED upload with an unsent letter, in the place of an earlier one. Raises WrongMove, WindowClosed."""
    now = now or timezone.now()
    with uploads.keeping(checked) as stored, transaction.atomic():
        letter = _locked(letter)
        _check_unsent(letter)
        _check_open(letter.nomination, now)
        _put_file(letter, stored, now)
    return letter


def detach_file(letter: Letter, *, now: datetime | None = None) -> Letter:
    """Take the file off an unsent letter. Raises WrongMove, WindowClosed."""
    now = now or timezone.now()
    with transaction.atomic():
        letter = _locked(letter)
        _check_unsent(letter)
        _check_open(letter.nomination, now)
        _put_file(letter, None, now)
    return letter


def _put_file(letter: Letter, stored: StoredFile | None, now: datetime) -> None:
    before = letter.file
    if stored is not None:
        stored.save()
    letter.file = stored
    letter.saved_at = now
    letter.save(update_fields=["file", "saved_at"])
    if before is not None:
        uploads.forget(before)


def send_letter(letter: Letter, *, now: datetime | None = None) -> Letter:
    """Send it for good; sending it again changes nothing. Raises Incomplete with all that is missing, WindowClosed, WrongMove."""
    now = now or timezone.now()
    with transaction.atomic():
        nomination = locked_nomination(letter.nomination)
        letter = _locked(letter)
        if letter.state == Letter.State.SENT:
            return letter
        _check_unsent(letter)
        _check_open(nomination, now)
        problems = missing_in_letter(letter)
        if problems:
            raise Incomplete(problems)
        letter.advance(Letter.State.SENT, sent_at=now)
        record("letter_sent", letter, changes={"nomination": nomination.code})
        mails.letter_receipt(letter)
        mails.letter_received(letter, letters_in=nomination.letters.arrived().count())
    return letter


def note_reading(letter: Letter, *, by: User) -> None:
    """The audit trail says who opened a letter, and when."""
    record("letter_read", letter, by=by, changes={"nomination": letter.nomination.code})


def missing_in_letter(letter: Letter) -> list[tuple[str, Any]]:
    """Everything that sending still needs, as (field, sentence)."""
    wanted = [
        ("text", letter.text.strip() or letter.file_id, _("Write the letter, or choose a file.")),
        ("full_name", letter.full_name.strip(), _("Give your full name.")),
        ("address", letter.address.strip(), _("Give your postal address.")),
        ("telephone", letter.telephone.strip(), _("Give a telephone number.")),
        ("contact_email", is_email(letter.contact_email), _("Give an email address at which you can be reached.")),
    ]
    return [(field, sentence) for field, value, sentence in wanted if not value]


def _check_unsent(letter: Letter) -> None:
    if letter.state == Letter.State.SENT:
        raise WrongMove(HAS_ARRIVED)
    if letter.state == Letter.State.REVOKED:
        raise WrongMove(_("This letter is no longer asked for."), code="revoked")


def _locked(letter: Letter) -> Letter:
    """Read again with what every verb needs, its row locked until the transaction ends."""
    whole = Letter.objects.select_for_update(of=("self",))
    return whole.select_related("nomination__nominator", "nomination__cycle__award").get(pk=letter.pk)
