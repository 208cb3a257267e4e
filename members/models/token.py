"""Tokens with which a person's own programs come to the API."""

from datetime import date, datetime, timedelta

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from pafso.access import Visitor
from pafso.clock import ottawa_day
from pafso.press_once import PressedOnce

from .account import User

TOKEN_LASTS, TOKEN_LASTS_AT_MOST = timedelta(days=90), timedelta(days=365)
ENDED_KEPT = timedelta(days=90)


class TokenQuerySet(models.QuerySet["Token"]):
    def visible_to(self, user: Visitor) -> "TokenQuerySet":
        """One's own and nobody else's; the office has no business here."""
        return self.filter(user_id=user.pk) if user.is_authenticated else self.none()

    def standing(self, today: date | None = None) -> "TokenQuerySet":
        """Those that open the API today."""
        return self.filter(ended_at=None, last_day__gte=today or ottawa_day())

    def over(self, now: datetime) -> "TokenQuerySet":
        """Those that ended, or ran out, so long ago that nobody asks for them any more."""
        long_ago = now - ENDED_KEPT
        return self.filter(models.Q(ended_at__lt=long_ago) | models.Q(last_day__lt=ottawa_day(long_ago)))

    def end_all(self, now: datetime | None = None) -> int:
        """For an account whose rights, password or owner changed. Returns how many there were."""
        return self.filter(ended_at=None).update(ended_at=now or timezone.now())


class Token(PressedOnce):
    """Opens the API for what ``scopes`` name, until its last day. The token itself is shown once; only its digest is kept."""

    user = models.ForeignKey(User, verbose_name=_("account"), on_delete=models.CASCADE, related_name="tokens")
    name = models.CharField(_("name"), max_length=80)
    # SHA-256 of 256 random bits: nothing that could be guessed, so nothing that a slow hash would protect.
    digest = models.CharField(max_length=64, unique=True, editable=False)
    ending = models.CharField(_("last active"), max_length=4, editable=False)
    scopes = models.JSONField(_("what it may do"), default=list)
    made_at = models.DateTimeField(_("created on"), default=timezone.now)
    last_day = models.DateField(_("last day"))
    last_used_at = models.DateTimeField(_("last used"), null=True, blank=True, editable=False)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True, editable=False)

    objects = TokenQuerySet.as_manager()

    class Meta:
        verbose_name = _("API token")
        verbose_name_plural = _("API tokens")
        ordering = ["-id"]
        default_permissions = ()  # nobody's but the person's own
        constraints = [models.CheckConstraint(condition=~models.Q(name=""), name="token_has_a_name")]

    def __str__(self) -> str:
        return self.name

    def has_run_out(self, now: datetime | None = None) -> bool:
        """Its last day, in Ottawa, is over."""
        return self.last_day < ottawa_day(now)

    def is_standing(self, now: datetime | None = None) -> bool:
        return self.ended_at is None and not self.has_run_out(now)
