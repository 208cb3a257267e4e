"""Fills an empty database with people whom nobody knows, and shows the office's current code in development."""

import time
from datetime import date
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from allauth.mfa.utils import decrypt
from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from pafso.models import Text

from .actions.accounts import set_up_office
from .demonstration_careers import add_careers
from .demonstration_texts import STREAMS, TEXTS
from .models import Member, Membership, RollAddress, Stream, User

PASSWORD = "neige sur le canal Rideau"  # noqa: S105  (printed by `make run`; development only)
STEP = 30
Terms = list[tuple[str, date, date | None]]
REGULAR, RETIRED = "regular", "retired"
PEOPLE: list[tuple[str, str, str, dict[str, Any], str, Terms]] = [
    (
        "officer",
        "Alix Tremblay-Okafor",
        "alix@example.org",
        {"language": "en", "time_zone": "Asia/Amman"},
        "1001",
        [(REGULAR, date(2015, 9, 1), None)],
    ),
    (
        "colleague",
        "Benoît Lefèvre",
        "benoit@example.org",
        {"language": "fr", "time_zone": "Africa/Dakar"},
        "1002",
        [(REGULAR, date(2018, 1, 8), None)],
    ),
    (
        "retiree",
        "Margaret O’Neill",
        "margaret@example.org",
        {"language": "en", "time_zone": "America/Halifax"},
        "1003",
        [(REGULAR, date(1985, 1, 7), date(2019, 6, 30)), (RETIRED, date(2019, 7, 1), None)],
    ),
    (
        "staff",
        "Dominique Roy",
        "office@example.org",
        {"language": "en", "is_staff": True, "is_superuser": True},
        "",
        [],
    ),
]
ON_THE_ROLL = [
    ("1004", "Yasmine Benali", "yasmine@example.org", date(2021, 3, 1), True),
    ("1005", "Thomas Whitefeather", "thomas@example.org", date(2012, 10, 15), True),
    ("1006", "Mei-Lin Côté", "meilin@example.org", date(2017, 6, 5), True),
    ("1007", "Patrick Ó Briain", "patrick@example.org", date(2009, 1, 12), False),
    ("1008", "Geneviève Lachance", "genevieve@example.org", date(2023, 9, 5), False),
]


def fill(context: dict[str, Any]) -> None:
    """Make the people, the roll, the streams and the texts; hand ``people`` and ``signins`` to whoever comes after."""
    if User.objects.exists():
        return
    people, signins = context.setdefault("people", {}), context.setdefault("signins", [])
    for role, name, email, fields, number, terms in PEOPLE:
        people[role] = _account(name, email, fields)
        if number:
            _enter(number, name, email, people[role], terms)
        note = _("the code of the second step is on the mailbox page") if people[role].is_staff else ""
        signins.append((role, email, PASSWORD, note))
    _enrol(people["staff"])
    people["staff"].groups.add(set_up_office())
    for number, name, email, since, has_account in ON_THE_ROLL:
        user = _account(name, email, {"language": "en"}) if has_account else None
        _enter(number, name, email, user, [(REGULAR, since, None)])
        if user is not None:
            people[name.split()[0].lower()] = user
    _publish_texts()
    add_careers()


def office_codes(request: HttpRequest) -> dict[str, Any] | None:
    """The authenticator codes of the demonstration's office; nothing outside development."""
    if not settings.DEVELOPMENT:
        return None
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


def _account(name: str, email: str, fields: dict[str, Any]) -> User:
    user = User.objects.create_user(email, PASSWORD, name=name, **fields)
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    return user


def _enter(number: str, name: str, email: str, user: User | None, terms: Terms) -> None:
    said = {"language": user.language, "time_zone": user.time_zone} if user is not None else {}
    member = Member.objects.create(number=number, name=name, user=user, **said)
    RollAddress.objects.create(member=member, email=email, verified_at=timezone.now())
    for kind, starts_on, ends_on in terms:
        Membership.objects.create(member=member, kind_id=kind, starts_on=starts_on, ends_on=ends_on)


def _enrol(user: User) -> None:
    TOTP.activate(user, generate_totp_secret())
    RecoveryCodes.activate(user)


def _publish_texts() -> None:
    for position, words in enumerate(STREAMS):
        lists = {name: "\n".join(words[name]) for name in ("areas_en", "areas_fr")}
        Stream.objects.create(**{**words, **lists}, position=position)
    for text in TEXTS:
        Text.objects.create(**text)
