"""The magazine: each issue, and each of its pages with the text that search reads."""

from datetime import datetime, timedelta
from typing import Any, ClassVar, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from pafso.access import Visitor
from pafso.files.models import StoredFile
from pafso.hiding import Hideable, hidden_with_reason
from pafso.localized import Language, in_both_languages
from pafso.rights import OfficeRight, held
from pafso.work.leases import Leased, Terms

from .problems import PROBLEMS
from .reading import READER, AsRead

# Longer than the sandbox gives an extraction: until then whoever took the issue is believed to be alive.
TERMS = Terms(timedelta(seconds=settings.WORK_LEASE_SECONDS))
VIEW = "magazine.view_issue"


class MagazineRight(OfficeRight):
    """Opens the issues that are not published."""

    class Meta(OfficeRight.Meta):
        verbose_name = _("right on the magazine")
        verbose_name_plural = _("rights on the magazine")
        constraints = [models.UniqueConstraint(fields=["user"], name="magazine_right_once")]


def looks_after_magazine(user: Visitor) -> bool:
    return bool(held(user, MagazineRight, VIEW))


class IssueQuerySet(models.QuerySet["Issue"]):
    def published(self) -> Self:
        return self.filter(state=Issue.State.PUBLISHED)

    def visible_to(self, user: Visitor) -> Self:
        """Everyone reads what is published; the office sees the rest too."""
        return self.all() if looks_after_magazine(user) else self.published()

    def newest_first(self) -> Self:
        return self.order_by("-volume", "-number")

    def with_cover(self) -> Self:
        return self.select_related("cover")

    def due(self, now: Any = None) -> Self:
        """Waiting to be read, or taken by a worker that has not been heard of since its lease."""
        unread = [Issue.State.WAITING, Issue.State.EXTRACTING]
        return self.filter(state__in=unread, lease_until__lte=now or timezone.now())

    def to_read_anew(self, now: datetime | None = None) -> Self:
        """At rest, and read by an earlier reader."""
        return self.filter(state__in=["ready", "published"], read_by__lt=READER, lease_until__lte=now or timezone.now())

    def to_announce(self) -> Self:
        """Published, not quietly, and not everybody has been written to."""
        return self.published().filter(announced_at__isnull=True, published_quietly=False)

    def with_gaps(self) -> Self:
        """Says of each whether one of its pages is hidden, which its PDF would show."""
        return self.annotate(has_hidden_pages=models.Exists(HiddenPage.objects.filter(issue=models.OuterRef("pk"))))


class Issue(Hideable, Leased, AsRead):
    """One number of bout de papier: its PDF, what was read out of it, and whether the world may see it."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting to be read")
        EXTRACTING = "extracting", _("Being read")
        FAILED = "failed", _("Could not be read")
        READY = "ready", _("Ready to publish")
        PUBLISHED = "published", _("Published")

    MOVES: ClassVar[dict[str, set[str]]] = {
        State.WAITING: {State.EXTRACTING, State.FAILED},
        State.EXTRACTING: {State.READY, State.FAILED, State.WAITING},
        State.FAILED: {State.WAITING},
        State.READY: {State.PUBLISHED, State.WAITING},
        State.PUBLISHED: {State.READY},
    }

    volume = models.PositiveSmallIntegerField(_("volume"), validators=[MinValueValidator(1)])
    number = models.PositiveSmallIntegerField(_("number"), validators=[MinValueValidator(1)])
    title_en = models.CharField(
        _("title (English)"), max_length=200, blank=True, help_text=_("Required before the issue is published.")
    )
    title_fr = models.CharField(
        _("title (French)"), max_length=200, blank=True, help_text=_("Required before the issue is published.")
    )
    dated = models.DateField(_("date on the cover"), help_text=_("Any day of the month; month and year are shown."))
    cover_credit = models.CharField(_("cover photograph by"), max_length=150, blank=True)
    pdf = models.ForeignKey(StoredFile, verbose_name="PDF", on_delete=models.PROTECT, related_name="issues")
    cover = models.ForeignKey(
        StoredFile,
        verbose_name=_("cover"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="covered_issues",
    )
    cover_width = models.PositiveSmallIntegerField(default=0)
    cover_height = models.PositiveSmallIntegerField(default=0)
    contents = models.JSONField(_("contents"), default=list, blank=True)
    page_count = models.PositiveSmallIntegerField(_("pages"), default=0)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    lease_until = models.DateTimeField(_("next attempt not before"), default=timezone.now)
    problem = models.CharField(_("why it could not be read"), max_length=20, blank=True)
    published_at = models.DateTimeField(_("published"), null=True, blank=True)
    announced_up_to = models.BigIntegerField(default=0)
    announced_at = models.DateTimeField(_("everybody emailed"), null=True, blank=True)
    published_quietly = models.BooleanField(
        _("published without email"), default=False, db_default=False, editable=False
    )

    # Of `with_gaps`.
    has_hidden_pages: bool

    objects = IssueQuerySet.as_manager()

    class Meta:
        verbose_name = _("issue")
        verbose_name_plural = _("issues")
        ordering = ["-volume", "-number"]
        constraints = [
            hidden_with_reason(),
            models.CheckConstraint(
                condition=~models.Q(state="published") | models.Q(hidden_at=None), name="issue_hidden_is_not_published"
            ),
            models.UniqueConstraint(
                fields=["volume", "number"],
                name="issue_numbered_once",
                violation_error_message=_("There is already an issue with this volume and number."),
            ),
            models.CheckConstraint(
                condition=~models.Q(state="published")
                | (
                    in_both_languages("title")
                    & models.Q(page_count__gt=0, cover__isnull=False, published_at__isnull=False)
                ),
                name="issue_published_when_complete",
                violation_error_message=_("A published issue needs a title in both languages, and its pages."),
            ),
        ]
        indexes = [
            models.Index(
                fields=["lease_until"], name="issue_unread", condition=models.Q(state__in=["waiting", "extracting"])
            ),
            models.Index(fields=["state", "-volume", "-number"], name="issue_by_state"),
        ]

    def __str__(self) -> str:
        return f"bout de papier {self.volume}-{self.number}"

    def clean(self) -> None:
        if self.is_published and not (self.title_en and self.title_fr):
            raise ValidationError(_("A published issue needs a title in both languages, and its pages."))

    def get_absolute_url(self) -> str:
        return reverse("magazine:issue", args=[self.volume, self.number])

    @property
    def is_published(self) -> bool:
        return self.state == self.State.PUBLISHED

    @property
    def label(self) -> str:
        """ "Vol. 36, No. 1", in the reader's language."""
        return str(_("Vol. %(volume)d, No. %(number)d") % {"volume": self.volume, "number": self.number})

    @property
    def file_name(self) -> str:
        return f"bout-de-papier-{self.volume}-{self.number}.pdf"

    @property
    def problem_in_words(self) -> str:
        """Why the PDF could not be read, and what to do; empty when nothing is wrong."""
        return str(PROBLEMS.get(self.problem, PROBLEMS["error"])) if self.problem else ""

    @property
    def cover_url(self) -> str:
        if self.cover is None:
            return ""
        return reverse("magazine:cover", args=[self.volume, self.number, digest(self.cover)])


class PageQuerySet(models.QuerySet["Page"]):
    def visible_to(self, user: Visitor) -> Self:
        """The pages of the issues that the reader may see, without those that are hidden."""
        if looks_after_magazine(user):
            return self.all()
        hidden = HiddenPage.objects.filter(issue=models.OuterRef("issue"), number=models.OuterRef("number"))
        return self.filter(~models.Exists(hidden), issue__state=Issue.State.PUBLISHED)

    def to_read(self) -> Self:
        """All that the reader page shows, in one query."""
        hidden = HiddenPage.objects.filter(issue=models.OuterRef("issue"))
        pages = self.annotate(issue_has_hidden_pages=models.Exists(hidden))
        return pages.select_related("issue", "image").defer("stems")


class Page(models.Model):
    """One page of an issue's PDF. `stems` is what the index of the database is made from (see search.py)."""

    issue = models.ForeignKey(Issue, verbose_name=_("issue"), on_delete=models.CASCADE, related_name="pages")
    number = models.PositiveSmallIntegerField(_("page"), validators=[MinValueValidator(1)])
    language = models.CharField(_("language"), max_length=2, choices=Language.choices, blank=True)
    image = models.ForeignKey(
        StoredFile, verbose_name=_("picture"), on_delete=models.PROTECT, related_name="magazine_pages"
    )
    width = models.PositiveSmallIntegerField()
    height = models.PositiveSmallIntegerField()
    text = models.TextField(_("text"), blank=True)
    other_forms = models.TextField(blank=True, db_default="", editable=False)  # searched, never shown: page_text.Found
    stems = models.TextField(blank=True, editable=False)

    # Of `to_read`.
    issue_has_hidden_pages: bool

    objects = PageQuerySet.as_manager()

    class Meta:
        verbose_name = _("page")
        verbose_name_plural = _("pages")
        ordering = ["issue", "number"]
        constraints = [
            models.UniqueConstraint(fields=["issue", "number"], name="page_numbered_once"),
        ]

    def __str__(self) -> str:
        return f"{self.issue_id}/{self.number}"

    def get_absolute_url(self) -> str:
        return reverse("magazine:page", args=[self.issue.volume, self.issue.number, self.number])

    @property
    def name(self) -> str:
        return self.issue.name_of(self.number)

    @property
    def image_url(self) -> str:
        return reverse(
            "magazine:page_image", args=[self.issue.volume, self.issue.number, self.number, digest(self.image)]
        )


class HiddenPage(models.Model):
    """One page of an issue that only the office sees, until this row is gone. By number: it outlives another reading of the PDF."""

    issue = models.ForeignKey(Issue, verbose_name=_("issue"), on_delete=models.PROTECT, related_name="pages_hidden")
    number = models.PositiveSmallIntegerField(_("page"))
    hidden_at = models.DateTimeField(_("hidden"), default=timezone.now)
    reason = models.TextField(_("reason"))

    class Meta:
        verbose_name = _("hidden page")
        verbose_name_plural = _("hidden pages")
        ordering = ["issue", "number"]
        constraints = [
            models.UniqueConstraint(fields=["issue", "number"], name="page_hidden_once"),
            models.CheckConstraint(condition=~models.Q(reason=""), name="page_hidden_with_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.issue_id}/{self.number}"


class EarlierPdf(models.Model):
    """What members had been reading before the PDF of a published issue was replaced: kept, and shown to the office alone."""

    issue = models.ForeignKey(Issue, verbose_name=_("issue"), on_delete=models.PROTECT, related_name="earlier_pdfs")
    pdf = models.ForeignKey(StoredFile, verbose_name="PDF", on_delete=models.PROTECT, related_name="replaced_in")
    replaced_at = models.DateTimeField(_("replaced"), default=timezone.now)

    class Meta:
        verbose_name = _("earlier PDF")
        verbose_name_plural = _("earlier PDFs")
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.issue} {self.replaced_at:%Y-%m-%d}"


def digest(stored: StoredFile) -> str:
    """Names the content in an address, so that a browser may keep it for ever."""
    return stored.sha256[:16]
