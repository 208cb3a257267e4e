"""The magazine: each issue, and each of its pages with the text that search reads."""

from datetime import timedelta
from typing import Any, ClassVar, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from pafso.access import Visitor, works_in_office
from pafso.files.models import StoredFile
from pafso.localized import Language, in_both_languages
from pafso.work.leases import Leased, Terms

# Longer than the sandbox gives an extraction: until then whoever took the issue is believed to be alive.
TERMS = Terms(timedelta(seconds=settings.WORK_LEASE_SECONDS))

# The words of pafso.files for what a document may be, seen from the office, and what can happen to our own reader.
PROBLEMS = {
    "encrypted": _("The PDF asks for a password. Upload a copy without one."),
    "damaged": _("The PDF is damaged or incomplete. Export it again and upload the new one."),
    "too_many_pages": _("The PDF has too many pages to be one issue."),
    "memory": _("Reading the PDF takes too much memory. Export it with smaller pictures and upload that one."),
    "time": _("Reading the PDF takes too long. Export it with smaller pictures and upload that one."),
    "crash": _("The PDF breaks our reader each time. Print it to a new PDF and upload that one."),
    "died": _("Reading was cut off each time it was tried. Read it again; if that fails, upload another PDF."),
    "error": _("Something went wrong while the PDF was read. Read it again; if that fails, tell technical support."),
}


class IssueQuerySet(models.QuerySet["Issue"]):
    def published(self) -> Self:
        return self.filter(state=Issue.State.PUBLISHED)

    def visible_to(self, user: Visitor) -> Self:
        """Everyone reads what is published; the office sees the rest too."""
        return self.all() if works_in_office(user, "magazine.view_issue") else self.published()

    def newest_first(self) -> Self:
        return self.order_by("-volume", "-number")

    def with_cover(self) -> Self:
        return self.select_related("cover")

    def due(self, now: Any = None) -> Self:
        """Waiting to be read, or taken by a worker that has not been heard of since its lease."""
        unread = [Issue.State.WAITING, Issue.State.EXTRACTING]
        return self.filter(state__in=unread, lease_until__lte=now or timezone.now())

    def to_announce(self) -> Self:
        """Published, and not everybody has been written to."""
        return self.published().filter(announced_at__isnull=True)

    def at_work(self) -> Self:
        """What the desk should know of: unread, unreadable, or ready and waiting for somebody to publish it."""
        return self.exclude(state=Issue.State.PUBLISHED)


class Issue(Leased):
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
        _("title (English)"), max_length=200, blank=True, help_text=_("Needed before the issue is published.")
    )
    title_fr = models.CharField(
        _("title (French)"), max_length=200, blank=True, help_text=_("Needed before the issue is published.")
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
    announced_at = models.DateTimeField(_("everybody written to"), null=True, blank=True)

    objects = IssueQuerySet.as_manager()

    class Meta:
        verbose_name = _("issue")
        verbose_name_plural = _("issues")
        ordering = ["-volume", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["volume", "number"],
                name="issue_numbered_once",
                violation_error_message=_("There is an issue with this volume and number already."),
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
    def megabytes(self) -> float:
        return max(0.1, self.pdf.size / 1_000_000)

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
        """The pages of the issues that the reader may see."""
        if works_in_office(user, "magazine.view_issue"):
            return self.all()
        return self.filter(issue__state=Issue.State.PUBLISHED)

    def to_read(self) -> Self:
        """All that the reader page shows, in one query."""
        return self.select_related("issue", "image").defer("stems", "issue__contents")


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
    stems = models.TextField(blank=True, editable=False)

    objects = PageQuerySet.as_manager()

    class Meta:
        verbose_name = _("page")
        verbose_name_plural = _("pages")
        ordering = ["issue", "number"]
        constraints = [models.UniqueConstraint(fields=["issue", "number"], name="page_numbered_once")]

    def __str__(self) -> str:
        return f"{self.issue_id}/{self.number}"

    def get_absolute_url(self) -> str:
        return reverse("magazine:page", args=[self.issue.volume, self.issue.number, self.number])

    @property
    def image_url(self) -> str:
        return reverse(
            "magazine:page_image", args=[self.issue.volume, self.issue.number, self.number, digest(self.image)]
        )


def digest(stored: StoredFile) -> str:
    """Names the content in an address, so that a browser may keep it for ever."""
    return stored.sha256[:16]
