"""What the office does for somebody without an account: shows them what is held under their address, and erases it by two.

The copy goes by mail to that very address, and nowhere else: nobody of the office reads what only its writer may read, and no
link or file opens it to a stranger.
"""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from members.models import Inquiry, User
from pafso.audit.log import record
from pafso.errors import Incomplete, WrongMove
from pafso.hiding import wanted_reason
from pafso.mailboxes import mailbox
from pafso.press_once import DOUBLE_CLICK, language_name, refuse_other_words
from pafso.privacy.page import whole_under
from pafso.privacy.registry import erase_under
from pafso.turns import wait_turn

from . import mails
from .checks import check_handles, check_second

State, Wish = Inquiry.State, Inquiry.Wish


def send_copy(address: str, *, proof: str, language: str, by: User, now: datetime | None = None) -> Inquiry:
    """Mail all that is held under ADDRESS to ADDRESS, in LANGUAGE; PROOF says how the person was identified.

    Pressed again within a minute, it is the first one. Raises Incomplete, NotEligible for one's own address.
    """
    now, address = now or timezone.now(), _whole(address, proof)
    with transaction.atomic():
        wait_turn("inquiry", address)
        check_handles(by, "add_inquiry", address)
        same = Inquiry.objects.filter(address=address, wish=Wish.COPY, asked_by=by, asked_at__gt=now - DOUBLE_CLICK)
        before = same.first()
        if before is not None:
            return _same(before, proof, language)
        # What is held is read before the request itself is a part of it.
        with translation.override(language):
            held = whole_under(address)
        inquiry = _write(address, Wish.COPY, proof=proof, language=language, by=by, now=now)
        inquiry.advance(State.DONE, ended_at=now)
        record("held_data_sent", inquiry, by=by)
        mails.held_data_sent(inquiry, held)
    return inquiry


def ask_erasure(address: str, *, proof: str, language: str, by: User, now: datetime | None = None) -> Inquiry:
    """Ask a colleague to erase what is held under ADDRESS, which is told at once. A second press finds the first.

    Raises Incomplete, NotEligible for one's own address, WrongMove when a colleague has asked already.
    """
    now, address = now or timezone.now(), _whole(address, proof)
    with transaction.atomic():
        wait_turn("inquiry", address)
        check_handles(by, "add_inquiry", address)
        before = Inquiry.objects.filter(address=address, wish=Wish.ERASURE, state=State.ASKED).first()
        if before is not None and before.asked_by_id == by.pk:
            return _same(before, proof, language)
        if before is not None:
            raise WrongMove(
                _(
                    "A colleague has already asked for this erasure. It is waiting for a second colleague, who may "
                    "be you."
                )
            )
        inquiry = _write(address, Wish.ERASURE, proof=proof, language=language, by=by, now=now)
        record("erasure_asked", inquiry, by=by)
        mails.erasure_asked(inquiry)
    return inquiry


def erase_held(inquiry: Inquiry, *, by: User, now: datetime | None = None) -> Inquiry:
    """Another colleague agrees: every app erases what it holds under the address, at once and for good; the person is told.

    Raises NotEligible for who asked and for whose address it is, WrongMove when it was refused. Again is harmless.
    """
    now = now or timezone.now()
    with transaction.atomic():
        inquiry = inquiry.reload_locked()
        check_second(by, inquiry)
        if inquiry.advance(State.DONE, decided_by=by, ended_at=now):
            address = inquiry.address
            record("held_data_erased", inquiry, by=by, changes=erase_under(address, by=by, now=now))
            mails.held_data_erased(inquiry, address)
    return inquiry


def refuse_erasure(inquiry: Inquiry, *, reason: str, by: User, now: datetime | None = None) -> Inquiry:
    """Nothing is erased; the person is told the REASON. Whoever asked may take it back so.

    Raises Incomplete without a reason, NotEligible, WrongMove when it was erased. Again is harmless.
    """
    reason, now = wanted_reason(reason), now or timezone.now()
    with transaction.atomic():
        inquiry = inquiry.reload_locked()
        check_handles(by, "change_inquiry", inquiry.address)
        if inquiry.advance(State.REFUSED, decided_by=by, ended_at=now):
            record("erasure_refused", inquiry, by=by, changes={"reason": reason[:200]})
            mails.erasure_refused(inquiry, reason)
    return inquiry


def _same(before: Inquiry, proof: str, language: str) -> Inquiry:
    """What the first press has made; raises SentOtherwise for other words than its own."""
    kept = {"proof": before.proof, "language": language_name(before.language)}
    refuse_other_words(kept, {"proof": proof.strip(), "language": language_name(language)})
    return before


def _whole(address: str, proof: str) -> str:
    address, problems = mailbox(address), []
    try:
        validate_email(address)
    except ValidationError:
        problems.append(("address", _("Enter a valid email address.")))
    if not proof.strip():
        problems.append(("proof", _("Say what you saw that shows who this is.")))
    if problems:
        raise Incomplete(problems)
    return address


def _write(address: str, wish: str, *, proof: str, language: str, by: User, now: datetime) -> Inquiry:
    return Inquiry.objects.create(
        address=address, wish=wish, proof=proof.strip(), language=language, asked_by=by, asked_at=now
    )
