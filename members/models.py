"""Who people are: the account that signs in, the person on the roll, and each dated term of membership."""

from datetime import date
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from pafso.folding import folded
from pafso.localized import in_both_languages


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save()
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, email: str | None) -> "User":
        return self.get(email__iexact=email or "")


class User(AbstractBaseUser, PermissionsMixin):
    """A sign-in account: an address, a password, a language and a clock."""

    class Language(models.TextChoices):
        ENGLISH = "en", _("English")
        FRENCH = "fr", _("French")

    email = models.EmailField(_("email address"), max_length=254, unique=True)
    name = models.CharField(_("name"), max_length=150)
    language = models.CharField(_("language"), max_length=2, choices=Language.choices, default=Language.ENGLISH)
    time_zone = models.CharField(_("time zone"), max_length=64, blank=True)
    is_staff = models.BooleanField(_("works in the office"), default=False)
    is_active = models.BooleanField(_("may sign in"), default=True)
    date_joined = models.DateTimeField(_("account created"), default=timezone.now)
    # Part of every session's proof: one more, and all sessions of the account have ended, wherever they are kept.
    sign_outs = models.PositiveIntegerField(default=0, editable=False)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects = UserManager()

    class Meta:
        verbose_name = _("account")
        verbose_name_plural = _("accounts")
        constraints = [
            models.CheckConstraint(condition=models.Q(email=Lower("email")), name="user_email_in_lower_case")
        ]

    def __str__(self) -> str:
        return self.name or self.email

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name.split(" ")[0] if self.name else self.email

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """Django's proof of the password, and ours that nobody has ended all sessions since."""
        salt = "members.models.User.get_session_auth_hash"
        return salted_hmac(salt, f"{self.password}:{self.sign_outs}", secret=secret, algorithm="sha256").hexdigest()


class StreamQuerySet(models.QuerySet["Stream"]):
    def valid(self, on: date) -> "StreamQuerySet":
        """Those that exist on that day."""
        return self.filter(models.Q(valid_to__isnull=True) | models.Q(valid_to__gte=on), valid_from__lte=on)


class Stream(models.Model):
    """One of the specialties of the foreign service (filière); streams come and go, so each has its dates."""

    code = models.SlugField(_("code"), unique=True)
    name_en = models.CharField(_("name (English)"), max_length=120)
    name_fr = models.CharField(_("name (French)"), max_length=120)
    description_en = models.TextField(_("description (English)"))
    description_fr = models.TextField(_("description (French)"))
    areas_en = models.TextField(_("areas of work (English)"), help_text=_("One on each line."))
    areas_fr = models.TextField(_("areas of work (French)"), help_text=_("One on each line."))
    valid_from = models.DateField(_("from"), default=date(1965, 1, 1))
    valid_to = models.DateField(_("until"), null=True, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    objects = StreamQuerySet.as_manager()

    class Meta:
        verbose_name = _("stream")
        verbose_name_plural = _("streams")
        ordering = ["position", "code"]
        constraints = [
            models.CheckConstraint(
                condition=in_both_languages("name", "description", "areas"),
                name="stream_in_both_languages",
                violation_error_message=_("Write it in English and in French."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.name_en} / {self.name_fr}"


class MemberQuerySet(models.QuerySet["Member"]):
    def on_the_roll(self, on: date) -> "MemberQuerySet":
        """People who hold a membership on that day."""
        held = Membership.objects.held(on).filter(member=models.OuterRef("pk"))
        return self.filter(models.Exists(held))


class Member(models.Model):
    """A person on the roll; may exist without an account, and is joined to one by a verified address."""

    user = models.OneToOneField(User, verbose_name=_("account"), null=True, blank=True, on_delete=models.SET_NULL)
    number = models.CharField(_("member number"), max_length=20, unique=True)
    name = models.CharField(_("name"), max_length=150)
    sort_name = models.CharField(max_length=150, editable=False, db_index=True)
    email = models.EmailField(_("email address on the roll"), blank=True)

    objects = MemberQuerySet.as_manager()

    class Meta:
        verbose_name = _("member")
        verbose_name_plural = _("members")
        ordering = ["sort_name", "id"]
        indexes = [models.Index(Lower("email"), name="member_email")]

    def __str__(self) -> str:
        return f"{self.name} ({self.number})"

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.sort_name = folded(self.name)[:150]
        super().save(*args, **kwargs)


class MembershipQuerySet(models.QuerySet["Membership"]):
    def held(self, on: date) -> "MembershipQuerySet":
        return self.filter(models.Q(ends_on__isnull=True) | models.Q(ends_on__gte=on), starts_on__lte=on)


class Membership(models.Model):
    """One dated term of membership; never overwritten, a change is a new row."""

    class Class(models.TextChoices):
        REGULAR = "regular", _("Regular")
        RETIRED = "retired", _("Retired")
        ASSOCIATE = "associate", _("Associate")
        HONORARY = "honorary", _("Honorary")

    member = models.ForeignKey(Member, verbose_name=_("member"), on_delete=models.PROTECT, related_name="memberships")
    kind = models.CharField(_("class"), max_length=10, choices=Class.choices)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), null=True, blank=True, help_text=_("The last day; empty while it lasts."))

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        ordering = ["-starts_on"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on__isnull=True) | models.Q(ends_on__gte=models.F("starts_on")),
                name="membership_ends_after_it_starts",
                violation_error_message=_("The last day comes before the first."),
            ),
            models.UniqueConstraint(
                fields=["member"],
                condition=models.Q(ends_on__isnull=True),
                name="membership_one_without_end",
                violation_error_message=_("This person already has a membership without an end."),
            ),
        ]
        indexes = [models.Index(fields=["member", "starts_on"], name="membership_dates")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.starts_on}–{self.ends_on or ''}"
