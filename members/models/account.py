"""The account that signs in, and the browsers that it was seen in."""

import unicodedata
from typing import Any, ClassVar

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from pafso.localized import Language
from pafso.mailboxes import AddressField, mailbox


def spellings(password: str) -> list[str]:
    """How a PASSWORD may have been typed when it was chosen. The first is how it is hashed now: an é is one sign, whatever
    keyboard it came from. Hashes from before were made from what was typed."""
    forms = [unicodedata.normalize("NFC", password), password, unicodedata.normalize("NFD", password)]
    return list(dict.fromkeys(forms))


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(email=mailbox(email), **fields)
        user.set_password(password)
        user.save()
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def never_opened(self, email: str) -> "models.QuerySet[User]":
        """Accounts begun with EMAIL by somebody who never proved an address and never logged in: nobody's yet."""
        begun = self.filter(email=mailbox(email), last_login=None, is_staff=False, is_superuser=False, member=None)
        return begun.exclude(emailaddress__verified=True)

    def get_by_natural_key(self, email: str | None) -> "User":
        return self.get(email=mailbox(email or ""))


class User(AbstractBaseUser, PermissionsMixin):
    """A sign-in account: an address, a password, a language and a clock."""

    email = AddressField(_("email address"), max_length=254, unique=True)
    name = models.CharField(_("name"), max_length=150)
    preferred_name = models.CharField(_("preferred name"), max_length=80, blank=True)
    language = models.CharField(_("language"), max_length=2, choices=Language.choices, default=Language.ENGLISH)
    time_zone = models.CharField(_("time zone"), max_length=64, blank=True)
    # Guessed from the browser when the account was made; None until the person has said that it is right.
    time_zone_confirmed_at = models.DateTimeField(null=True, blank=True, editable=False)
    is_staff = models.BooleanField(_("works in the office"), default=False)
    needs_second_step = models.BooleanField(
        _("needs two-step verification"),
        default=False,
        help_text=_("People in the office and jurors log in with two-step verification."),
    )
    # Made by the code that confirmed the address, without a password; see members/accounts/actions/guests.py.
    is_guest = models.BooleanField(_("guest"), default=False, db_default=False, editable=False)
    is_active = models.BooleanField(_("may log in"), default=True)
    date_joined = models.DateTimeField(_("account created"), default=timezone.now)
    # Part of every session's proof: one more, and all sessions of the account have ended, wherever they are kept.
    sign_outs = models.PositiveIntegerField(default=0, editable=False)

    # Whether this instance was a guest's until a password was chosen a moment ago.
    has_just_registered = False
    # Whether the password that was checked last stood in another spelling than it would be hashed in now.
    has_other_spelling = False

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects = UserManager()

    class Meta:
        verbose_name = _("account")
        verbose_name_plural = _("accounts")
        # The few among the many, for the filters of the office; the words of names have theirs in migration 0006.
        indexes = [
            models.Index(fields=["-id"], name="user_in_office", condition=models.Q(is_staff=True)),
            models.Index(fields=["-id"], name="user_shut_out", condition=models.Q(is_active=False)),
            models.Index(fields=["-id"], name="user_guest", condition=models.Q(is_guest=True)),
        ]
        constraints = [
            models.CheckConstraint(condition=models.Q(email=Lower("email")), name="user_email_in_lower_case"),
            models.CheckConstraint(
                condition=models.Q(is_guest=False)
                | models.Q(is_staff=False, is_superuser=False, needs_second_step=False),
                name="guest_has_no_rights",
            ),
            models.CheckConstraint(
                condition=models.Q(is_guest=False) | models.Q(password__startswith=UNUSABLE_PASSWORD_PREFIX),
                name="guest_has_no_password",
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.email

    def set_password(self, raw_password: str | None) -> None:
        super().set_password(spellings(raw_password)[0] if raw_password else raw_password)

    def check_password(self, raw_password: str | None) -> bool:
        ours, *others = spellings(raw_password or "")
        if super().check_password(ours):
            return True
        self.has_other_spelling = any(super(User, self).check_password(spelling) for spelling in others)
        return self.has_other_spelling

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.preferred_name or (self.name.split(" ")[0] if self.name else self.email)

    @property
    def must_have_second_step(self) -> bool:
        """People of the office, and whoever was given a seat on a jury."""
        return self.is_staff or self.needs_second_step

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """Django's proof of the password, and ours that nobody has ended all sessions since."""
        salt = "members.models.User.get_session_auth_hash"
        return salted_hmac(salt, f"{self.password}:{self.sign_outs}", secret=secret, algorithm="sha256").hexdigest()


class DeviceQuerySet(models.QuerySet["Device"]):
    def remembered(self) -> "DeviceQuerySet":
        return self.filter(forgotten_at=None)


class Device(models.Model):
    """A browser in which a person has signed in; it is known again by a cookie, of which only the digest is kept."""

    user = models.ForeignKey(User, verbose_name=_("account"), on_delete=models.CASCADE, related_name="devices")
    digest = models.CharField(max_length=64, editable=False)
    name = models.CharField(_("device"), max_length=120)
    first_seen_at = models.DateTimeField(_("first seen"), default=timezone.now)
    last_seen_at = models.DateTimeField(_("last seen"), default=timezone.now)
    forgotten_at = models.DateTimeField(_("removed"), null=True, blank=True)

    objects = DeviceQuerySet.as_manager()

    class Meta:
        verbose_name = _("recognized device")
        verbose_name_plural = _("recognized devices")
        ordering = ["-last_seen_at"]
        constraints = [models.UniqueConstraint(fields=["user", "digest"], name="device_once_a_person")]

    def __str__(self) -> str:
        return self.name
