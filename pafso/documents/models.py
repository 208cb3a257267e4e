"""What readers get of a file that came from outside: its words and pictures, re-made, and nothing else that was in it."""

from collections.abc import Iterable
from datetime import datetime
from typing import ClassVar

from django.db import connection, models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from pafso.files.models import StoredFile
from pafso.work import leases

PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
COPIED = (PDF, DOCX)


class ReadersCopyQuerySet(models.QuerySet["ReadersCopy"]):
    def to_make(self, now: datetime | None = None) -> "ReadersCopyQuerySet":
        """Wanted, and nobody is at it."""
        return self.filter(leases.free(now), state=ReadersCopy.State.TO_MAKE)

    def failed(self) -> "ReadersCopyQuerySet":
        return self.filter(state=ReadersCopy.State.FAILED)


class ReadersCopy(leases.Leased):
    """The copy of one original. It goes when the original goes."""

    class State(models.TextChoices):
        TO_MAKE = "to_make", _("Being made")
        READY = "ready", _("Ready to read")
        FAILED = "failed", _("Could not be made")

    MOVES: ClassVar[dict[str, set[str]]] = {
        State.TO_MAKE: {State.READY, State.FAILED},
        State.READY: set(),
        State.FAILED: {State.TO_MAKE},
    }

    original = models.OneToOneField(
        StoredFile, verbose_name=_("file"), on_delete=models.CASCADE, related_name="readers_copy", editable=False
    )
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.TO_MAKE)
    # Cleaned by an allow-list; in the place of each picture stands its number.
    html = models.TextField(blank=True, editable=False)
    # Codes of what could not be kept: sentences.py has the words.
    notes = models.JSONField(default=list, editable=False)
    problem = models.CharField(_("problem"), max_length=300, blank=True, editable=False)
    asked_at = models.DateTimeField(_("requested"), default=timezone.now, editable=False)
    made_at = models.DateTimeField(_("made"), null=True, editable=False)

    objects = ReadersCopyQuerySet.as_manager()

    class Meta:
        verbose_name = _("copy for readers")
        verbose_name_plural = _("copies for readers")
        indexes = [
            models.Index(fields=["id"], name="reader_copy_to_make", condition=models.Q(state="to_make")),
            models.Index(fields=["asked_at"], name="reader_copy_failed", condition=models.Q(state="failed")),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(state="ready") | models.Q(made_at__isnull=False), name="reader_copy_ready_says_when"
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def is_ready(self) -> bool:
        return self.state == self.State.READY

    @property
    def is_failed(self) -> bool:
        return self.state == self.State.FAILED


class CopyPicture(models.Model):
    """A page of a PDF with its text, or a picture in a Word document with its description."""

    copy = models.ForeignKey(ReadersCopy, on_delete=models.CASCADE, related_name="pictures")
    number = models.PositiveSmallIntegerField()
    file = models.OneToOneField(StoredFile, on_delete=models.PROTECT, related_name="copy_picture")
    width = models.PositiveSmallIntegerField()
    height = models.PositiveSmallIntegerField()
    text = models.TextField(blank=True)

    class Meta:
        verbose_name = _("page or picture of a copy")
        verbose_name_plural = _("pages and pictures of copies")
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["copy", "number"], name="copy_picture_number")]

    def __str__(self) -> str:
        return f"{self.copy_id}/{self.number}"


def files_of_copy(original: StoredFile) -> Iterable[StoredFile]:
    """The pictures that go with ORIGINAL. Its copy is locked first: a worker that has one ready waits, and then finds none."""
    if original.media_type not in COPIED:
        return []
    rows = ReadersCopy.objects.filter(original=original)
    copies = list(rows.select_for_update() if connection.in_atomic_block else rows)
    return list(StoredFile.objects.filter(copy_picture__copy__in=copies))
