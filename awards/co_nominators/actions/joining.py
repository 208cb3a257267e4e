"""Whoever was invited joins, with an account; the Secretary adds the nominator of a joined nomination."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from awards.co_nominators import mails
from awards.locking import locked_co_nominator, locked_nomination
from awards.models import CoNominator, Letter, Nomination
from awards.rules import is_nominator, is_nominee, may_nominate
from members.identity import identity_of
from members.models import User
from pafso.audit.log import record
from pafso.clock import received_at
from pafso.errors import NotEligible, WrongMove
from pafso.mail.personal_data import proven_addresses

from .checks import check_goes_on

# One sentence for the nominee and for supporters: it must not tell somebody that they are nominated.
NOT_WITH_THIS_ACCOUNT = _(
    "This account cannot join the nomination. Nothing is wrong with the link: please ask the person who invited you."
)


def co_nominator_for_digest(digest: str) -> CoNominator | None:
    """Whom this link invites, whatever has become of it; reading changes nothing."""
    rows = CoNominator.objects.select_related("nomination__cycle__award", "nomination__nominator", "user")
    return rows.filter(digest=digest).first() if digest else None


def join_nomination(row: CoNominator, *, by: User, now: datetime | None = None) -> CoNominator:
    """BY, who holds the link, takes the invitation up; the nominator is told. Again by the same person is harmless.

    Raises WrongMove once it is ended or taken up by somebody else, WindowClosed, NotEligible for whom the rules leave out.
    """
    now = now or received_at()
    with transaction.atomic():
        nomination = locked_nomination(row.nomination)
        row = locked_co_nominator(row)
        if row.has_joined and row.user_id == by.pk:
            return row
        if not row.is_invited:
            raise WrongMove(_("This invitation has been answered or ended."), code="ended")
        check_goes_on(nomination, now)
        check_may_join(nomination, by)
        _write(row, by, now)
        record("co_nominator_joined", nomination, by=by, changes={"co_nominator": row.pk})
        mails.co_nominator_joined(row)
    return row


def add_co_nominator(
    nomination: Nomination, user: User, *, by: User, now: datetime | None = None
) -> CoNominator | None:
    """USER beside the nominator, by an act of the office (a nomination joined to this one); whoever calls it tells them.

    None for whom the rules leave out: the nominator, the nominee, a supporter. An invitation to the account's own address is
    taken up by it; who is a co-nominator already stays so. To be called with the right of the office checked.
    """
    now = now or received_at()
    with transaction.atomic():
        nomination = locked_nomination(nomination)
        standing = nomination.co_nominators.standing().select_for_update(of=("self",))
        if found := standing.filter(user=user).first():
            return found
        if _is_left_out(nomination, user):
            return None
        row = standing.filter(email=user.email, user=None).first() or CoNominator(
            nomination=nomination, name=user.name, email=user.email, invited_in=user.language, invited_at=now
        )
        _write(row, user, now)
        record("co_nominator_added", nomination, by=by, changes={"co_nominator": row.pk, "account": user.pk})
    return row


def _write(row: CoNominator, user: User, now: datetime) -> None:
    row.user, row.joined_at = user, now
    row.save()


def check_may_join(nomination: Nomination, by: User) -> None:
    """Raises NotEligible for the nominator, a guest where guests do not nominate, for who is beside them already, the nominee, a supporter, an unconfirmed address."""
    if is_nominator(by, nomination):
        raise NotEligible(_("You are the nominator already."), code="own_nomination")
    if not may_nominate(by, nomination.cycle):
        raise NotEligible(_("Guests cannot nominate for this award. Create an account to join."), code="account_needed")
    if nomination.co_nominators.joined().filter(user=by).exists():
        raise NotEligible(_("You have already joined this nomination."), code="joined_already")
    if not proven_addresses(by):
        raise NotEligible(_("Confirm your email address first."), code="not_confirmed")
    if _is_left_out(nomination, by):
        raise NotEligible(NOT_WITH_THIS_ACCOUNT, code="not_with_this_account")


def _is_left_out(nomination: Nomination, user: User) -> bool:
    asked = Letter.objects.asked_of(identity_of(user)).filter(nomination=nomination.pk)
    return is_nominator(user, nomination) or is_nominee(user, nomination) or asked.exists()
