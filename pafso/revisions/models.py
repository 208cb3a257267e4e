"""Earlier wordings of the association's own texts: a row for each save that changed one."""

from typing import Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class RevisionQuerySet(models.QuerySet["Revision"]):
    def of(self, subject: models.Model) -> Self:
        return self.filter(subject_type=subject._meta.label, subject_id=str(subject.pk))


class Revision(models.Model):
    """What one save took out of a text and what it put in, by registered column; the subject is kept as the trail keeps it.

    Unlike the trail it keeps no name: who saved leaves it when the account closes.
    """

    at = models.DateTimeField(_("when"), auto_now_add=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("by"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    subject_type = models.CharField(_("kind"), max_length=80)
    subject_id = models.CharField(_("id"), max_length=40)
    before = models.JSONField(_("before"))
    after = models.JSONField(_("after"))

    objects = RevisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("earlier wording")
        verbose_name_plural = _("earlier wordings")
        ordering = ["-id"]
        indexes = [models.Index(fields=["subject_type", "subject_id", "-id"], name="revision_of_subject")]

    def __str__(self) -> str:
        return f"{self.subject_type} {self.subject_id}"
