"""The prize as an institution, and each year's edition of it with its window."""

from datetime import date, datetime
from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from pafso.access import Visitor
from pafso.clock import months_later, ottawa_day
from pafso.localized import in_both_languages, in_both_or_neither, localized
from pafso.windows import Called, WindowedQuerySet, closes_after_it_opens

from .conditions import Conditions, Rules

IN_BOTH = _("Write it in English and in French.")


class Award(Conditions):
    """A prize of the association. What differs between prizes is a column, never a name in the code."""

    slug = models.SlugField(_("address"), max_length=60, unique=True, help_text=_("The last part of its web address."))
    name_en = models.CharField(_("name (English)"), max_length=150)
    name_fr = models.CharField(_("name (French)"), max_length=150)
    description_en = models.TextField(
        _("description (English)"), help_text=_("Leave a blank line between paragraphs (Markdown).")
    )
    description_fr = models.TextField(
        _("description (French)"), help_text=_("Leave a blank line between paragraphs (Markdown).")
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("award")
        verbose_name_plural = _("awards")
        ordering = ["position", "slug"]
        constraints = [
            models.CheckConstraint(
                condition=in_both_languages("name", "description"),
                name="award_in_both_languages",
                violation_error_message=IN_BOTH,
            )
        ]

    def __str__(self) -> str:
        return localized(self, "name")


class CycleQuerySet(WindowedQuerySet, models.QuerySet["Cycle"]):
    def visible_to(self, user: Visitor) -> "CycleQuerySet":
        """Windows are announced to everyone, the coming ones too."""
        return self.all()

    def long_over(self, now: datetime) -> "CycleQuerySet":
        """Those whose drafts are kept no longer: the rule of `drafts_kept_until`. Cycles are few, so each is asked."""
        dates = self.filter(closes_at__lte=now).values_list("pk", "closes_at", "retention_months")
        return self.filter(pk__in=[pk for pk, closes_at, months in dates if months_later(closes_at, months) <= now])

    def with_award(self) -> "CycleQuerySet":
        return self.select_related("award")


class Cycle(Conditions, Rules, Called):
    """One edition of an award: its own conditions, and the window in which nominations are begun."""

    CALLED_OFF: ClassVar[tuple[str, ...]] = ("skipped_at", "cancelled_at")

    award = models.ForeignKey(Award, verbose_name=_("award"), on_delete=models.PROTECT, related_name="cycles")
    year = models.PositiveSmallIntegerField(_("year"), validators=[MinValueValidator(1965), MaxValueValidator(2200)])
    grace_minutes = models.PositiveSmallIntegerField(
        _("grace period (minutes)"),
        default=60,
        validators=[MaxValueValidator(7 * 24 * 60)],
        help_text=_("How long after the deadline nominations and letters already begun may still be finished."),
    )
    criteria_en = models.TextField(
        _("criteria (English)"), help_text=_("Leave a blank line between paragraphs (Markdown).")
    )
    criteria_fr = models.TextField(
        _("criteria (French)"), help_text=_("Leave a blank line between paragraphs (Markdown).")
    )

    skipped_at = models.DateTimeField(pgettext_lazy("cycle", "skipped"), null=True, blank=True, editable=False)
    skipped_en = models.CharField(_("why it is skipped (English)"), max_length=300, blank=True, db_default="")
    skipped_fr = models.CharField(_("why it is skipped (French)"), max_length=300, blank=True, db_default="")
    cancelled_at = models.DateTimeField(pgettext_lazy("cycle", "cancelled"), null=True, blank=True, editable=False)
    cancelled_en = models.CharField(_("why it is cancelled (English)"), max_length=300, blank=True, db_default="")
    cancelled_fr = models.CharField(_("why it is cancelled (French)"), max_length=300, blank=True, db_default="")
    # From the opening of the first round on, dossiers stand as they are.
    frozen_at = models.DateTimeField(_("dossiers frozen"), null=True, blank=True, editable=False)

    objects = CycleQuerySet.as_manager()

    class Meta:
        verbose_name = _("cycle")
        verbose_name_plural = _("cycles")
        ordering = ["-year", "award"]
        constraints = [
            models.UniqueConstraint(
                fields=["award", "year"],
                name="cycle_one_a_year",
                violation_error_message=_("This award already has a cycle for that year."),
            ),
            closes_after_it_opens(_("It would close before it opens.")),
            models.CheckConstraint(
                condition=in_both_languages("criteria"),
                name="cycle_in_both_languages",
                violation_error_message=IN_BOTH,
            ),
            models.CheckConstraint(
                condition=in_both_or_neither("prize"), name="cycle_prize_in_both", violation_error_message=IN_BOTH
            ),
            models.CheckConstraint(
                condition=models.Q(skipped_at=None) | in_both_languages("skipped"), name="cycle_skipped_says_why"
            ),
            models.CheckConstraint(
                condition=models.Q(cancelled_at=None) | in_both_languages("cancelled"), name="cycle_cancelled_says_why"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.award} {self.year}"

    def take_conditions(self) -> None:
        """Those of its award: what a new cycle begins with. Writes nothing."""
        for name, value in self.award.conditions().items():
            setattr(self, name, value)

    @property
    def read_on(self) -> date:
        """The day on which the roll is read: the one that was named, else that on which it closes, in Ottawa."""
        return self.eligibility_on or ottawa_day(self.closes_at)

    @property
    def drafts_kept_until(self) -> datetime:
        """So long drafts that were never submitted are kept, and a letter's link shows what its writer sent."""
        return months_later(self.closes_at, self.retention_months)

    def get_absolute_url(self) -> str:
        return reverse("awards:cycle", args=[self.award.slug, self.year])
