"""Staff-assisted recovery: somebody lost every address; one colleague asks, another approves, a day passes, the person confirms.

Nobody of the office can do it alone, and no account of the office or of a jury is ever opened so: both are checked again at
every step, because much can change in a week.
"""

from datetime import datetime
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members.accounts import sessions
from members.accounts.actions.accounts import lapse_unproven
from members.models import Recovery, RecoveryLink, User
from members.models.recovery import RECOVERY_DELAY, RECOVERY_LINK_LASTS
from pafso.audit.log import record
from pafso.errors import DomainError, Incomplete, NotEligible, WrongMove
from pafso.lazy import Words
from pafso.mailboxes import mailbox
from pafso.press_once import refuse_other_words
from pafso.web.private_links import digest_of, new_token

from . import mails
from .checks import check_account, check_address, check_colleague, old_addresses, taken_address

State, Purpose = Recovery.State, RecoveryLink.Purpose
MOST_AT_ONCE = 50


# --- The office ------------------------------------------------------------------------------------------------------
def ask_recovery(
    user: User,
    *,
    new_address: str,
    evidence: str,
    takes_off_second_step: bool,
    by: User,
    now: datetime | None = None,
) -> Recovery:
    """Ask that USER's account opens with NEW_ADDRESS; all old addresses are told at once. A second press finds the first.

    Raises Incomplete (address or evidence), NotEligible (who asks, for whom, which address), WrongMove when one is under way.
    """
    now, address = now or timezone.now(), mailbox(new_address)
    _check_form(address, evidence)
    with transaction.atomic():
        user = User.objects.select_for_update().get(pk=user.pk)
        check_colleague(by, "add_recovery", account=user)
        check_account(user)
        open_one = Recovery.objects.filter(user=user, state__in=Recovery.OPEN).first()
        if open_one is not None:
            if (open_one.asked_by_id, open_one.new_address) == (by.pk, address):
                kept = _said(open_one.evidence, open_one.takes_off_second_step)
                refuse_other_words(kept, _said(evidence.strip(), takes_off_second_step))
                return open_one
            raise WrongMove(_("A recovery of this account is in progress."))
        check_address(user, address)
        recovery = Recovery.objects.create(
            user=user,
            new_address=address,
            evidence=evidence.strip(),
            takes_off_second_step=takes_off_second_step,
            asked_by=by,
            asked_at=now,
        )
        _record("recovery_asked", recovery, by=by)
        for old in old_addresses(user):
            mails.recovery_asked(recovery, old, token=_link(recovery, Purpose.STOP))
    return recovery


def approve_recovery(recovery: Recovery, *, by: User, now: datetime | None = None) -> Recovery:
    """Another colleague agrees: a day later the new address gets its link; all old addresses are told.

    Raises NotEligible (the asker, the person, an account that is not recovered so), WrongMove when it is no longer asked.
    """
    now = now or timezone.now()
    with transaction.atomic():
        recovery = _locked(recovery)
        _check_second(recovery, by)
        if recovery.state == State.ASKED:
            check_account(recovery.user)
            check_address(recovery.user, recovery.new_address, beside=recovery)
        if recovery.advance(State.APPROVED, decided_by=by, decided_at=now, due_at=now + RECOVERY_DELAY):
            _record("recovery_approved", recovery, by=by)
            for old in old_addresses(recovery.user):
                mails.recovery_approved(recovery, old, token=_link(recovery, Purpose.STOP))
    return recovery


def refuse_recovery(recovery: Recovery, *, by: User, reason: str = "", now: datetime | None = None) -> Recovery:
    """Another colleague disagrees; REASON goes to the audit trail. Raises NotEligible, WrongMove."""
    now = now or timezone.now()
    with transaction.atomic():
        recovery = _locked(recovery)
        _check_second(recovery, by)
        if recovery.advance(State.REFUSED, decided_by=by, decided_at=now, ended_at=now):
            _record("recovery_refused", recovery, by=by, reason=reason.strip()[:300])
            _tell_the_end(recovery)
    return recovery


def stop_recovery(recovery: Recovery, *, by: User | None, now: datetime | None = None) -> Recovery:
    """Ended before it opened anything: by any colleague, by the person, or (BY is None) through the link in a notice.

    Raises NotEligible for anybody else, WrongMove when it has ended otherwise.
    """
    now = now or timezone.now()
    with transaction.atomic():
        recovery = _locked(recovery)
        if by is not None and by.pk != recovery.user_id:
            check_colleague(by, "change_recovery")
        _stop(recovery, by=by, reason="by_link" if by is None else "", now=now)
    return recovery


def _stop(recovery: Recovery, *, by: User | None, reason: str, now: datetime) -> None:
    was_ready = recovery.state == State.READY
    if recovery.advance(State.STOPPED, ended_at=now):
        _record("recovery_stopped", recovery, by=by, reason=reason)
        _tell_the_end(recovery, new_too=was_ready)


def stop_at_sign_in(user: User) -> None:
    """Somebody who can sign in did not lose every way in: what is under way ends."""
    for recovery in Recovery.objects.filter(user=user, state__in=Recovery.OPEN):
        with transaction.atomic():
            recovery = _locked(recovery)
            if recovery.is_open:
                _stop(recovery, by=user, reason="signed_in", now=timezone.now())


# --- The clock -------------------------------------------------------------------------------------------------------
def ready_recoveries(now: datetime | None = None) -> int:
    """Mail the link of every recovery whose day is over; one that may no longer be is stopped. Returns how many were sent."""
    now = now or timezone.now()
    due = Recovery.objects.filter(state=State.APPROVED, due_at__lte=now).order_by("due_at")[:MOST_AT_ONCE]
    return sum(_make_ready(recovery, now) for recovery in due)


def _make_ready(recovery: Recovery, now: datetime) -> bool:
    with transaction.atomic():
        recovery = _locked(recovery)
        if recovery.state != State.APPROVED:
            return False
        try:
            check_account(recovery.user)
            check_address(recovery.user, recovery.new_address, beside=recovery)
        except DomainError as refusal:
            _stop(recovery, by=None, reason=refusal.code, now=now)
            return False
        # The link lasts from when it is sent, however late the clock was.
        recovery.advance(State.READY, due_at=now)
        _record("recovery_link_sent", recovery)
        mails.recovery_ready(recovery, token=_link(recovery, Purpose.CONFIRM))
    return True


def expire_recoveries(now: datetime | None = None) -> int:
    """End every recovery whose link nobody used in a week. Returns how many."""
    now = now or timezone.now()
    old = Recovery.objects.filter(state=State.READY, due_at__lte=now - RECOVERY_LINK_LASTS)[:MOST_AT_ONCE]
    return sum(_expire(recovery, now) for recovery in old)


def _expire(recovery: Recovery, now: datetime) -> bool:
    with transaction.atomic():
        recovery = _locked(recovery)
        if recovery.state != State.READY:
            return False
        recovery.advance(State.EXPIRED, ended_at=now)
        _record("recovery_expired", recovery)
        _tell_the_end(recovery, new_too=True)
    return True


# --- The person ------------------------------------------------------------------------------------------------------
def recovery_for_token(token: str, purpose: str) -> Recovery | None:
    """The recovery that this link is about, whatever has become of it; reading changes nothing."""
    links = RecoveryLink.objects.select_related("recovery__user").filter(digest=digest_of(token), purpose=purpose)
    link = links.first()
    return link.recovery if link else None


def is_confirmable(recovery: Recovery, now: datetime | None = None) -> bool:
    """Whether the link in the new mailbox still opens something."""
    ends = recovery.link_ends_at
    return recovery.state == State.READY and ends is not None and (now or timezone.now()) < ends


def confirm_recovery(recovery: Recovery, *, now: datetime | None = None) -> Recovery:
    """The person pressed the button behind the link that only the new mailbox got: the address is proven and is the main one.

    All sessions and the old password end, second steps too when that was asked for; everybody is told. Again: changes nothing.
    Raises WrongMove when the link has ended, NotEligible when the account or the address may no longer be joined so.
    """
    now = now or timezone.now()
    with transaction.atomic():
        recovery = _locked(recovery)
        if recovery.state == State.DONE:
            return recovery
        if not is_confirmable(recovery, now):
            raise WrongMove(_("This link no longer works. Write to the office if you still cannot log in."))
        user, told = recovery.user, old_addresses(recovery.user)
        check_account(user)
        check_address(user, recovery.new_address, beside=recovery)
        lapse_unproven(recovery.new_address)
        recovery.advance(State.DONE, ended_at=now)
        _put_address(user, recovery.new_address)
        taken = _take_off_steps(user) if recovery.takes_off_second_step else 0
        _record("recovery_done", recovery, by=user)
        record("account_recovered", user, by=user, changes={"recovery": recovery.pk, "second_steps_taken_off": taken})
        for address in [*told, recovery.new_address]:
            mails.recovery_done(recovery, address)
    return recovery


def _put_address(user: User, address: str) -> None:
    """Proven and the main one; no old session and no old password opens the account any more."""
    try:
        with transaction.atomic():
            EmailAddress.objects.filter(user=user, primary=True).update(primary=False)
            EmailAddress.objects.update_or_create(
                user=user, email=address, defaults={"verified": True, "primary": True}
            )
            user.email = address
            user.set_unusable_password()
            user.save(update_fields=["email", "password"])
    except IntegrityError as error:
        # Somebody else proved this address a moment ago; the database keeps it one person's.
        raise taken_address() from error
    sessions.end_all_and_tokens(user)


def _take_off_steps(user: User) -> int:
    taken, _rows = Authenticator.objects.filter(user=user).delete()
    return taken


def _check_second(recovery: Recovery, by: User) -> None:
    check_colleague(by, "change_recovery", account=recovery.user)
    if by.pk == recovery.asked_by_id:
        raise NotEligible(_("You asked for this. Another colleague must decide."), code="same_person")


def _said(evidence: str, takes_off_second_step: bool) -> dict[str, object]:
    label = Recovery._meta.get_field("takes_off_second_step").verbose_name  # type: ignore[union-attr]
    return {"evidence": evidence, **({"second step": label} if takes_off_second_step else {})}


def _check_form(address: str, evidence: str) -> None:
    problems: list[tuple[str, Words]] = []
    try:
        validate_email(address)
    except ValidationError:
        problems.append(("new_address", _("Enter a valid email address.")))
    if not evidence.strip():
        problems.append(("evidence", _("Say what you saw that shows who this is.")))
    if problems:
        raise Incomplete(problems)


# --- What every verb does --------------------------------------------------------------------------------------------
def _locked(recovery: Recovery) -> Recovery:
    """The account first, then the recovery: everybody takes both locks in this order."""
    user = User.objects.select_for_update().get(pk=recovery.user_id)
    recovery = recovery.reload_locked()
    recovery.user = user
    return recovery


def _link(recovery: Recovery, purpose: str) -> str:
    token = new_token()
    RecoveryLink.objects.create(recovery=recovery, purpose=purpose, digest=digest_of(token))
    return token


def _record(verb: str, recovery: Recovery, *, by: User | None = None, reason: str = "") -> None:
    changes: dict[str, Any] = {"account": recovery.user_id, "second_step": recovery.takes_off_second_step}
    record(verb, recovery, by=by, changes={**changes, "reason": reason} if reason else changes)


def _tell_the_end(recovery: Recovery, *, new_too: bool = False) -> None:
    for address in [*old_addresses(recovery.user), *([recovery.new_address] if new_too else [])]:
        mails.recovery_stopped(recovery, address)
