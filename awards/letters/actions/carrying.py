"""Letters of a nomination that was carried over: each writer is asked whether theirs stands, and nothing of it crosses before."""

import uuid
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from awards.letters import mails
from awards.locking import locked_case
from awards.models import Letter, Nomination
from awards.models.correction import WRITTEN
from members.identity import identity_of
from members.models import User
from pafso.audit.log import record
from pafso.clock import received_at
from pafso.codes import unused_code
from pafso.documents.copies import ask_for_copy
from pafso.drafts.models import write_draft
from pafso.errors import WrongMove
from pafso.files.models import StoredFile
from pafso.files.uploads import Keep, keeping_made

from .checks import check_unsent, check_writable
from .links import new_link
from .writing import is_writable, send_letter

OF_NOBODY = ".invalid"
NOT_SHOWN = _("Your letter on paper is not shown under this link. Let it stand as it is, or write a new one.")


# --- The nominator's yes ---------------------------------------------------------------------------------------------
def ask_whether_letters_stand(draft: Nomination, earlier: Nomination, *, by: User, now: datetime) -> list[Letter]:
    """Ask each supporter whose letter EARLIER had, once, in the locked DRAFT; the mail has a link of their own.

    Left out: who was asked already, the nominator, the nominee; an address that was erased, and who gave none on paper: what they
    say the office writes down (`standing.let_letter_stand`).
    """
    asked = set(draft.letters.values_list("email", flat=True))
    me, nominees = identity_of(by), {draft.nominee_email, *(person.email for person in draft.group)}
    # The address of a letter on paper may be the one in it.
    letters = earlier.letters.arrived().defer("text", "address", "telephone").order_by("-pk")
    reached = {letter.reached_at: letter for letter in letters if letter.reached_at}
    wanted = [letter for at, letter in reached.items() if at not in asked | nominees and not me.has(at)]
    return [_ask(draft, letter, by=by, now=now) for letter in sorted(wanted, key=lambda letter: letter.pk)]


def _ask(draft: Nomination, earlier: Letter, *, by: User, now: datetime) -> Letter:
    """With what the nominator knew of the supporter, and not a word of the letter."""
    letter = Letter.objects.create(
        code=unused_code(Letter),
        nomination=draft,
        name=earlier.name,
        email=earlier.reached_at,
        invited_in=earlier.invited_in,
        form_token=uuid.uuid5(draft.form_token, earlier.code),
        invited_at=now,
        asked_again_at=now,
        full_name=earlier.name,
        contact_email=earlier.reached_at,
        language=earlier.invited_in,
        carried_from=earlier,
    )
    record("supporter_asked_to_carry", letter, by=by, changes={"nomination": draft.code})
    token, link = new_link(letter)
    mails.letter_carried(letter, token, link_id=link.pk, earlier=earlier)
    return letter


# --- The supporter ---------------------------------------------------------------------------------------------------
def earlier_letter(letter: Letter) -> Letter | None:
    """Their letter of before, for its writer alone, while it may take the place of one that was not begun."""
    earlier = letter.carried_from if letter.carried_from_id and is_writable(letter) else None
    return earlier if earlier is not None and not _is_begun(letter) and _may_stand(letter, earlier) else None


def _is_begun(letter: Letter) -> bool:
    return bool(letter.text.strip() or letter.file_id)


def _may_stand(letter: Letter, earlier: Letter) -> bool:
    """It is still in, it is of the same mailbox, and its writer can be reached as they wrote."""
    same = earlier.reached_at == letter.email and not earlier.contact_email.endswith(OF_NOBODY)
    return same and earlier.state == Letter.State.SENT


def earlier_is_shown(letter: Letter, earlier: Letter) -> bool:
    """Whether the link of LETTER opens the words of the EARLIER one. Not where its address only stood on paper: nobody has shown
    whose mailbox that is."""
    return earlier.email == letter.email


def send_earlier_letter(letter: Letter, *, now: datetime | None = None) -> Letter:
    """The supporter's word that their letter of before stands: its words and a copy of its file are sent in this nomination.

    Again is harmless. Raises WrongMove when it was begun anew or the earlier one is no longer in, WindowClosed, Frozen.
    """
    now = now or received_at()
    with keeping_made() as keep, transaction.atomic():
        letter, earlier = _locked_pair(letter, now)
        if earlier is None:
            return letter
        for name in WRITTEN:
            setattr(letter, name, getattr(earlier, name))
        if earlier.file is not None:
            letter.file = copied(earlier.file, keep)
        # What was signed stays what it is: nothing is missing in it, and the link does not change it.
        letter.on_paper = earlier.on_paper
        letter.saved_at, letter.version = now, letter.version + 1
        letter.save(update_fields=[*WRITTEN, "file", "on_paper", "saved_at", "version"])
        record("letter_carried_over", letter, changes={"nomination": letter.nomination.code})
        return send_letter(letter, now=now)


def begin_with_earlier_words(letter: Letter, *, now: datetime | None = None) -> Letter:
    """The supporter writes anew and starts from their own words of before; nothing is sent. Raises as `send_earlier_letter`."""
    now = now or received_at()
    with transaction.atomic():
        letter, earlier = _locked_pair(letter, now)
        if earlier is not None and not earlier_is_shown(letter, earlier):
            raise WrongMove(NOT_SHOWN, code="not_shown")
        if earlier is not None:
            values = {name: getattr(earlier, name) for name in WRITTEN}
            write_draft(letter, values, tab="", version=letter.version, saved_at=now)
    return letter


def _locked_pair(letter: Letter, now: datetime) -> tuple[Letter, Letter | None]:
    """LETTER and the one of before, locked; the older first, as an erasure does. No earlier one when LETTER is in already."""
    earlier = Letter.objects.select_for_update(of=("self",)).select_related("file")
    found = earlier.filter(carried_to=letter).first()
    _nomination, letter = locked_case(letter)
    if letter.state == Letter.State.SENT:
        return letter, None
    check_unsent(letter)
    check_writable(letter, now)
    if _is_begun(letter):
        raise WrongMove(
            _("You have already started a new letter here. Send that one, or empty it first."), code="begun"
        )
    if found is None or not _may_stand(letter, found):
        raise WrongMove(
            _("Your earlier letter can no longer be used. Please write a new one."), code="no_earlier_letter"
        )
    return letter, found


def copied(stored: StoredFile, keep: Keep) -> StoredFile:
    """Bytes of its own: what becomes of the earlier file changes nothing here, nor the other way round."""
    with stored.open() as source:
        copy = keep(source.read(), stored.media_type)
    copy.given_name = stored.given_name
    copy.save(update_fields=["given_name"])
    ask_for_copy(copy)
    return copy
