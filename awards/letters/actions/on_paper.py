"""A letter that came on paper or by post: the office enters it, and keeps its scan."""

import uuid
from dataclasses import dataclass
from datetime import date, datetime, time

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from awards.letters import mails
from awards.locking import check_handles, check_not_frozen, locked_letter, locked_nomination, too_late
from awards.models import Cycle, Letter, Nomination
from awards.models.letter import BY_POST
from members.models import Member, User
from pafso.audit.log import record
from pafso.clock import OTTAWA, ottawa_day, received_at
from pafso.codes import same_code, unused_code
from pafso.documents.copies import ask_for_copy
from pafso.errors import Incomplete, NotEligible, WrongMove
from pafso.files import uploads
from pafso.files.models import StoredFile
from pafso.mailboxes import mailbox
from pafso.press_once import made_by_press

from .asking import is_of_the_case
from .checks import OVER
from .correcting import discard_copy
from .counting import match_on_roll, tell_what_counts

NOON = time(12)
WHY_LATE = _("It came after the deadline: say why it is accepted.")


@dataclass(frozen=True)
class PaperLetter:
    """What the office reads off the paper. NUMBER is the writer's on the roll, where the office knows it."""

    name: str
    email: str
    address: str
    telephone: str
    language: str
    text: str
    received_on: date
    number: str = ""
    reason: str = ""


def enter_letter_by_code(
    cycle: Cycle, *, by: User, code: str, paper: PaperLetter, scan: uploads.Checked, form_token: uuid.UUID
) -> Letter:
    """The same for the nomination of CYCLE with that CODE (or of the letter with it), which may still be a draft.

    Raises Incomplete for a code that is none of this cycle, and as `enter_letter` does.
    """
    code = same_code(code)
    found = Nomination.objects.filter(Q(code=code) | Q(letters__code=code), cycle=cycle.pk).first()
    if found is None:
        raise Incomplete([("code", _("No nomination and no letter of this cycle has this code."))])
    return enter_letter(found, by=by, paper=paper, scan=scan, form_token=form_token)


def enter_letter(
    nomination: Nomination,
    *,
    by: User,
    paper: PaperLetter,
    scan: uploads.Checked,
    form_token: uuid.UUID,
    now: datetime | None = None,
) -> Letter:
    """Put the letter on PAPER, with its SCAN, into NOMINATION as received on its day; its writer and the nominator are told.

    Where its address was asked for a letter, it is that letter. The same press (FORM_TOKEN), or the same scan from the same
    address, changes nothing. Raises Incomplete (a day that cannot be, a late one without a reason, a number that is nobody's),
    NotEligible for whom `check_handles` refuses and for a writer who is of the case, WrongMove for a letter that is in,
    WindowClosed in a cycle that was called off, Frozen.
    """
    now, writer = now or received_at(), _writer(paper.number)
    with uploads.keeping(scan) as stored, transaction.atomic():
        nomination = locked_nomination(nomination)
        check_handles(nomination, by=by)
        pressed, token = made_by_press(Letter, form_token, nomination_id=nomination.pk)
        if pressed:
            return pressed
        letter = _there(nomination, mailbox(paper.email))
        if letter is not None and letter.state == Letter.State.SENT:
            return _same_or_refused(letter, scan)
        check_takes(nomination)
        received = received_on(paper.received_on, nomination.cycle, now)
        accepted = (letter or nomination).accepts_work(received)
        if not accepted and not paper.reason.strip():
            raise Incomplete([("reason", WHY_LATE)])
        was_asked = letter is not None
        letter = letter or new_letter(nomination, paper, token, received)
        put_on_paper(letter, paper, stored, received, writer)
        _record(letter, paper, by=by, was_asked=was_asked, sha256=scan.sha256)
        mails.letter_by_post(letter)
        tell_what_counts(letter, now)
    return letter


def received_on(day: date, cycle: Cycle, now: datetime) -> datetime:
    """The instant of receipt of what came by post on DAY: noon in Ottawa, and never later than NOW. Raises Incomplete."""
    if day > ottawa_day(now):
        raise Incomplete([("received_on", _("This day is still to come."))])
    if day < ottawa_day(cycle.opens_at):
        raise Incomplete([("received_on", _("Nominations were not open yet on this day. Check the year."))])
    return max(min(datetime.combine(day, NOON, OTTAWA), now), cycle.opens_at)


def _writer(number: str) -> Member | None:
    if not number.strip():
        return None
    member = Member.objects.by_number(number)
    if member is None or member.erased_at or member.struck_at:
        raise Incomplete([("number", _("Nobody on the roll has this number."))])
    return member.merged_into or member


def _there(nomination: Nomination, email: str) -> Letter | None:
    """The letter that was asked for at EMAIL, or whose writer gives it; locked."""
    if not email:
        return None
    letters = nomination.letters.not_revoked()
    found = letters.filter(email=email).first() or letters.filter(contact_email=email).order_by("pk").first()
    if found is None:
        if is_of_the_case(nomination, email):
            sentence = _("This is the address of somebody who nominates or is nominated: they cannot write a letter.")
            raise NotEligible(sentence, code="own_letter")
        return None
    return locked_letter(found)


def _same_or_refused(letter: Letter, scan: uploads.Checked) -> Letter:
    if letter.on_paper and letter.file is not None and letter.file.sha256 == scan.sha256:
        return letter
    raise WrongMove(
        _("A letter from this address has been received already. Withdraw it first if this one replaces it.")
    )


def check_takes(nomination: Nomination) -> None:
    if nomination.state in OVER:
        raise WrongMove(_("This nomination is no longer considered, so it needs no more letters."))
    check_not_frozen(nomination)
    if nomination.cycle.is_called_off:
        raise too_late(nomination.cycle)


def new_letter(nomination: Nomination, paper: PaperLetter, token: uuid.UUID, received: datetime) -> Letter:
    """Nobody was asked at an address, so none stands as the one to which a link went: what the paper gives is only said."""
    code = unused_code(Letter)
    return Letter.objects.create(
        code=code,
        nomination=nomination,
        name=paper.name,
        email=f"{code.lower()}@{BY_POST}",
        invited_in=paper.language,
        form_token=token,
        invited_at=received,
        asked_again_at=received,
    )


def put_on_paper(
    letter: Letter, paper: PaperLetter, stored: StoredFile, received: datetime, writer: Member | None
) -> None:
    """What its writer had begun under the link gives way to the letter that was signed."""
    discard_copy(letter)
    before = letter.file
    if letter.state == Letter.State.DECLINED:
        letter.advance(Letter.State.INVITED, declined_at=None, declined_note="")
    stored.save()
    ask_for_copy(stored)
    letter.advance(
        Letter.State.SENT,
        on_paper=True,
        file=stored,
        full_name=paper.name,
        contact_email=mailbox(paper.email),
        address=paper.address,
        telephone=paper.telephone,
        language=paper.language,
        text=paper.text,
        member=writer or letter.member or match_on_roll(letter),
        sent_at=received,
        taken_back_at=None,
        corrected_at=None,
    )
    if before is not None:
        uploads.forget(before)


def _record(letter: Letter, paper: PaperLetter, *, by: User, was_asked: bool, sha256: str) -> None:
    changes = {
        "nomination": letter.nomination.code,
        "received_on": paper.received_on.isoformat(),
        "was_asked": was_asked,
        "sha256": sha256,
        "reason": paper.reason.strip()[:200],
    }
    record("letter_entered", letter, by=by, changes={name: value for name, value in changes.items() if value != ""})
