"""The prize as an institution, and each year's edition of it with its window."""

from datetime import date, datetime
from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext, pgettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from pafso.access import Visitor
from pafso.clock import months_later, ottawa_day
from pafso.localized import in_both_languages, in_both_or_neither, localized
from pafso.text.dates import day_in_words
from pafso.windows import Called, WindowedQuerySet, closes_after_it_opens

from .conditions import Conditions, Rules

IN_BOTH = _("Write it in English and in French.")
ASKED_IN_CONFIDENCE = _(
    "A letter has already been asked for. Its writer was told who would read it, so this can no longer be changed."
)


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

    # What the people who are in it go by. Once there is one, it stands: `amend_cycle` alone changes it, and tells them.
    WORDING = ("criteria_en", "criteria_fr")
    LOCKED = ("award", "year", "opens_at", *Conditions.CONDITIONS, *Rules.RULES, "eligibility_on", *WORDING)
    # More time is always free; less of it is an amendment.
    ONLY_LATER = ("closes_at", "grace_minutes")
    AMENDABLE = (*Conditions.CONDITIONS, *Rules.RULES, "eligibility_on", *WORDING, *ONLY_LATER)

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

    @property
    def has_work(self) -> bool:
        """Whether somebody's work hangs on it: a nomination that was begun, be it an empty draft."""
        return self.nominations.exists()

    @property
    def has_asked_for_letters(self) -> bool:
        """Whether anybody was ever asked for a letter in it, in what was confidence then."""
        return self.nominations.filter(letters__isnull=False).exists()

    @property
    def eligible_on(self) -> date:
        """The day on which the roll is read."""
        return self.eligibility_on or ottawa_day(self.closes_at)

    @property
    def read_on(self) -> date:
        """The day on which the roll is read: the one that was named, else that on which it closes, in Ottawa."""
        return self.eligibility_on or ottawa_day(self.closes_at)

    @property
    def drafts_kept_until(self) -> datetime:
        """So long drafts that were never submitted are kept, and a letter's link shows what its writer sent."""
        return months_later(self.closes_at, self.retention_months)

    def state_in_words(self, now: datetime | None = None) -> str:
        """Whether it takes place, and is open now; with the reason when it does not."""
        if self.cancelled_at is not None:
            said = {"day": day_in_words(ottawa_day(self.cancelled_at)), "reason": localized(self, "cancelled")}
            return gettext("Cancelled on %(day)s. %(reason)s") % said
        if self.skipped_at is not None:
            said = {"day": day_in_words(ottawa_day(self.skipped_at)), "reason": localized(self, "skipped")}
            return gettext("Not held this year; announced on %(day)s. %(reason)s") % said
        return self.state_in_a_word(now)

    def state_in_a_word(self, now: datetime | None = None) -> str:
        """The same for a list, which has no room for reasons."""
        if self.is_called_off:
            return gettext("Skipped") if self.cancelled_at is None else pgettext("cycle", "Cancelled")
        if self.is_open:
            return pgettext("cycle", "Open")
        return pgettext("cycle", "Closed") if self.window.has_closed(now) else gettext("Upcoming")

    def get_absolute_url(self) -> str:
        return reverse("awards:cycle", args=[self.award.slug, self.year])
