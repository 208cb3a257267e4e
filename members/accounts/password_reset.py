""" "Forgot your details?": one way for people with an account, people on the roll without one, and strangers.

All three cost the same queries and one mail, and see the same pages; what differs is in the mail. A code is kept in the
session that asked. For a person on the roll the account is opened only when the code has come back: see `activate`.
"""

import time

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.email_verification_by_code import EmailVerificationProcess
from allauth.account.internal.flows.password_reset_by_code import PasswordResetVerificationProcess
from allauth.account.internal.stagekit import stash_login, unstash_login
from allauth.account.internal.userkit import user_id_to_str
from allauth.account.models import EmailAddress
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare

from members.models import RollAddress, User
from pafso.mailboxes import mailbox

from .actions.accounts import open_account
from .live_codes import LiveCode, ask


def holder_of(address: str) -> User | None:
    """Whose account the proven ADDRESS opens. An address that was never proven is nobody's. One query, whoever asks."""
    rows = EmailAddress.objects.filter(email=mailbox(address), verified=True, user__is_active=True)
    found = rows.select_related("user").first()
    return found.user if found else None


class PasswordResetProcess(PasswordResetVerificationProcess):
    """allauth's code process, whose first step knows the roll too; its other steps are taken up by allauth's own class."""

    def send_live(self, live: LiveCode) -> None:
        adapter, email = get_adapter(), self.state["email"]
        person = RollAddress.objects.person_without_account(email)
        template, said = "unknown_account", {}
        if self.user or person:
            self.state["code"] = live.code
            template, said = "password_reset_code", {"code": live.code}
        if person and not self.user:
            template, said = "activation_code", {"code": live.code, "language": person.language}
        if live.is_mailed:
            adapter.send_mail(f"account/email/{template}", email, said)


def begin(request: HttpRequest, email: str, user: User | None, *, is_known: bool) -> None:
    """Send the mail, and keep in the session what the next page needs; nothing else is written."""
    process = PasswordResetProcess(request, state=PasswordResetProcess.initial_state(user, email), user=user)
    if user is not None:
        process.state["proof"] = user.get_session_auth_hash()
    process.send_live(ask("recovery", email, user, is_known=is_known))
    process.persist()


def activate(process: PasswordResetVerificationProcess) -> bool:
    """After the right code: make sure that there is an account to go on with. False when the address opens none any more."""
    if process.user is None:
        user = open_account(process.state["email"])
        if user is not None:
            process.state.update(user_id=user_id_to_str(user), proof=user.get_session_auth_hash())
    return still_opens(process)


def still_opens(process: PasswordResetVerificationProcess) -> bool:
    """Whether address and password are what they were when the code was asked for; else the code is worth nothing."""
    user: User | None = process.user
    if (
        user is not None
        and holder_of(process.state["email"]) == user
        and constant_time_compare(process.state.get("proof", ""), user.get_session_auth_hash())
    ):
        return True
    process.abort()
    return False


def likeness(process: PasswordResetVerificationProcess) -> User | None:
    """Whom a new password must not be about: the account, or the person on the roll as the account would be."""
    if process.user is not None:
        return process.user  # type: ignore[return-value]
    email = process.state["email"]
    person = RollAddress.objects.person_without_account(email)
    return User(email=email, name=person.name, preferred_name=person.preferred_name) if person else None


def send_again(process: EmailVerificationProcess) -> None:
    """The same code in another mail, for a taken address as well: allauth would write none for it, and the clock would tell."""
    process.state["at"] = now = time.time()  # as the mail says: from now on
    process.request.address_code = process.code  # for a guest who registers
    waiting = unstash_login(process.request, peek=True)
    if waiting is not None:  # the sign-up goes on as long as its code; for a taken address nothing waits
        waiting.initiated_at = now
        stash_login(process.request, waiting)
    process.send()
    process.record_resend()
    process.persist()


def look_up_nobody(times: int = 1) -> None:
    """allauth looks up the account behind a wrong code: as often where there is none, so that the clock tells nothing."""
    for _time in range(times):
        User.objects.filter(pk=0).first()
