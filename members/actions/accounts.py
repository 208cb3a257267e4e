"""Accounts: joined to the roll, given rights, freed of a lost second step."""

from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Group, Permission
from django.db import transaction

from members import sessions
from members.mails import accounts as mails
from members.models import Member, RollAddress, User
from pafso.audit.log import record

OFFICE = "Office"


def join_roll(user: User, address: str) -> Member | None:
    """Join the account to the person on the roll with the same, proven ADDRESS, when that person has no account yet.

    Returns the member, or None when there is none, when there are several, or when the account has one already.
    """
    with transaction.atomic():
        found = set(RollAddress.objects.opening_an_account(address).values_list("member", flat=True)[:2])
        if len(found) != 1 or Member.objects.filter(user=user).exists():
            return None
        member = Member.objects.select_for_update().get(pk=found.pop())
        if member.user_id is not None:
            return None
        # What the person said when the account was made is fresher than what the roll has.
        member.user, member.language = user, user.language
        member.time_zone = user.time_zone or member.time_zone
        member.save(update_fields=["user", "language", "time_zone", "sort_name"])
        record("account_joined_to_roll", member, by=user)
    return member


def settle_rights(user: User, before: dict[str, Any], *, by: User) -> bool:
    """After an edit of rights: end the person's sessions, write the trail, tell the person. BEFORE is `rights_of` then."""
    after = rights_of(user)
    changes = {name: [before[name], after[name]] for name in after if before[name] != after[name]}
    if not changes:
        return False
    with transaction.atomic():
        sessions.end_all(user)
        record("rights_changed", user, by=by, changes=changes)
        mails.rights_changed(user)
    return True


def take_off_factors(user: User, *, by: User) -> bool:
    """For somebody who lost the telephone and the recovery codes: take off every second factor and end all sessions.

    The person is told; staff are led to a new one at the next login. Returns False when there was none.
    """
    with transaction.atomic():
        taken, _ = Authenticator.objects.filter(user=user).delete()
        if not taken:
            return False
        sessions.end_all(user)
        record("second_factor_taken_off", user, by=by)
        mails.second_step_taken_off(user)
    return True


def rights_of(user: User) -> dict[str, Any]:
    """What an account may do, as plain values that can be compared and kept."""
    return {
        "is_active": user.is_active,
        "is_staff": user.is_staff,
        "is_superuser": user.is_superuser,
        "groups": sorted(user.groups.values_list("name", flat=True)),
        "permissions": sorted(user.user_permissions.values_list("codename", flat=True)),
    }


def set_up_office() -> Group:
    """Create the group of the people in the office, or give it what it lacks; safe to repeat, takes nothing away."""
    group, _ = Group.objects.get_or_create(name=OFFICE)
    known = {
        (row.content_type.app_label, row.codename): row for row in Permission.objects.select_related("content_type")
    }
    wanted = [row for (app, codename), row in known.items() if _office_needs(app, codename)]
    group.permissions.add(*wanted)
    return group


def _office_needs(app: str, codename: str) -> bool:
    """Everything that the apps' desks show, but nothing of rights: who belongs to the office is a superuser's word."""
    verb, _, model = codename.partition("_")
    if app in {"awards", "contests", "magazine", "pafso"}:
        return verb in {"view", "add", "change"}
    if app == "members":
        return verb in {"view", "change"} if model == "user" else verb in {"view", "add", "change"}
    return app in {"audit", "mail"} and verb == "view"
