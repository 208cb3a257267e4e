"""Guests: accounts made by the code that confirmed the address, without a password; and how one becomes a full account."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone

from members.accounts import mails
from members.accounts.actions.accounts import join_roll, lapse_unproven
from members.models import User
from members.models.account import spellings
from pafso.audit.log import record
from pafso.mailboxes import mailbox
from pafso.turns import wait_turn

# How long a guest's account that holds nothing is kept after the last visit, and how many leave at once.
IDLE = timedelta(days=30)
BATCH = 100
# What may hang on an account without anybody missing it: how one signs in, from where, and what was only said about mail.
OF_THE_ACCOUNT = {
    "account.EmailAddress", "members.CalendarAddress", "members.Consent", "members.Device", "members.Reminder",
    "mfa.Authenticator", "usersessions.UserSession",
}  # fmt: skip


@dataclass(frozen=True)
class Newcomer:
    """What we ask of somebody who has no account yet, beside the address."""

    name: str
    language: str
    time_zone: str = ""


def open_guest(address: str, newcomer: Newcomer) -> User | None:
    """The account that ADDRESS opens: whoever's it is, else a guest's, made now for NEWCOMER.

    The caller has just had proof that mail to ADDRESS reaches the person: a code, or a link with one purpose. Of two at once the
    second finds the account of the first. Returns None when an account has the address and cannot be opened by it: it is shut,
    or its owner never confirmed it. A guest is not joined to the roll: that comes with the password.
    """
    address = mailbox(address)
    with transaction.atomic():
        wait_turn("address", address)
        proven = EmailAddress.objects.filter(email=address, verified=True).select_related("user").first()
        if proven is not None:
            return proven.user if proven.user.is_active else None
        lapse_unproven(address)
        if User.objects.filter(email=address).exists():
            return None
        user = User.objects.create_user(
            address, name=newcomer.name, language=newcomer.language, time_zone=newcomer.time_zone, is_guest=True
        )
        EmailAddress.objects.create(user=user, email=address, verified=True, primary=True)
        record("guest_opened", user, by=user)
        record("address_confirmed", user, by=user)
    return user


def guest_at(address: str) -> User | None:
    """The guest whose confirmed ADDRESS it is. One query, whoever asks."""
    found = EmailAddress.objects.filter(
        email=mailbox(address), verified=True, user__is_active=True, user__is_guest=True
    ).select_related("user")
    row = found.first()
    return row.user if row else None


def register_guest(user: User, *, hashed: str, newcomer: Newcomer | None = None) -> bool:
    """Make USER a full account with the password that HASHED is of, and tell them; what they have begun stays theirs.

    A confirmed address that is on the roll joins the account to it, as at any sign-up. Returns False when the account is no
    guest's any more: the first of two who register at once chose the password.
    """
    with transaction.atomic():
        found = User.objects.select_for_update().filter(pk=user.pk, is_guest=True).first()
        if found is None:
            return False
        user.password, user.is_guest, user.has_just_registered = hashed, False, True
        if newcomer is not None:
            user.name, user.language = newcomer.name, newcomer.language
            user.time_zone = newcomer.time_zone or user.time_zone
        user.save(update_fields=["password", "is_guest", "name", "language", "time_zone"])
        record("guest_registered", user, by=user)
        mails.guest_registered(user)
        for address in EmailAddress.objects.filter(user=user, verified=True).values_list("email", flat=True):
            join_roll(user, address)
    return True


def choose_password(user: User, password: str) -> None:
    """PASSWORD for USER; with it a guest becomes a full account."""
    if register_guest(user, hashed=make_password(spellings(password)[0])):
        return
    user.refresh_from_db(fields=["is_guest"])
    user.set_password(password)
    user.save(update_fields=["password"])


def forget_idle_guests(now: datetime | None = None) -> int:
    """Remove the guests who have begun nothing and have not come back for thirty days. Returns how many."""
    before = (now or timezone.now()) - IDLE
    with transaction.atomic():
        idle = list(_with_nothing(before).select_for_update(of=("self",))[:BATCH])
        for user in idle:
            record("guest_removed", user)
            user.delete()
    return len(idle)


def _with_nothing(before: datetime) -> "QuerySet[User]":
    """Guests last seen BEFORE, on whom no row hangs but those of the account itself, whatever app it is of."""
    seen_at = Coalesce("last_login", "date_joined")
    rows = User.objects.annotate(seen_at=seen_at).filter(is_guest=True, seen_at__lte=before)
    for relation in User._meta.related_objects:
        model = relation.related_model
        if model._meta.label not in OF_THE_ACCOUNT:
            rows = rows.filter(~Exists(model._base_manager.filter(**{relation.field.name: OuterRef("pk")})))
    return rows.order_by("-pk")
