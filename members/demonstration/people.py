"""Fills an empty database with people whom nobody knows, the roll, the streams and the texts of the association."""

from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.utils import timezone
from django.utils.translation import gettext as _

from members.accounts.actions.accounts import set_up_office
from members.models import Member, Membership, RollAddress, Stream, User
from pafso import rights
from pafso.demonstration import read
from pafso.models import Text

from .careers import add_career

PASSWORD = "neige sur le canal Rideau"  # noqa: S105  (printed by `make run`; development only)


def fill(context: dict[str, Any]) -> None:
    """Hand ``people`` and ``signins`` to whoever comes after."""
    if User.objects.exists():
        return
    people, signins = context.setdefault("people", {}), context.setdefault("signins", [])
    roll = read(__file__, "people.toml")
    publish_texts()
    streams = {stream.code: stream for stream in Stream.objects.all()}
    for person in roll["people"]:
        user = add_account(person) if "account" in person else None
        if "number" in person:
            add_career(_enter(person, user), person, streams, roll["places"])
        if user is not None:
            people[person.get("role") or user.name.split()[0].lower()] = user
        if "role" in person:
            note = (
                _("the code for two-step verification is on the mailbox page")
                if user is not None and user.is_staff
                else ""
            )
            signins.append((person["role"], person["email"], PASSWORD, note))
    _enrol(people["staff"])


def add_account(person: dict[str, Any]) -> User:
    password = None if person["account"].get("is_guest") else PASSWORD
    user = User.objects.create_user(person["email"], password, name=person["name"], **person["account"])
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def _enter(person: dict[str, Any], user: User | None) -> Member:
    preferences = {"language": user.language, "time_zone": user.time_zone} if user is not None else {}
    member = Member.objects.create(number=person["number"], name=person["name"], user=user, **preferences)
    RollAddress.objects.create(member=member, email=person["email"], verified_at=timezone.now())
    for term in person["terms"]:
        Membership.objects.create(member=member, **term)
    return member


def _enrol(user: User) -> None:
    TOTP.activate(user, generate_totp_secret())
    RecoveryCodes.activate(user)
    user.groups.add(set_up_office())
    for kind in rights.kinds():
        kind.model._base_manager.create(user=user)  # with no object named: all of them


def publish_texts() -> None:
    texts = read(__file__, "texts.toml")
    for position, words in enumerate(texts["streams"]):
        lists = {name: "\n".join(words[name]) for name in ("areas_en", "areas_fr")}
        Stream.objects.create(**{**words, **lists}, position=position)
    for text in texts["texts"]:
        Text.objects.update_or_create(key=text["key"], defaults=text)
