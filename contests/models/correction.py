"""What the office put right in published results, with what stood there before: each correction is a row of its own."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from .entry import Entry

# What an author wrote, as far as a correction may touch it; and what a placing says.
WORDS = ("title", "place", "story", "credit")
PLACING = ("rank", "category", "citation_en", "citation_fr")


class Correction(models.Model):
    """One version of the results gave way to the next, for a reason. ``before`` and ``after`` hold what differs, by column;
    of a placing that was given or taken away, one of them has nothing in its columns (None)."""

    class What(models.TextChoices):
        WORDS = "words", _("What the author wrote")
        PLACING = "placing", _("The placing")

    # Gone with the photo when its author's account closes and it is not on record; nothing else removes one.
    entry = models.ForeignKey(Entry, verbose_name=_("photo"), on_delete=models.CASCADE, related_name="corrections")
    what = models.CharField(_("what was corrected"), max_length=10, choices=What.choices)
    before = models.JSONField(_("before"), default=dict)
    after = models.JSONField(_("after"), default=dict)
    reason = models.TextField(_("reason"))
    corrected_at = models.DateTimeField(_("corrected"))
    corrected_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("corrected by"), on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = _("correction")
        verbose_name_plural = _("corrections")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=~models.Q(reason=""), name="correction_with_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.entry} {self.corrected_at:%Y-%m-%d}"
