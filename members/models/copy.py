"""A copy of what is held about a person, as they asked for it."""

from datetime import datetime, timedelta
from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from pafso.access import Visitor
from pafso.files.models import StoredFile
from pafso.work.leases import Leased, free

from .account import User

COPY_KEPT = timedelta(days=7)


# A download that breaks off may be repeated for so long, from the browser that fetched it.
COPY_AGAIN = timedelta(minutes=15)


class CopyQuerySet(models.QuerySet["Copy"]):
    def visible_to(self, user: Visitor) -> "CopyQuerySet":
        """One's own and nobody else's; the office has no business here."""
        return self.filter(user=user) if user.is_authenticated else self.none()

    def standing(self) -> "CopyQuerySet":
        return self.filter(state__in=(Copy.State.WAITING, Copy.State.READY))

    def to_make(self, now: datetime) -> "CopyQuerySet":
        """Nobody is at work on it, or the one who was has not been heard of."""
        return self.filter(free(now), state=Copy.State.WAITING)


class Copy(Leased):
    """What PAFSO holds about a person, as a ZIP: made in the background, fetched once, then removed."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Being prepared")
        READY = "ready", _("Ready")
        FETCHED = "fetched", _("Downloaded")
        EXPIRED = "expired", _("Expired")
        FAILED = "failed", _("Could not be prepared")

    MOVES: ClassVar[dict[str, set[str]]] = {
        State.WAITING: {State.READY, State.FAILED, State.EXPIRED},
        State.READY: {State.FETCHED, State.EXPIRED},
        State.FETCHED: set(),
        State.EXPIRED: set(),
        State.FAILED: set(),
    }

    user = models.ForeignKey(User, verbose_name=_("account"), on_delete=models.CASCADE, related_name="copies")
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.WAITING)
    asked_at = models.DateTimeField(_("asked"), default=timezone.now)
    file = models.OneToOneField(StoredFile, null=True, blank=True, editable=False, on_delete=models.SET_NULL)
    ready_at = models.DateTimeField(_("ready"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)

    objects = CopyQuerySet.as_manager()

    class Meta:
        verbose_name = _("copy of personal information")
        verbose_name_plural = _("copies of personal information")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["user"], condition=models.Q(state__in=["waiting", "ready"]), name="copy_one_open_a_person"
            )
        ]
        indexes = [models.Index(fields=["ended_at"], name="copy_failed", condition=models.Q(state="failed"))]

    def __str__(self) -> str:
        return f"{self.user} {self.asked_at:%Y-%m-%d}"

    def is_downloadable(self, now: datetime) -> bool:
        """Being fetched: the file is still there for a download that broke off."""
        if self.state != Copy.State.FETCHED or self.file_id is None:
            return False
        return self.again_until is not None and now < self.again_until

    def has_run_out(self, now: datetime) -> bool:
        return self.ready_at is not None and now >= self.ready_at + COPY_KEPT

    @property
    def gone_at(self) -> datetime | None:
        """When a copy that nobody fetches is removed."""
        return self.ready_at + COPY_KEPT if self.ready_at else None

    @property
    def again_until(self) -> datetime | None:
        return self.ended_at + COPY_AGAIN if self.ended_at else None
