"""Who may do what with nominations and letters, each a sentence; querysets' visible_to is the other face."""

from awards.models.letter import LetterQuerySet
from awards.models.right import awards_of
from members.identity import identity_of
from members.models import User
from pafso.access import Visitor, is_guest
from pafso.mail.personal_data import proven_addresses, since_proven

from .models import CoNominator, Cycle, GroupMember, Letter, Nomination, NominationDeclaration
from .models.group import about, is_as_submitted


def may_nominate(user: Visitor, cycle: Cycle) -> bool:
    """Whoever has a full account; a guest where the cycle says so."""
    return bool(user.is_authenticated and (cycle.guests_nominate or not is_guest(user)))


def is_nominator(user: Visitor, nomination: Nomination) -> bool:
    return bool(user.is_authenticated and nomination.nominator_id == user.pk)


def is_co_nominator(user: Visitor, nomination: Nomination) -> bool:
    """Who joined at the nominator's invitation, until that ends; never the nominee."""
    if not user.is_authenticated:
        return False
    joined = CoNominator.objects.joined().filter(user=user.pk, nomination=nomination.pk).exists()
    return joined and not is_nominee(user, nomination)


def puts_forward(user: Visitor, nomination: Nomination) -> bool:
    return is_nominator(user, nomination) or is_co_nominator(user, nomination)


def is_nominee(user: Visitor, nomination: Nomination) -> bool:
    """By any confirmed address of the account, any that the roll has of the person, or as the Secretary matched the nominee to the
    roll; or one of the group that is put forward. While it is with its nominator, also as it was submitted."""
    if not user.is_authenticated:
        return False
    me = identity_of(user)
    if (
        me.has(nomination.nominee_email)
        or nomination.nominee_member_id in me.entries
        or is_as_submitted(me, nomination)
    ):
        return True
    return nomination.is_of_a_group and GroupMember.objects.of(me).filter(nomination=nomination.pk).exists()


def is_party(user: Visitor, nomination: Nomination) -> bool:
    """Nominator, co-nominator, nominee, supporter, or a colleague said so: such a person neither reads the case nor decides it."""
    if not user.is_authenticated:
        return False
    me = identity_of(user)
    return (
        is_nominator(user, nomination)
        or is_nominee(user, nomination)
        or CoNominator.objects.concerning(user, me).filter(nomination=nomination.pk).exists()
        or Letter.objects.asked_of(me).filter(nomination=nomination.pk).exists()
        or NominationDeclaration.objects.shutting_out(user).filter(nomination=nomination.pk).exists()
    )


def looks_after_nomination(user: Visitor, nomination: Nomination) -> bool:
    """Who looks after the award, and nobody a case to which they are a party; whatever its state."""
    return awards_of(user).opens(nomination.cycle.award_id) and not is_party(user, nomination)


def handles_nomination(user: Visitor, nomination: Nomination) -> bool:
    """The same once it is handed in: before that it is its nominator's own."""
    return nomination.is_handed_in and looks_after_nomination(user, nomination)


def may_see_nomination(user: Visitor, nomination: Nomination) -> bool:
    """Nominator and co-nominators always; the office once it is handed in, as `handles_nomination` says."""
    return puts_forward(user, nomination) or handles_nomination(user, nomination)


def must_say_who(user: Visitor, nomination: Nomination) -> bool:
    """Whether somebody in the case has the reader's name, and the reader has not said yet whether that is them."""
    if not user.is_authenticated or puts_forward(user, nomination):
        return False
    me = identity_of(user)
    named = me.may_be(nomination.nominator.name, *_nominees_named(nomination)) or me.may_be(*_others_named(nomination))
    return named and not nomination.declarations.standing().filter(user=user.pk).exists()


def _nominees_named(nomination: Nomination) -> list[str]:
    """The nominee, and the members of a group; while it is with its nominator, those of the words that were submitted."""
    if nomination.state != Nomination.State.RETURNED:
        return [nomination.nominee_name, *(each.name for each in nomination.group)]
    words = nomination.as_submitted or {}
    return [words.get("nominee_name", ""), *(each["name"] for each in words.get("group", ()))]


def _others_named(nomination: Nomination) -> list[str]:
    """Supporters, by the name with which they were asked and the one with which they signed; and co-nominators, by that of the
    invitation and that of their account."""
    asked = nomination.letters.not_revoked().values_list("name", "full_name")
    beside = nomination.co_nominators.values_list("name", "user__name")
    return [name for rows in (asked, beside) for row in rows for name in row if name]


def may_read_letter(user: Visitor, letter: Letter) -> bool:
    """The office once letter and nomination are in; who puts it forward only if the cycle says so; never the nominee."""
    nomination = letter.nomination
    if letter.state != Letter.State.SENT or is_nominee(user, nomination):
        return False
    if puts_forward(user, nomination):
        return nomination.cycle.letters_shown_to_nominator
    return handles_nomination(user, nomination)


def may_take_file(user: Visitor, letter: Letter) -> bool:
    """The office alone takes a file as it came, with all that is in it; whoever else reads the letter reads the copy of it."""
    return letter.state == Letter.State.SENT and handles_nomination(user, letter.nomination)


def letters_asked_of(user: User) -> LetterQuerySet:
    """Asked for at an address of the person's; never in a nomination of the person (R16), whoever it was asked of."""
    mine, of_me = since_proven(proven_addresses(user), "email", "invited_at"), about(identity_of(user), "nomination__")
    return Letter.objects.filter(mine).exclude(of_me)
