"""A photo contest: its theme in two languages, its dates, its classes. What is open or published is told by dates alone."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from pafso.access import Visitor
from pafso.hiding import Hideable, hidden_with_reason
from pafso.localized import in_both_languages, localized
from pafso.windows import Called, WindowedQuerySet, closes_after_it_opens

BOTH = _("Write it in English and in French.")
# Pages of their own below /contests/.
TAKEN = {"entries", "photos"}
LOCKED_DATES = ("opens_at", "closes_at", "grace_minutes", "gallery_published_at")
DATES_ARE_LOCKED = _("The gallery is published, so its dates are locked. “Change locked dates” asks for a reason.")
PARAGRAPHS = _("Leave a blank line between paragraphs (Markdown).")


class ContestQuerySet(WindowedQuerySet, models.QuerySet["Contest"]):
    def visible_to(self, user: Visitor) -> "ContestQuerySet":
        """A contest is announced to everyone as soon as it is written."""
        return self

    def published(self, now: datetime | None = None) -> "ContestQuerySet":
        """The gallery is open to everyone."""
        return self.filter(gallery_published_at__lte=now or timezone.now(), hidden_at=None)

    def to_announce(self, now: datetime | None = None) -> "ContestQuerySet":
        """Published, not quietly, and not every entrant has been written to."""
        return self.published(now).filter(announced_at=None, published_quietly=False)

    def to_tell_hidden(self) -> "ContestQuerySet":
        """Hidden, and not every author has been told why."""
        return self.filter(hidden_told_at=None, tells_hidden=True).exclude(hidden_at=None)


class Contest(Hideable, Called):
    """One year's contest, with the window in which photos are sent."""

    slug = models.SlugField(
        _("address"), unique=True, help_text=_("The last part of its web address, for example 2027.")
    )
    title_en = models.CharField(_("title (English)"), max_length=120)
    title_fr = models.CharField(_("title (French)"), max_length=120)
    theme_en = models.TextField(_("theme (English)"), help_text=PARAGRAPHS)
    theme_fr = models.TextField(_("theme (French)"), help_text=PARAGRAPHS)
    rules_en = models.TextField(_("rules and prizes (English)"), help_text=PARAGRAPHS)
    rules_fr = models.TextField(_("rules and prizes (French)"), help_text=PARAGRAPHS)
    opens_at = models.DateTimeField(_("opens"), help_text=_("Ottawa time."))
    closes_at = models.DateTimeField(
        _("closes"),
        help_text=_("Ottawa time. The contest stays open through the minute that you give, for example 23:59."),
    )
    grace_minutes = models.PositiveSmallIntegerField(
        _("grace period (minutes)"),
        default=15,
        validators=[MaxValueValidator(24 * 60)],
        help_text=_("How long after the deadline a form opened before it may still be sent."),
    )
    entries_per_member = models.PositiveSmallIntegerField(
        _("photos per member"), default=3, validators=[MinValueValidator(1), MaxValueValidator(50)]
    )
    print_edge = models.PositiveSmallIntegerField(
        _("longer side for print, in pixels"),
        default=2400,
        db_default=2400,
        help_text=_("Anyone who chooses a smaller photo is told that it is too small to be printed well."),
    )
    refuses_small = models.BooleanField(
        _("refuse smaller photos"),
        default=False,
        db_default=False,
        help_text=_("Otherwise they are told, but may still enter it."),
    )
    members_only = models.BooleanField(_("for members only"), default=True)
    gallery_published_at = models.DateTimeField(_("gallery published"), null=True, blank=True, db_index=True)
    announced_at = models.DateTimeField(_("entrants told"), null=True, blank=True, editable=False)
    published_quietly = models.BooleanField(
        _("published without email"), default=False, db_default=False, editable=False
    )
    # Of the last time that the gallery was hidden: whether the authors are told, and whether all of them were.
    tells_hidden = models.BooleanField(default=False, db_default=False, editable=False)
    hidden_told_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = ContestQuerySet.as_manager()

    class Meta:
        verbose_name = _("contest")
        verbose_name_plural = _("contests")
        ordering = ["-closes_at"]
        constraints = [
            models.CheckConstraint(
                condition=in_both_languages("title", "theme", "rules"),
                name="contest_in_both_languages",
                violation_error_message=BOTH,
            ),
            closes_after_it_opens(_("It would close before opening.")),
            hidden_with_reason(),
            models.CheckConstraint(
                condition=models.Q(entries_per_member__gte=1), name="contest_takes_one_photo_at_least"
            ),
        ]
        indexes = [models.Index(fields=["-closes_at", "-id"], name="contest_by_date")]

    def __str__(self) -> str:
        return localized(self, "title")

    def get_absolute_url(self) -> str:
        return reverse("contests:contest", args=[self.slug])

    def clean(self) -> None:
        if self.slug in TAKEN:
            raise ValidationError({"slug": _("The site itself uses this address. Choose another one.")})
        stored = Contest.objects.filter(pk=self.pk).first() if self.pk else None
        if stored is not None and stored.gallery_published_at is not None:
            changed = [name for name in LOCKED_DATES if getattr(self, name) != getattr(stored, name)]
            if changed:
                raise ValidationError(DATES_ARE_LOCKED)

    @property
    def is_published(self) -> bool:
        """Its results stand, whether or not they are hidden at the moment."""
        return self.gallery_published_at is not None and self.gallery_published_at <= timezone.now()

    @property
    def is_shown(self) -> bool:
        """Everyone may see the gallery."""
        return self.is_published and not self.is_hidden

    def is_small_for_print(self, width: int | None, height: int | None) -> bool:
        """Whether a photo of that size is smaller than print needs."""
        return bool(width and height) and max(width or 0, height or 0) < self.print_edge


class Category(models.Model):
    """A class of a contest, in which photos compete with each other."""

    contest = models.ForeignKey(Contest, verbose_name=_("contest"), on_delete=models.CASCADE, related_name="categories")
    name_en = models.CharField(_("name (English)"), max_length=120)
    name_fr = models.CharField(_("name (French)"), max_length=120)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("category")
        verbose_name_plural = _("categories")
        ordering = ["position", "id"]
        constraints = [
            models.CheckConstraint(
                condition=in_both_languages("name"), name="category_in_both_languages", violation_error_message=BOTH
            ),
            models.UniqueConstraint(fields=["contest", "name_en"], name="category_named_once_en"),
            models.UniqueConstraint(fields=["contest", "name_fr"], name="category_named_once_fr"),
        ]

    def __str__(self) -> str:
        return localized(self, "name")
