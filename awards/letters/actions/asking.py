"""What the nominator, or a co-nominator, does about letters: asks for one, asks again, no longer asks."""

import uuid
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from awards.letters import mails
from awards.locking import check_puts_forward, locked_letter, locked_nomination
from awards.models import GroupMember, Letter, LetterLink, Nomination
from members.identity import identity_of
from members.models import User
from pafso.audit.log import record
from pafso.clock import received_at
from pafso.codes import unused_code
from pafso.errors import NotEligible, WrongMove
from pafso.mailboxes import mailbox
from pafso.press_once import DOUBLE_CLICK, language_name, made_by_press, refuse_other_words
from pafso.text.dates import filled_in
from pafso.text.one_line import one_line

from .checks import check_open, check_unsent, check_writable
from .links import new_link

MOST_LETTERS = 20
# One reminder by hand a week; what goes by itself before the deadline comes on top.
BETWEEN_REMINDERS = timedelta(days=7)
TOO_SOON = _("You can send one reminder a week. For this letter, the next one is possible from %(moment)s.")
# Nobody asks for so many in earnest: an account that does writes to strangers in our name.
MOST_A_DAY = 40


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

    Raises WindowClosed, WrongMove once disqualified, NotEligible for the nominator, the nominee or an address asked before, and
    when BY no longer puts the nomination forward.
    """
    now = now or received_at()
    email, name = mailbox(email), one_line(name).strip()
    with transaction.atomic():
        nomination = locked_nomination(nomination)
        check_puts_forward(nomination, by=by)
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
    if identity_of(by).has(email) or email == nomination.nominator.email.lower():
        raise NotEligible(_("You cannot write a letter of support for your own nomination."), code="own_letter")
    if _is_beside_nominator(nomination, email):
        raise NotEligible(_("A co-nominator cannot write a letter of support."), code="co_nominator_letter")
    if email == nomination.nominee_email.strip().lower() or _is_in_group(nomination, email):
        raise NotEligible(_("The nominee cannot write a letter of support."), code="nominee_letter")
    by_post = Q(on_paper=True, contact_email=email)
    if nomination.letters.not_revoked().filter(Q(email=email) | by_post).exists():
        raise NotEligible(_("You have already asked for a letter at this address."), code="asked_already")
    if nomination.letters.count() >= MOST_LETTERS:
        raise NotEligible(_("You have asked for twenty letters, which is the limit."), code="too_many")


def is_of_the_case(nomination: Nomination, email: str) -> bool:
    """Whether EMAIL is of somebody who puts NOMINATION forward, or who is put forward: none of them supports it."""
    if identity_of(nomination.nominator).has(email) or email == nomination.nominee_email.strip().lower():
        return True
    return _is_beside_nominator(nomination, email) or _is_in_group(nomination, email)


def _is_beside_nominator(nomination: Nomination, email: str) -> bool:
    """An invited or joined co-nominator, by the address of the invitation or any that their account is known by."""
    rows = nomination.co_nominators.standing().select_related("user")
    return any(row.email == email or (row.user and identity_of(row.user).has(email)) for row in rows)


def _is_in_group(nomination: Nomination, email: str) -> bool:
    return GroupMember.objects.counting().filter(nomination=nomination.pk, email__iexact=email).exists()


def ask_again(letter: Letter, *, by: User, now: datetime | None = None) -> Letter:
    """Mail a fresh link; those that are out stay alive. A second press within a minute sends nothing.

    Raises WrongMove once it arrived or was revoked, WindowClosed, NotEligible within a week of the time before, and when BY no
    longer puts the nomination forward.
    """
    now = now or received_at()
    with transaction.atomic():
        letter = locked_letter(letter)
        check_puts_forward(letter.nomination, by=by)
        check_unsent(letter)
        check_writable(letter, now)
        if now - letter.asked_again_at < DOUBLE_CLICK:
            return letter
        if now < remindable_from(letter):
            raise NotEligible(filled_in(TOO_SOON, moment=remindable_from(letter)), code="too_soon")
        _check_pace(letter.nomination, now)
        letter.asked_again_at = now
        letter.save(update_fields=["asked_again_at"])
        record("supporter_asked_again", letter, by=by, changes={"nomination": letter.nomination.code})
        _send_link(letter)
    return letter


def remindable_from(letter: Letter) -> datetime:
    return letter.asked_again_at + BETWEEN_REMINDERS


def revoke_letter(letter: Letter, *, by: User) -> Letter:
    """No longer ask for it: its links end at once. Raises WrongMove when it has arrived, NotEligible when BY no longer puts the
    nomination forward."""
    with transaction.atomic():
        letter = locked_letter(letter)
        check_puts_forward(letter.nomination, by=by)
        return end_request(letter, by=by)


def end_request(letter: Letter, *, by: User) -> Letter:
    """The same for its supporter, whose account is erased. Raises WrongMove when it has arrived."""
    with transaction.atomic():
        letter = locked_letter(letter)
        if letter.state == Letter.State.SENT:
            raise WrongMove(_("This letter has been received and stays with the nomination."))
        if letter.advance(Letter.State.REVOKED):
            record("letter_revoked", letter, by=by, changes={"nomination": letter.nomination.code})
    return letter


def _send_link(letter: Letter) -> None:
    token, link = new_link(letter)
    mails.letter_invitation(letter, token, link_id=link.pk)


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
