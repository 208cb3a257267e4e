"""What happens when allauth says that something happened. These are the only signal receivers in the house."""

from typing import Any

from allauth.account import signals as account
from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from allauth.account.models import EmailAddress
from allauth.mfa import signals as mfa
from allauth.mfa.models import Authenticator
from django.contrib.auth.signals import user_logged_out, user_login_failed
from django.http import HttpRequest, HttpResponse

from pafso.audit.log import record

from .accounts import devices, sessions
from .accounts.actions import accounts as actions
from .accounts.actions import addresses
from .accounts.actions.devices import see_again, see_device
from .accounts.rate_limits import network
from .models import Device, Token, User
from .recovery import actions as recovery


def connect() -> None:
    """Called once, when the app is ready."""
    account.user_logged_in.connect(on_logged_in)
    user_logged_out.connect(on_logged_out)
    user_login_failed.connect(on_login_failed)
    account.user_signed_up.connect(on_signed_up)
    account.password_changed.connect(on_password_changed)
    account.password_set.connect(on_password_changed)
    account.password_reset.connect(on_password_reset)
    account.email_confirmed.connect(on_address_confirmed)
    account.email_changed.connect(on_address_changed)
    account.email_removed.connect(on_address_removed)
    mfa.authenticator_added.connect(on_factor_added)
    mfa.authenticator_removed.connect(on_factor_removed)
    mfa.authenticator_reset.connect(on_factor_reset)
    mfa.authentication_failed.connect(on_factor_failed)


def on_logged_in(request: HttpRequest, response: HttpResponse, user: User, **_: Any) -> None:
    browser = devices.browser_of(request)
    if not get_authentication_records(request, user):
        # A sign-up: the password was chosen and the address proven a moment ago, of which allauth keeps no record.
        record_authentication(request, user, "password")
    methods = [entry["method"] for entry in request.session.get("account_authentication_methods", [])]
    record("logged_in", user, by=user, changes={"by": methods[-3:]})
    user_agent = request.headers.get("User-Agent", "")
    digest = devices.digest_of(browser)
    device: Device | None = getattr(request, "known_device", None)
    if device is None or device.user_id != user.pk:
        device = Device.objects.remembered().filter(user=user, digest=digest).first()
    if device is None or not see_again(device, user_agent=user_agent):
        is_first = getattr(request, "is_first_login", False)
        device = see_device(user, digest=digest, user_agent=user_agent, is_first=is_first)
    sessions.begin(request.session, user, device, ip=network(request), user_agent=user_agent)
    devices.remember(response, browser)
    if getattr(device, "has_recovery", True):
        recovery.stop_at_sign_in(user)


def on_logged_out(request: HttpRequest, user: User | None, **_: Any) -> None:
    if user is not None:
        sessions.end_all(user)
        record("logged_out", user, by=user)


def on_login_failed(credentials: dict[str, Any], **_: Any) -> None:
    """The same row whether the account exists or not: neither the answer's time nor the trail tells a stranger."""
    record("login_failed", User(), label=str(credentials.get("email", "")))


def on_signed_up(user: User, **_: Any) -> None:
    record("account_created", user, by=user)


def on_password_changed(user: User, **_: Any) -> None:
    """allauth ends the sessions; tokens for programs are ours."""
    Token.objects.visible_to(user).end_all()
    record("password_changed", user, by=user)


def on_password_reset(user: User, **_: Any) -> None:
    sessions.end_all_and_tokens(user)
    user.refresh_from_db(fields=["sign_outs"])
    record("password_reset", user, by=user)


def on_address_confirmed(email_address: EmailAddress, **_: Any) -> None:
    """A proven address, and only a proven one, may join the account to the roll."""
    user = email_address.user
    record("address_confirmed", user, by=user)
    actions.join_roll(user, email_address.email)
    addresses.tell_added(user, email_address.email)


def on_address_changed(
    user: User, from_email_address: EmailAddress | None, to_email_address: EmailAddress, **_: Any
) -> None:
    record("main_address_changed", user, by=user)
    addresses.tell_main_changed(user, from_email_address.email if from_email_address else "", to_email_address.email)


def on_address_removed(user: User, email_address: EmailAddress, **_: Any) -> None:
    record("address_removed", user, by=user)
    if email_address.verified:
        addresses.tell_removed(user, email_address.email)


def on_factor_added(request: HttpRequest, user: User, authenticator: Authenticator, **_: Any) -> None:
    record("second_factor_added", user, by=user, changes={"kind": authenticator.type})
    if authenticator.type != Authenticator.Type.RECOVERY_CODES:
        # Adding it took a code from the app or a touch of the key: this session has shown its second factor.
        record_authentication(request, user, "mfa", id=authenticator.pk, type=authenticator.type)


def on_factor_removed(user: User, authenticator: Authenticator, **_: Any) -> None:
    record("second_factor_removed", user, by=user, changes={"kind": authenticator.type})


def on_factor_reset(user: User, authenticator: Authenticator, **_: Any) -> None:
    record("recovery_codes_made", user, by=user, changes={"kind": authenticator.type})


def on_factor_failed(user: User, authenticator: Authenticator, **_: Any) -> None:
    record("second_factor_failed", user, changes={"kind": authenticator.type})
