"""A dossier set as PDF for the Secretary: asked for, made in the background, kept for a few days."""

from datetime import datetime, timedelta
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from pafso.access import Visitor
from pafso.files.models import StoredFile
from pafso.localized import Language
from pafso.work.leases import Leased, free

from .nomination import Nomination

# Long enough for a meeting; whoever needs it later has it made again, as it stands then.
PAPERS_KEPT = timedelta(days=3)


class DossierPaperQuerySet(models.QuerySet["DossierPaper"]):
    def visible_to(self, user: Visitor) -> "DossierPaperQuerySet":
        """One's own, of a case that one handles now."""
        cases = Nomination.objects.in_hands_of(user).order_by().values("pk")
        return self.filter(asked_by=user.pk, nomination__in=cases)

    def to_make(self, now: datetime | None = None) -> "DossierPaperQuerySet":
        """Nobody is at work on it, or the one who was has not been heard of."""
        return self.filter(free(now), state=DossierPaper.State.WAITING)


class DossierPaper(Leased):
    """The dossier of one nomination in the language of whoever asked: made once, by one worker at a time."""

    class State(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("PDF", "Being prepared")
        READY = "ready", pgettext_lazy("PDF", "Ready")
        EXPIRED = "expired", pgettext_lazy("PDF", "Removed")
        FAILED = "failed", pgettext_lazy("PDF", "Could not be prepared")

    MOVES: ClassVar[dict[str, set[str]]] = {
        State.WAITING: {State.READY, State.FAILED},
        State.READY: {State.EXPIRED},
        State.EXPIRED: set(),
        State.FAILED: set(),
    }

    nomination = models.ForeignKey(
        Nomination, verbose_name=_("nomination"), on_delete=models.CASCADE, related_name="papers"
    )
    language = models.CharField(_("language"), max_length=2, choices=Language.choices)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.WAITING)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("by"), on_delete=models.CASCADE, related_name="+"
    )
    asked_at = models.DateTimeField(_("when"), default=timezone.now)
    # Why it could not be made, in that language: whose letters no font here has, and what would help.
    problem = models.TextField(blank=True, db_default="", editable=False)
    file = models.OneToOneField(StoredFile, null=True, blank=True, editable=False, on_delete=models.SET_NULL)
    ready_at = models.DateTimeField(_("ready"), null=True, blank=True)

    objects = DossierPaperQuerySet.as_manager()

    class Meta:
        verbose_name = _("dossier as PDF")
        verbose_name_plural = _("dossiers as PDF")
        ordering = ["-id"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["nomination", "asked_by"], condition=models.Q(state="waiting"), name="dossier_paper_waits_once"
            ),
            models.CheckConstraint(
                condition=~models.Q(state="ready") | models.Q(ready_at__isnull=False), name="dossier_paper_says_when"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.nomination_id} {self.asked_at:%Y-%m-%d}"

    @property
    def gone_at(self) -> datetime | None:
        """When its file is removed."""
        return self.ready_at + PAPERS_KEPT if self.ready_at else None

    def is_downloadable(self, now: datetime) -> bool:
        return self.state == DossierPaper.State.READY and self.gone_at is not None and now < self.gone_at
