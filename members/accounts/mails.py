"""One mail for each event in the life of an account; allauth's own mails come here too."""

from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django.utils import timezone, translation

from members.models import User
from members.rules import device_name
from pafso.mail.models import Mail
from pafso.mail.outbox import enqueue
from pafso.mail.writing import format_moment


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


def second_step_taken_off(user: User) -> Mail:
    return _write("second_step_taken_off", to=user.email, language=user.language, context={})


def _write(
    event: str, *, to: str, language: str, context: dict[str, Any], user_agent: str = "", secret: bool = False
) -> Mail:
    when = format_moment(timezone.now(), language)
    with translation.override(language):
        full = {"address": to, "when": when, "device": device_name(user_agent), **context}
    key = f"{event}:{uuid4().hex}:{to}"
    return enqueue(f"members/{event}", to=to, language=language, context=full, key=key, secret=secret)
