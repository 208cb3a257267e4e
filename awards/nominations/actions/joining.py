"""Two nominations of one nominee become one: the letters of the one come along to the other, which stays."""

from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from awards.co_nominators.actions import add_co_nominator
from awards.locking import check_handles
from awards.mails import co_nominators_of
from awards.models import Letter, LetterLink, Nomination
from awards.nominations import mails_of_the_office as mails
from awards.nominations.same_nominee import LIVE, others_of
from awards.returning.actions import FROZEN, as_it_was_submitted, locked_standing
from members.identity import identity_of
from members.models import User
from pafso.audit.log import record
from pafso.clock import received_at
from pafso.errors import NotEligible, WrongMove

State = Nomination.State
SENT = Letter.State.SENT


@dataclass
class Joined:
    """What became of it: the letters that came along, and those that stay with the nomination that was joined."""

    nomination: Nomination
    into: Nomination
    moved: list[Letter] = field(default_factory=list)
    left: list[Letter] = field(default_factory=list)


def join_nominations(nomination: Nomination, *, by: User, into: int, now: datetime | None = None) -> Joined:
    """NOMINATION goes on in the one with the key INTO, of the same nominee: its letters come along, their links stay alive, and
    whoever put it forward nominates there too (but for whom the rules leave out).

    Again changes nothing. Raises NotEligible for whom `check_handles` refuses and for two that are not of one nominee, WrongMove
    for what is not live, and once dossiers are frozen.
    """
    now = now or received_at()
    with transaction.atomic():
        nomination, stays = _locked(nomination, into, now)
        for each in (nomination, stays):
            check_handles(each, by=by)
        if nomination.state == State.JOINED and nomination.joined_to_id == stays.pk:
            return Joined(nomination, stays)
        _check(nomination, stays)
        joined = Joined(nomination, stays)
        put_forward = [nomination.nominator, *co_nominators_of(nomination)]
        _bring_letters(joined)
        _end(nomination, stays)
        for person in put_forward:
            add_co_nominator(stays, person, by=by, now=now)
        _record(joined, by)
        mails.nomination_joined(nomination, stays, put_forward, letters=len(joined.moved))
        mails.nomination_taken_in(stays, nomination, letters=len(joined.moved), but=put_forward)
    return joined


def _locked(nomination: Nomination, into: int, now: datetime) -> tuple[Nomination, Nomination]:
    """In the order of their keys, whichever way round they are joined."""
    rows = {pk: locked_standing(Nomination(pk=pk), now=now) for pk in sorted({nomination.pk, into})}
    return rows[nomination.pk], rows[into]


def _check(nomination: Nomination, stays: Nomination) -> None:
    if nomination.cycle.frozen_at is not None:
        raise WrongMove(FROZEN, code="frozen")
    if nomination.state not in LIVE or stays.state not in LIVE:
        raise WrongMove(_("One of the two is no longer considered. Reload the page to see what it is now."))
    if stays.pk not in {one.nomination.pk for one in others_of(nomination)}:
        raise NotEligible(
            _("These are not of the same nominee. If they are, match both to the same entry of the roll first."),
            code="not_the_same",
        )


def _end(nomination: Nomination, stays: Nomination) -> None:
    if nomination.state == State.RETURNED:
        nomination.advance(State.SUBMITTED, **as_it_was_submitted(nomination))
    nomination.advance(State.JOINED, joined_to=stays)
    # What had been joined to it before goes on where it goes.
    Nomination.objects.filter(joined_to=nomination).update(joined_to=stays)


# --- Letters ---------------------------------------------------------------------------------------------------------
def _bring_letters(joined: Joined) -> None:
    """Of an address that was asked in both, one letter stays; a letter of whoever puts forward the other stays behind."""
    there = {_address(letter): letter for letter in _locked_letters(joined.into)}
    nominator = identity_of(joined.into.nominator)
    for letter in _locked_letters(joined.nomination):
        other = there.get(_address(letter))
        if nominator.has(_address(letter)) or (other is not None and not _wins(letter, other)):
            _leave(joined, letter, other)
            continue
        if other is not None:
            other.advance(Letter.State.REVOKED)
            _lead_links(other, letter)
        joined.moved.append(letter)
    Letter.objects.filter(pk__in=[letter.pk for letter in joined.moved]).update(nomination=joined.into)


def _address(letter: Letter) -> str:
    """By which its writer is known: of a letter on paper, what they wrote on it."""
    return (letter.reached_at or letter.email).lower()


def _locked_letters(nomination: Nomination) -> list[Letter]:
    return list(nomination.letters.not_revoked().select_for_update(of=("self",)).order_by("pk"))


def _wins(letter: Letter, other: Letter) -> bool:
    """A letter that is in before one that is not, one that was begun before one that was not; else the one that is there."""
    return _rank(letter) > _rank(other)


def _rank(letter: Letter) -> int:
    if letter.state == SENT:
        return 3
    return 1 + (letter.saved_at is not None) if letter.state == Letter.State.INVITED else 0


def _leave(joined: Joined, letter: Letter, other: Letter | None) -> None:
    """It stays with the nomination that was joined. What is in can be read there; what is not is asked for no longer."""
    joined.left.append(letter)
    if letter.state != SENT:
        letter.advance(Letter.State.REVOKED)
        if other is not None:
            _lead_links(letter, other)


def _lead_links(loser: Letter, winner: Letter) -> None:
    """The link in the supporter's mailbox opens the letter that stays; one with words of its own keeps showing them."""
    if not loser.text.strip() and loser.file_id is None:
        LetterLink.objects.filter(letter=loser).update(letter=winner)


def _record(joined: Joined, by: User) -> None:
    changes = {
        "into": joined.into.code,
        "letters": [letter.code for letter in joined.moved],
        "left": [letter.code for letter in joined.left],
    }
    record("nomination_joined", joined.nomination, by=by, changes=changes)
    record("nomination_taken_in", joined.into, by=by, changes={"nomination": joined.nomination.code})
