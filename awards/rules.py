"""Who may do what with nominations and letters, each a sentence; querysets' visible_to is the other face."""

from awards.models.letter import LetterQuerySet
from awards.models.right import awards_of
from members.identity import identity_of
from members.models import User
from pafso.access import Visitor, is_guest
from pafso.mail.personal_data import proven_addresses, since_proven

from .models import Cycle, Letter, Nomination, NominationDeclaration


def may_nominate(user: Visitor, cycle: Cycle) -> bool:
    """Whoever has a full account; a guest where the cycle says so."""
    return bool(user.is_authenticated and (cycle.guests_nominate or not is_guest(user)))


def is_nominator(user: Visitor, nomination: Nomination) -> bool:
    return bool(user.is_authenticated and nomination.nominator_id == user.pk)


def is_nominee(user: Visitor, nomination: Nomination) -> bool:
    """By any confirmed address of the account, and any that the roll has of the person."""
    return bool(user.is_authenticated and identity_of(user).has(nomination.nominee_email))


def is_party(user: Visitor, nomination: Nomination) -> bool:
    """Nominator, nominee, supporter, or a colleague said so: such a person neither reads the case nor decides it."""
    if not user.is_authenticated:
        return False
    return (
        is_nominator(user, nomination)
        or is_nominee(user, nomination)
        or Letter.objects.asked_of(identity_of(user)).filter(nomination=nomination.pk).exists()
        or NominationDeclaration.objects.shutting_out(user).filter(nomination=nomination.pk).exists()
    )


def looks_after_nomination(user: Visitor, nomination: Nomination) -> bool:
    """Who looks after the award, and nobody a case to which they are a party; whatever its state."""
    return awards_of(user).opens(nomination.cycle.award_id) and not is_party(user, nomination)


def handles_nomination(user: Visitor, nomination: Nomination) -> bool:
    """The same once it is handed in: before that it is its nominator's own."""
    return nomination.is_handed_in and looks_after_nomination(user, nomination)


def may_see_nomination(user: Visitor, nomination: Nomination) -> bool:
    """The nominator always; the office once it is handed in, as `handles_nomination` says."""
    return is_nominator(user, nomination) or handles_nomination(user, nomination)


def must_say_who(user: Visitor, nomination: Nomination) -> bool:
    """Whether somebody in the case has the reader's name, and the reader has not said yet whether that is them."""
    if not user.is_authenticated or is_nominator(user, nomination):
        return False
    me = identity_of(user)
    asked = nomination.letters.not_revoked().values_list("name", "full_name")
    named = me.may_be(nomination.nominee_name, nomination.nominator.name) or me.may_be(
        *(n for row in asked for n in row)
    )
    return named and not nomination.declarations.standing().filter(user=user.pk).exists()


def may_read_letter(user: Visitor, letter: Letter) -> bool:
    """The office once letter and nomination are in; the nominator only if the cycle says so; never the nominee."""
    nomination = letter.nomination
    if letter.state != Letter.State.SENT or is_nominee(user, nomination):
        return False
    if is_nominator(user, nomination):
        return nomination.cycle.letters_shown_to_nominator
    return handles_nomination(user, nomination)


def may_take_file(user: Visitor, letter: Letter) -> bool:
    """The office alone takes a file as it came, with all that is in it; whoever else reads the letter reads the copy of it."""
    return letter.state == Letter.State.SENT and handles_nomination(user, letter.nomination)


def letters_asked_of(user: User) -> LetterQuerySet:
    """Asked for at an address of the person's; never in a nomination of the person (R16), whoever it was asked of."""
    addresses, about = proven_addresses(user), identity_of(user).is_at("nomination__nominee_email")
    return Letter.objects.filter(since_proven(addresses, "email", "invited_at")).exclude(about)
