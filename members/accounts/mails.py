"""One mail for each event in the life of an account; allauth's own mails come here too."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from members.models import User
from members.rules import device_name
from pafso.mail.catalogue import Event, Sample, Words, register
from pafso.mail.models import Mail
from pafso.mail.outbox import enqueue
from pafso.mail.writing import format_moment
from pafso.models import MailKind


@dataclass(frozen=True)
class Occasion:
    """What allauth wants to say (its template) as an event of ours."""

    event: str
    carries_code: bool = False


OCCASIONS = {
    "account/email/email_confirmation_signup": Occasion("signup_code_asked", carries_code=True),
    "account/email/email_confirmation": Occasion("address_code_asked", carries_code=True),
    "account/email/login_code": Occasion("login_code_asked", carries_code=True),
    "account/email/password_reset_code": Occasion("reset_code_asked", carries_code=True),
    "account/email/activation_code": Occasion("activation_code_asked", carries_code=True),
    "account/email/account_already_exists": Occasion("signup_repeated"),
    "account/email/unknown_account": Occasion("account_not_found"),
    "account/email/password_changed": Occasion("password_changed"),
    "account/email/password_set": Occasion("password_changed"),
    "account/email/password_reset": Occasion("password_reset"),
    "mfa/email/totp_activated": Occasion("app_added"),
    "mfa/email/totp_deactivated": Occasion("app_removed"),
    "mfa/email/webauthn_added": Occasion("passkey_added"),
    "mfa/email/webauthn_removed": Occasion("passkey_removed"),
    "mfa/email/recovery_codes_generated": Occasion("recovery_codes_made"),
}
# What allauth says to one address only; we say it to all the others ourselves (members.accounts.actions.addresses).
SAID_OTHERWISE = {"account/email/email_changed", "account/email/email_deleted"}


def account_mail(template: str, *, to: str, language: str, context: dict[str, Any]) -> Mail:
    """Write the mail that allauth names by TEMPLATE; one with a code is blanked once sent."""
    occasion = OCCASIONS[template]
    ours = {"code": context["code"]} if occasion.carries_code else {}
    return _write(
        occasion.event,
        to=to,
        language=language,
        context=ours,
        user_agent=context.get("user_agent", ""),
        secret=occasion.carries_code,
    )


def address_added(user: User, to: str, *, address: str) -> Mail:
    """Tell TO, one of the person's other addresses, that ADDRESS now opens the account too."""
    return _write("address_added", to=to, language=user.language, context={"address": address})


def address_changed(user: User, to: str, *, old: str, new: str) -> Mail:
    return _write("address_changed", to=to, language=user.language, context={"from_email": old, "to_email": new})


def address_removed(user: User, to: str, *, address: str) -> Mail:
    """Tell TO, the address itself or one of the others, that ADDRESS no longer opens the account."""
    return _write("address_removed", to=to, language=user.language, context={"deleted_email": address})


def new_device_seen(user: User, user_agent: str) -> Mail:
    return _write("new_device_seen", to=user.email, language=user.language, context={}, user_agent=user_agent)


def rights_changed(user: User) -> Mail:
    return _write("rights_changed", to=user.email, language=user.language, context={"is_staff": user.is_staff})


def guest_code_asked(*, to: str, language: str, code: str, has_account: bool) -> Mail:
    """The code with which TO continues as a guest; with an account it opens that, and the mail says so."""
    context = {"code": code, "has_account": has_account}
    return _write("guest_code_asked", to=to, language=language, context=context, secret=True)


def guest_registered(user: User) -> Mail:
    return _write("guest_registered", to=user.email, language=user.language, context={})


def second_step_taken_off(user: User) -> Mail:
    return _write("second_step_taken_off", to=user.email, language=user.language, context={})


def _write(
    event: str, *, to: str, language: str, context: dict[str, Any], user_agent: str = "", secret: bool = False
) -> Mail:
    when = format_moment(timezone.now(), language)
    with translation.override(language):
        full = {
            "address": to,
            "when": when,
            "device": device_name(user_agent) or str(_("an app without a name")),
            **context,
        }
    key = f"{event}:{uuid4().hex}:{to}"
    return enqueue(f"members/{event}", to=to, language=language, context=full, key=key, secret=secret)


OWNER = _("The owner of the account")
EVERY_ADDRESS = _("Every address of the account")
TYPED_ADDRESS = _("The address that was typed")
PROVES = _(
    "The code confirms that the address is theirs. It is a code, and not a link, because email scanners open links."
)
TOLD = _("So that nothing that protects an account changes without its owner’s knowledge.")
ALIKE = _("So that the page looks the same whether or not an address has an account.")


def _of_allauth(sample: Sample, event: str) -> None:
    template = next(name for name, occasion in OCCASIONS.items() if occasion.event == event)
    context = {"code": sample.code, "user_agent": "Mozilla/5.0 (X11; Linux) Firefox/140.0"}
    account_mail(template, to=sample.email, language=sample.language, context=context)


def _user(sample: Sample) -> User:
    return User(name=sample.reader, email=sample.email, language=sample.language)


def _event(name: str, to: Words, when: Words, why: Words, write: Callable[[Sample], object] | None = None) -> Event:
    """WRITE is for what we say ourselves."""
    sample = write or (lambda sample: _of_allauth(sample, name))
    return Event(f"members/{name}", to=to, when=when, why=why, kind=MailKind.ACCOUNTS, sample=sample)


register(
    _event("signup_code_asked", TYPED_ADDRESS, _("Somebody creates an account."), PROVES),
    _event("address_code_asked", TYPED_ADDRESS, _("An address is added to an account."), PROVES),
    _event("login_code_asked", OWNER, _("Somebody logs in with a code."), PROVES),
    _event("reset_code_asked", OWNER, _("Somebody forgot the password."), PROVES),
    _event(
        "activation_code_asked",
        _("The address of a person on the roll"),
        _("A person on the roll without an account asks for a code."),
        PROVES,
    ),
    _event("guest_code_asked", TYPED_ADDRESS, _("Somebody continues as a guest."), PROVES,
           lambda sample: guest_code_asked(to=sample.email, language=sample.language, code=sample.code, has_account=False)),
    _event("guest_registered", OWNER, _("A guest chooses a password."), TOLD,
           lambda sample: guest_registered(_user(sample))),
    _event("signup_repeated", OWNER, _("Somebody creates an account with an address that already has one."), ALIKE),
    _event("account_not_found", TYPED_ADDRESS, _("Somebody asks for a code for an address without an account."), ALIKE),
    _event("password_changed", OWNER, _("The password has been changed."), TOLD),
    _event("password_reset", OWNER, _("A new password is chosen with a code."), TOLD),
    _event("app_added", OWNER, _("An authenticator app is set up."), TOLD),
    _event("app_removed", OWNER, _("The authenticator app is removed."), TOLD),
    _event("passkey_added", OWNER, _("A passkey is added."), TOLD),
    _event("passkey_removed", OWNER, _("A passkey is removed."), TOLD),
    _event("recovery_codes_made", OWNER, _("New recovery codes are created."), TOLD),
    _event("new_device_seen", OWNER, _("The account is opened on a new device."), TOLD,
           lambda sample: new_device_seen(_user(sample), "Firefox")),
    _event("rights_changed", OWNER, _("The office changes what the account may do."), TOLD,
           lambda sample: rights_changed(_user(sample))),
    _event("second_step_taken_off", OWNER, _("The office turns off two-step verification."), TOLD,
           lambda sample: second_step_taken_off(_user(sample))),
    _event("address_added", EVERY_ADDRESS, _("Another address is confirmed."), TOLD,
           lambda sample: address_added(_user(sample), sample.email, address="new@example.org")),
    _event("address_changed", EVERY_ADDRESS, _("Another address becomes the primary email."), TOLD,
           lambda sample: address_changed(_user(sample), sample.email, old=sample.email, new="new@example.org")),
    _event("address_removed", EVERY_ADDRESS, _("An address is removed."), TOLD,
           lambda sample: address_removed(_user(sample), sample.email, address="old@example.org")),
)  # fmt: skip
