"""What the panel judges: each dossier of a cycle, as it was when its first round opened, with its digest."""

from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from pafso.files.models import StoredFile
from pafso.work.leases import Leased, free

from .cycle import Cycle
from .nomination import Nomination


class FreezingQuerySet(models.QuerySet["Freezing"]):
    def to_do(self, now: datetime | None = None) -> "FreezingQuerySet":
        """Under way with nobody at it: a wake-up that was lost, a worker that died."""
        return self.filter(free(now), state=Freezing.State.WORKING)


class Freezing(Leased):
    """The dossiers of one cycle are being stored: decided at once, done in batches, by one worker at a time."""

    class State(models.TextChoices):
        WORKING = "working", _("under way")
        DONE = "done", _("done")

    MOVES: ClassVar[dict[str, set[str]]] = {State.WORKING: {State.DONE}, State.DONE: set()}

    cycle = models.OneToOneField(Cycle, verbose_name=_("cycle"), on_delete=models.PROTECT, related_name="freezing")
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.WORKING)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("by"), null=True, on_delete=models.SET_NULL, related_name="+"
    )
    done_at = models.DateTimeField(_("done"), null=True, blank=True)

    objects = FreezingQuerySet.as_manager()

    class Meta:
        verbose_name = _("freezing of dossiers")
        verbose_name_plural = _("freezings of dossiers")
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="done") | Q(done_at__isnull=False), name="freezing_done_says_when"
            )
        ]

    def __str__(self) -> str:
        return f"{self.cycle_id}"


class Dossier(models.Model):
    """Case, nominee and letters of one nomination as canonical JSON, and the SHA-256 of these bytes.

    Text and no JSON column: a database that orders the keys anew would not give back what was digested. ``altered_at``: how to
    reach a supporter was erased at their wish, so that the text is no longer what the digest says; no word of a letter was.
    """

    nomination = models.OneToOneField(
        Nomination, verbose_name=_("nomination"), on_delete=models.PROTECT, related_name="dossier"
    )
    content = models.TextField(_("content"))
    digest = models.CharField(_("SHA-256"), max_length=64)
    frozen_at = models.DateTimeField(_("frozen"))
    altered_at = models.DateTimeField(_("contact details erased"), null=True, blank=True)

    class Meta:
        verbose_name = _("dossier")
        verbose_name_plural = _("dossiers")
        constraints = [models.CheckConstraint(condition=Q(digest__regex="^[0-9a-f]{64}$"), name="dossier_has_a_digest")]

    def __str__(self) -> str:
        return f"{self.nomination_id}"


class DossierFile(models.Model):
    """A file of a frozen dossier: while this row is there, the database lets nobody delete it."""

    dossier = models.ForeignKey(Dossier, on_delete=models.CASCADE, related_name="files")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("file of a dossier")
        verbose_name_plural = _("files of dossiers")
        constraints = [models.UniqueConstraint(fields=["dossier", "file"], name="dossier_file_once")]

    def __str__(self) -> str:
        return f"{self.dossier_id}"
