"""The authenticator codes of the office, on the mailbox page: loaded in development, where the demonstration has no telephone."""

import time
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from allauth.mfa.utils import decrypt
from django.http import HttpRequest

STEP = 30


def office_codes(request: HttpRequest) -> dict[str, Any] | None:
    now = int(time.time())
    factors = Authenticator.objects.filter(type=Authenticator.Type.TOTP, user__is_staff=True).select_related("user")[:5]
    codes = [
        {
            "email": factor.user.email,
            "code": format_hotp_value(hotp_value(decrypt(factor.data["secret"]), now // STEP)),
            "seconds": STEP - now % STEP,
        }
        for factor in factors
    ]
    return {"codes": codes} if codes else None
