"""The door for guests: a name, an address, a code; and the sign-up with which a guest registers.

Nothing is written before the code has come back, so that a known address and an unknown one cost the same and see the same
pages; what differs is in the mail. An address that has an account opens that account. The door leads where one wanted to go.
"""

from dataclasses import asdict
from typing import TypedDict

from allauth.account.internal.flows.code_verification import AbstractCodeVerificationProcess
from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from allauth.account.utils import get_next_redirect_url
from django.http import HttpRequest, HttpResponse

from members.models import User

from . import mails, sessions
from .actions.guests import Newcomer, open_guest, register_guest
from .live_codes import SECONDS, ask
from .rate_limits import CODE_TRIES

DOOR, REGISTERING = "guest_code", "guest_registering"


class Pending(TypedDict):
    """What a guest typed at the sign-up, as the session has it until the code is back."""

    user: int
    email: str
    hashed: str
    newcomer: dict[str, str]
    next: str | None


class GuestProcess(AbstractCodeVerificationProcess):
    """What this session waits for: the code that was sent to an address, and what to make of whoever has it."""

    def __init__(self, request: HttpRequest, state: dict[str, object]) -> None:
        super().__init__(max_attempts=CODE_TRIES, timeout=SECONDS, state=state)
        self.request = request

    @classmethod
    def resume(cls, request: HttpRequest) -> "GuestProcess | None":
        state = request.session.get(DOOR)
        found: GuestProcess | None = cls(request, state).abort_if_invalid() if state else None
        return found

    def persist(self) -> None:
        self.request.session[DOOR] = self.state

    def abort(self) -> None:
        self.request.session.pop(DOOR, None)

    def send(self) -> None:
        """Nothing is sent again: who wants another code asks for it at the door, where that is counted."""

    def finish(self, redirect_url: str | None) -> HttpResponse | None:
        """Sign in whoever the address belongs to, made a guest now if it is nobody's. None when it opens nothing."""
        email = self.state["email"]
        self.abort()
        user = open_guest(email, Newcomer(**self.state["newcomer"]))
        return enter(self.request, user, email=email, redirect_url=redirect_url) if user else None


def begin(request: HttpRequest, email: str, newcomer: Newcomer, holder: User | None, *, is_known: bool) -> None:
    """Send the code to EMAIL, whose confirmed address of HOLDER's it is, if anybody's; keep in the session what comes next."""
    live = ask("guest", email, holder, is_known=is_known)
    if live.is_mailed:
        language = holder.language if holder else newcomer.language
        has_account = holder is not None and not holder.is_guest
        mails.guest_code_asked(to=email, language=language, code=live.code, has_account=has_account)
    state = GuestProcess.initial_state(None, email)
    GuestProcess(request, {**state, "code": live.code, "newcomer": asdict(newcomer)}).persist()


def enter(request: HttpRequest, user: User, *, email: str, redirect_url: str | None) -> HttpResponse:
    """Sign USER in after a proof that EMAIL reaches them; a second step is still asked of whoever has one."""
    record_authentication(request, user, method="code", email=email)
    return perform_login(request, Login(user=user, redirect_url=redirect_url, email=email))


def forget_what_waits(request: HttpRequest) -> None:
    """Somebody signed in: what whoever was here before typed at the door or the sign-up leaves the session."""
    for key in (DOOR, REGISTERING):
        request.session.pop(key, None)


def begin_registering(request: HttpRequest, guest: User | None, email: str, *, hashed: str, newcomer: Newcomer) -> None:
    """Keep what somebody typed at the sign-up with the address of GUEST until its code has come back."""
    request.session.pop(REGISTERING, None)
    if guest is not None:
        onwards, typed = get_next_redirect_url(request), asdict(newcomer)
        pending = Pending(user=guest.pk, email=email, hashed=hashed, newcomer=typed, next=onwards)
        request.session[REGISTERING] = pending


def language_of_registering(request: HttpRequest, email: str) -> str:
    """In which language the code for EMAIL goes out, if a guest registers with it here; else nothing."""
    pending = _pending(request, email)
    return str(pending["newcomer"]["language"]) if pending else ""


def registers_here(request: HttpRequest, email: str) -> User | None:
    """The guest who registers with EMAIL in this session."""
    pending = _pending(request, email)
    return User.objects.filter(pk=pending["user"]).first() if pending else None


def _pending(request: HttpRequest, email: str) -> Pending | None:
    """What was typed for EMAIL; for another address that was tried before, nothing."""
    found: Pending | None = request.session.get(REGISTERING)
    return found if found and found["email"] == email else None


def finish_registering(request: HttpRequest, guest: User) -> HttpResponse | None:
    """After the right code: a full account, all its sessions ended but this new one. None when it was one before."""
    pending: Pending = request.session.pop(REGISTERING)
    if not register_guest(guest, hashed=pending["hashed"], newcomer=Newcomer(**pending["newcomer"])):
        return None
    sessions.end_all_and_tokens(guest)
    guest.refresh_from_db(fields=["sign_outs"])
    record_authentication(request, guest, method="password")
    return perform_login(request, Login(user=guest, redirect_url=pending["next"], email=pending["email"]))
