"""What happens to a letter of support: asked for, asked again, revoked, written, sent."""

import uuid
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from awards import mails
from awards.models import Letter, LetterLink, Nomination
from members.models import User
from pafso.audit.log import record
from pafso.clock import received_at
from pafso.codes import unused_code
from pafso.drafts.models import write_draft
from pafso.errors import Incomplete, NotEligible, WindowClosed, WrongMove
from pafso.files import uploads
from pafso.files.models import StoredFile
from pafso.lazy import Words
from pafso.mailboxes import mailbox
from pafso.press_once import DOUBLE_CLICK, language_name, made_by_press, refuse_other_words
from pafso.text.one_line import one_line
from pafso.web.private_links import digest_of, new_token

from .nominations import Deleted, is_email
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
    now = now or received_at()
    email, name = mailbox(email), one_line(name).strip()
    with transaction.atomic():
        nomination = locked_nomination(nomination)
        pressed, token = made_by_press(Letter, form_token, nomination_id=nomination.pk)
        if pressed:
            kept = {"name": pressed.name, "email": pressed.email, "language": language_name(pressed.invited_in)}
            refuse_other_words(kept, {"name": name, "email": email, "language": language_name(language)})
            return pressed
        check_open(nomination, now)
        _check_pace(nomination, now)
        _check_supporter(nomination, by, email)
        letter = Letter.objects.create(
            code=unused_code(Letter),
            nomination=nomination,
            name=name,
            email=email,
            invited_in=language,
            form_token=token,
            invited_at=now,
            asked_again_at=now,
            full_name=name,
            contact_email=email,
            language=language,
        )
        record("supporter_invited", letter, by=by, changes={"nomination": nomination.code})
        _send_link(letter)
    return letter


def check_open(nomination: Nomination, now: datetime) -> None:
    if nomination.state == Nomination.State.DISQUALIFIED:
        raise WrongMove(_("This nomination is no longer considered, so it needs no more letters."))
    if not nomination.accepts_work(now):
        raise WindowClosed(_("The deadline has passed: no more letters can be asked for or written."))


def _check_pace(nomination: Nomination, now: datetime) -> None:
    mine = LetterLink.objects.filter(letter__nomination__nominator=nomination.nominator_id)
    if mine.filter(made_at__gt=now - timedelta(days=1)).count() >= MOST_A_DAY:
        raise NotEligible(
            _("You have sent forty invitations in one day. Nothing is lost; you can send more tomorrow."),
            code="too_fast",
        )


def _check_supporter(nomination: Nomination, by: User, email: str) -> None:
    if not nomination.nominee_name.strip():
        raise NotEligible(_("First say whom you are nominating: the invitation names the nominee."), code="no_nominee")
    if email in {by.email.lower(), nomination.nominator.email.lower()}:
        raise NotEligible(_("You cannot write a letter of support for your own nomination."), code="own_letter")
    if email == nomination.nominee_email.strip().lower():
        raise NotEligible(_("The nominee cannot write a letter of support."), code="nominee_letter")
    if nomination.letters.not_revoked().filter(email=email).exists():
        raise NotEligible(_("You have already asked for a letter at this address."), code="asked_already")
    if nomination.letters.count() >= MOST_LETTERS:
        raise NotEligible(_("You have asked for twenty letters, which is the limit."), code="too_many")


def ask_again(letter: Letter, *, by: User, now: datetime | None = None) -> Letter:
    """Mail a fresh link; those that are out stay alive. A second press within a minute sends nothing.

    Raises WrongMove once it arrived or was revoked, WindowClosed, NotEligible after several times.
    """
    now = now or received_at()
    with transaction.atomic():
        letter = locked_letter(letter)
        check_unsent(letter)
        check_open(letter.nomination, now)
        if now - letter.asked_again_at < DOUBLE_CLICK:
            return letter
        if letter.links.count() >= MOST_LINKS:
            raise NotEligible(
                _("You have asked six times. A personal message from you may help more."), code="too_often"
            )
        _check_pace(letter.nomination, now)
        letter.asked_again_at = now
        letter.save(update_fields=["asked_again_at"])
        record("supporter_asked_again", letter, by=by, changes={"nomination": letter.nomination.code})
        _send_link(letter)
    return letter


def revoke_letter(letter: Letter, *, by: User) -> Letter:
    """No longer ask for it: its links end at once. Raises WrongMove when it has arrived."""
    with transaction.atomic():
        letter = locked_letter(letter)
        if letter.state == Letter.State.SENT:
            raise WrongMove(_("This letter has been received and stays with the nomination."))
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
    now = now or received_at()
    with transaction.atomic():
        letter = locked_letter(letter)
        check_unsent(letter)
        check_open(letter.nomination, now)
        wanted = {name: value for name, value in values.items() if name in LETTER_FIELDS}
        write_draft(letter, wanted, tab=tab, version=version, saved_at=now)
    return letter


def attach_file(letter: Letter, checked: uploads.Checked, *, now: datetime | None = None) -> Letter:
    """Put the CHECKED upload with an unsent letter, in the place of an earlier one. Raises WrongMove, WindowClosed."""
    now = now or received_at()
    with uploads.keeping(checked) as stored, transaction.atomic():
        letter = locked_letter(letter)
        check_unsent(letter)
        check_open(letter.nomination, now)
        _put_file(letter, stored, now)
    return letter


def detach_file(letter: Letter, *, now: datetime | None = None) -> Letter:
    """Take the file off an unsent letter. Raises WrongMove, WindowClosed."""
    now = now or received_at()
    with transaction.atomic():
        letter = locked_letter(letter)
        check_unsent(letter)
        check_open(letter.nomination, now)
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
    now = now or received_at()
    with transaction.atomic():
        nomination = locked_nomination(letter.nomination)
        letter = locked_letter(letter)
        if letter.state == Letter.State.SENT:
            return letter
        check_unsent(letter)
        check_open(nomination, now)
        problems = missing_in_letter(letter)
        if problems:
            raise Incomplete(problems)
        letter.advance(Letter.State.SENT, sent_at=now)
        record("letter_sent", letter, changes={"nomination": nomination.code})
        mails.letter_receipt(letter)
        mails.letter_received(letter, letters_in=nomination.letters.arrived().count())
    return letter


def copy_is_shown(letter: Letter, now: datetime | None = None) -> bool:
    """Whether the link still opens what its writer sent: for a year after the cycle, since links lie about in mailboxes."""
    return letter.state == Letter.State.SENT and (now or received_at()) < letter.nomination.cycle.drafts_kept_until


def proposed_supporters(nomination: Nomination, *, asked: Iterable[Letter]) -> list[Letter]:
    """Whom its nominator asked for the same nominee in earlier nominations, newest first; nobody of those ASKED in this one."""
    name = nomination.nominee_name.strip()
    mine = Letter.objects.not_revoked().filter(nomination__nominator=nomination.nominator_id)
    earlier = mine.filter(nomination__nominee_name__iexact=name).exclude(nomination=nomination)
    known = {letter.email.lower() for letter in asked}
    found: dict[str, Letter] = {}
    for letter in earlier.in_outline().order_by("-id")[:MOST_LETTERS] if name else ():
        if letter.email.lower() not in known and not letter.email.endswith(".invalid"):
            found.setdefault(letter.email.lower(), letter)
    return list(found.values())


def note_reading(letter: Letter, *, by: User) -> None:
    """The audit trail says who opened a letter, and when."""
    record("letter_read", letter, by=by, changes={"nomination": letter.nomination.code})


def note_download(letter: Letter, *, by: User) -> None:
    """The audit trail says who took the file itself, and which one it was."""
    sha256 = letter.file.sha256 if letter.file else ""
    record("letter_file_downloaded", letter, by=by, changes={"nomination": letter.nomination.code, "sha256": sha256})


def missing_in_letter(letter: Letter) -> list[tuple[str, Words]]:
    """Everything that sending still needs, as (field, sentence)."""
    wanted = [
        ("text", letter.text.strip() or letter.file_id, _("Write the letter, or choose a file.")),
        ("full_name", letter.full_name.strip(), _("Give your full name.")),
        ("address", letter.address.strip(), _("Give your postal address.")),
        ("telephone", letter.telephone.strip(), _("Give a telephone number.")),
        ("contact_email", is_email(letter.contact_email), _("Give an email address where you can be reached.")),
    ]
    return [(field, sentence) for field, value, sentence in wanted if not value]


def check_unsent(letter: Letter) -> None:
    if letter.state == Letter.State.SENT:
        raise WrongMove(HAS_ARRIVED)
    if letter.state == Letter.State.REVOKED:
        raise WrongMove(_("This letter is no longer needed."), code="revoked")
    if letter.state == Letter.State.DECLINED:
        raise WrongMove(_("The supporter has declined to write this letter."), code="declined")


def locked_letter(letter: Letter) -> Letter:
    """Read again with what every verb needs, its row locked until the transaction ends."""
    whole = Letter.objects.select_for_update(of=("self",))
    found = whole.select_related("nomination__nominator", "nomination__cycle__award").filter(pk=letter.pk).first()
    if found is None:
        raise Deleted
    return found
