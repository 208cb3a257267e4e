"""Who did what, when: rows that nobody can change, not even we (Python refuses, and so does the database)."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from . import labels


class AppendOnly(Exception):
    """The audit trail only grows."""


class EntryQuerySet(models.QuerySet["Entry"]):
    def update(self, **kwargs: Any) -> int:
        raise AppendOnly

    def delete(self) -> tuple[int, dict[str, int]]:
        raise AppendOnly


class Entry(models.Model):
    """One act. The subject is kept as label and id, so that it outlives what it speaks of."""

    at = models.DateTimeField(_("when"), auto_now_add=True, db_index=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("by"),
        null=True,
        blank=True,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        related_name="+",
    )
    by_label = models.CharField(_("by"), max_length=200, blank=True)
    verb = models.CharField(_("what"), max_length=80, db_index=True)
    subject_type = models.CharField(_("kind"), max_length=80)
    subject_id = models.CharField(_("id"), max_length=40)
    subject_label = models.CharField(_("subject"), max_length=200)
    changes = models.JSONField(_("changes"), default=dict, blank=True)

    objects = EntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit trail")
        ordering = ["-id"]
        # Few kinds share a number. The words of by_label and subject_label have indexes of their own, in migration 0004.
        indexes = [models.Index(fields=["subject_id"], name="audit_subject_id")]

    def __str__(self) -> str:
        return f"{labels.of(self.verb)} · {self.subject_label}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:
            raise AppendOnly
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise AppendOnly
