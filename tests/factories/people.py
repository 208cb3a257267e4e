"""The cast: the same named people in every test."""

import time
from dataclasses import dataclass
from datetime import date
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth.signals import user_logged_in
from django.utils import timezone

from members.models import Member, Membership, RollAddress, User
from pafso import rights

PASSWORD = "une longue phrase de passe 42"


@dataclass(frozen=True)
class Cast:
    """Accounts, by the part they play."""

    officer: User  # regular member, English
    colleague: User  # regular member, French
    retiree: User  # was a regular member, now a retired one
    newcomer: User  # has an account, is not on the roll
    staff: User  # works in the office, not a superuser's powers assumed
    outsider: User  # a membership that ended


def make_user(name: str, email: str, **fields: Any) -> User:
    """An account with a verified address; the password is PASSWORD. One of the office looks after everything."""
    user = User.objects.create_user(email, PASSWORD, name=name, **fields)
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    if user.is_staff:
        let_look_after_all(user)
    return user


def make_guest(name: str, email: str, **fields: Any) -> User:
    """An account made by a code alone."""
    user = User.objects.create_user(email, name=name, is_guest=True, **fields)
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    return user


def let_look_after_all(user: User) -> None:
    """Every award, every contest and the magazine, as the upgrade gave them to whoever worked in the office."""
    for kind in rights.kinds():
        kind.model._base_manager.get_or_create(user=user, **({kind.model.OBJECT: None} if kind.model.OBJECT else {}))
    rights.forget(user)


def let_look_after_nothing(user: User) -> None:
    for kind in rights.kinds():
        kind.model._base_manager.filter(user=user).delete()
    rights.forget(user)


def make_member(user: User | None, number: str, *terms: tuple[str, date, date | None], name: str = "") -> Member:
    """A person on the roll with dated terms of (class, first day, last day)."""
    member = Member.objects.create(
        user=user,
        number=number,
        name=name or (user.name if user else number),
        language=user.language if user else "en",
        time_zone=user.time_zone if user else "",
    )
    if user:
        RollAddress.objects.create(member=member, email=user.email, verified_at=timezone.now())
    for kind, starts, ends in terms:
        Membership.objects.create(member=member, kind_id=kind, starts_on=starts, ends_on=ends)
    return member


def on_the_roll(email: str, number: str, *, name: str = "", verified: bool = True, **fields: Any) -> Member:
    """Somebody without an account, and the address that the association has of them."""
    member = make_member(None, number, name=name)
    for field, value in fields.items():
        setattr(member, field, value)
    member.save()
    RollAddress.objects.create(member=member, email=email, verified_at=timezone.now() if verified else None)
    return member


def make_cast() -> Cast:
    """Everyone, with the roll that goes with them."""
    cast = Cast(
        officer=make_user("Alix Tremblay-Okafor", "alix@example.org", time_zone="Asia/Kabul"),
        colleague=make_user("Benoît Lefèvre", "benoit@example.org", language="fr"),
        retiree=make_user("Margaret O’Neill", "margaret@example.org"),
        newcomer=make_user("Chidi Newcomer", "chidi@example.org"),
        staff=make_user("Dominique Roy", "dominique@example.org", is_staff=True, is_superuser=True),
        outsider=make_user("Esther Outsider", "esther@example.org"),
    )
    make_member(cast.officer, "1001", ("regular", date(2015, 9, 1), None))
    make_member(cast.colleague, "1002", ("regular", date(2018, 1, 1), None))
    make_member(
        cast.retiree, "1003", ("regular", date(1985, 1, 1), date(2019, 6, 30)), ("retired", date(2019, 7, 1), None)
    )
    make_member(cast.outsider, "1004", ("regular", date(2010, 1, 1), date(2020, 12, 31)))
    return cast


def _complete_sign_in(sender: Any, request: Any, user: Any, **_: Any) -> None:
    """``client.force_login(person)`` stands for a whole sign-in: with the second step where one must be taken.

    A sign-in through the pages has a method (POST) and is left alone.
    """
    if request is not None and request.method is None and user.must_have_second_step:
        request.session["account_authentication_methods"] = [{"method": "mfa", "type": "totp", "at": time.time()}]
        request.session["account_authentication_methods_user"] = str(user.pk)


user_logged_in.connect(_complete_sign_in, dispatch_uid="complete_sign_in")
