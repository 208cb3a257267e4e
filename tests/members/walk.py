"""Steps that many tests of accounts take: reading codes from the outbox, logging in through the pages."""

import re
import time
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from allauth.mfa.utils import decrypt
from django.test import Client

from members.models import User
from pafso.mail.models import Mail
from tests.factories.people import PASSWORD

CODE = re.compile(r"^ {4}([A-Z0-9]{6})$", re.MULTILINE)


def code_in(mail: Mail) -> str:
    """The code that stands on a line of its own."""
    (code,) = CODE.findall(mail.text)
    return code


def newest(event: str) -> Mail:
    return Mail.objects.filter(event=f"members/{event}").latest("id")


def log_in(client: Client, email: str, password: str = PASSWORD, **extra: Any) -> Any:
    return client.post("/en/accounts/login/", {"login": email, "password": password}, **extra)


def enrol(user: User) -> Authenticator:
    """An authenticator app and ten recovery codes."""
    factor = TOTP.activate(user, generate_totp_secret()).instance
    RecoveryCodes.activate(user)
    return factor


def app_code(factor: Authenticator, steps: int = 0) -> str:
    """What the app shows now, or STEPS half minutes from now."""
    return format_hotp_value(hotp_value(decrypt(factor.data["secret"]), int(time.time()) // 30 + steps))


def session_of(client: Client) -> Any:
    return client.session
