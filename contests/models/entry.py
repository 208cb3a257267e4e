"""A photo in a contest: its author's words, its untouched original, and the sizes that others may see."""

from contextlib import suppress
from datetime import datetime, timedelta
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from pafso.access import Visitor, works_in_office
from pafso.files.models import StoredFile
from pafso.files.uploads import forget
from pafso.localized import Language
from pafso.work.leases import Leased, Terms, free

from .contest import Category, Contest

# Longer than the sandbox allows the work to take: whoever holds a row past this is dead.
TERMS = Terms(timedelta(seconds=settings.WORK_LEASE_SECONDS), first_wait=timedelta(seconds=30), factor=4)


class EntryQuerySet(models.QuerySet["Entry"]):
    def visible_to(self, user: Visitor) -> "EntryQuerySet":
        """One's own, whatever became of them; all of them for the office."""
        if works_in_office(user, "contests.view_entry"):
            return self
        return self.of(user)

    def of(self, user: Visitor) -> "EntryQuerySet":
        """Those that this person entered, staff or not."""
        return self.filter(entrant=user) if user.is_authenticated else self.none()

    def standing(self) -> "EntryQuerySet":
        """Those that their authors have not taken back."""
        return self.exclude(state=Entry.State.WITHDRAWN)

    def shown(self) -> "EntryQuerySet":
        """What a published gallery shows to everyone."""
        return self.filter(state=Entry.State.ACCEPTED, contest__gallery_published_at__lte=timezone.now())

    def to_prepare(self, now: datetime | None = None) -> "EntryQuerySet":
        """Sizes are missing, and nobody is at work on them or the one who was has not been heard of."""
        return self.filter(free(now), state=Entry.State.RECEIVED, prepared_at=None)


class Entry(Leased):
    """One photo, entered by its author."""

    class State(models.TextChoices):
        RECEIVED = "received", pgettext_lazy("photo", "Received")
        ACCEPTED = "accepted", pgettext_lazy("photo", "Accepted")
        DISQUALIFIED = "disqualified", pgettext_lazy("photo", "Disqualified")
        UNREADABLE = "unreadable", pgettext_lazy("photo", "Unreadable")
        WITHDRAWN = "withdrawn", pgettext_lazy("photo", "Withdrawn")

    # That the sizes are made is a date (prepared_at): they are made while the office has not looked yet, or has.
    MOVES: ClassVar[dict[str, set[str]]] = {
        State.RECEIVED: {State.ACCEPTED, State.DISQUALIFIED, State.UNREADABLE, State.WITHDRAWN},
        State.UNREADABLE: {State.RECEIVED, State.DISQUALIFIED, State.WITHDRAWN},
        State.ACCEPTED: {State.DISQUALIFIED, State.WITHDRAWN},
        State.DISQUALIFIED: {State.ACCEPTED, State.RECEIVED},
        State.WITHDRAWN: set(),
    }

    code = models.CharField(_("code"), max_length=12, unique=True)
    contest = models.ForeignKey(Contest, verbose_name=_("contest"), on_delete=models.PROTECT, related_name="entries")
    category = models.ForeignKey(Category, verbose_name=_("category"), on_delete=models.PROTECT, related_name="entries")
    entrant = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("entrant"), on_delete=models.PROTECT, related_name="entries"
    )
    # The name under which a published photo stays when its author's account is closed; empty while there is an account.
    credit = models.CharField(_("credit"), max_length=150, blank=True, default="", db_default="", editable=False)
    title = models.CharField(_("title"), max_length=120)
    place = models.CharField(_("place"), max_length=120)
    story = models.TextField(_("the story of the photo"))
    language = models.CharField(_("language of the text"), max_length=2, choices=Language.choices)
    rights_confirmed_at = models.DateTimeField(pgettext_lazy("photo", "rights confirmed"))
    original = models.ForeignKey(
        StoredFile, verbose_name=_("original"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    # Also on the stored file; here so that the database itself refuses the same photo twice.
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    width = models.PositiveIntegerField(_("width"))
    height = models.PositiveIntegerField(_("height"))
    camera = models.CharField(_("camera"), max_length=200, blank=True)
    taken_on = models.DateField(pgettext_lazy("photo", "taken on"), null=True, blank=True)
    form_token = models.UUIDField(editable=False)
    state = models.CharField(_("state"), max_length=12, choices=State.choices, default=State.RECEIVED)
    received_at = models.DateTimeField(pgettext_lazy("photo", "received"))
    prepared_at = models.DateTimeField(_("sizes made"), null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    last_error = models.CharField(_("last error"), max_length=300, blank=True)
    decided_at = models.DateTimeField(pgettext_lazy("photo", "decided"), null=True, blank=True)
    reason = models.TextField(_("reason"), blank=True)

    objects = EntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("photo")
        verbose_name_plural = _("photos")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["entrant", "form_token"], name="entry_once_per_form"),
            models.UniqueConstraint(
                fields=["contest", "entrant", "sha256"],
                condition=~models.Q(state="withdrawn"),
                name="entry_photo_once_per_contest",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="disqualified") | ~models.Q(reason=""), name="entry_disqualified_with_reason"
            ),
            models.CheckConstraint(
                condition=~models.Q(state="accepted") | models.Q(prepared_at__isnull=False),
                name="entry_accepted_when_it_can_be_seen",
            ),
            models.CheckConstraint(
                condition=models.Q(state="withdrawn", original=None)
                | ~models.Q(state="withdrawn") & models.Q(original__isnull=False),
                name="entry_has_its_original_until_withdrawn",
            ),
        ]
        indexes = [
            models.Index(fields=["entrant", "-id"], name="entry_of_entrant"),
            models.Index(fields=["contest", "state", "-id"], name="entry_in_contest"),
            models.Index(
                fields=["id"], name="entry_to_prepare", condition=models.Q(prepared_at=None, state="received")
            ),
        ]

    def __str__(self) -> str:
        return self.code

    def get_absolute_url(self) -> str:
        return reverse("contests:entry", args=[self.code])

    @property
    def author(self) -> str:
        """Whom a gallery names."""
        return self.credit or str(self.entrant)

    @property
    def is_prepared(self) -> bool:
        return self.prepared_at is not None

    @property
    def is_waiting(self) -> bool:
        """Its sizes are still being made."""
        return self.state == self.State.RECEIVED and not self.is_prepared

    @property
    def is_withdrawable(self) -> bool:
        """While the contest is open an author may take a photo back, unless the office has refused it."""
        return self.State.WITHDRAWN in self.MOVES[self.state] and self.contest.is_open

    def remove_derivatives(self) -> None:
        """Delete the sizes with their files (call in a transaction)."""
        for derivative in self.derivatives.select_related("file"):
            derivative.delete()
            forget_unshared(derivative.file)


def forget_unshared(stored: StoredFile) -> None:
    """Delete a file, unless other rows use the same one, as those of `manage.py populate` do."""
    with suppress(models.ProtectedError):
        forget(stored)


class DerivativeQuerySet(models.QuerySet["Derivative"]):
    def visible_to(self, user: Visitor) -> "DerivativeQuerySet":
        """Everyone's once the gallery is published; before that the author's and the office's."""
        if works_in_office(user, "contests.view_entry"):
            return self
        public = models.Q(entry__state=Entry.State.ACCEPTED, entry__contest__gallery_published_at__lte=timezone.now())
        own = models.Q(entry__entrant=user) if user.is_authenticated else models.Q()
        return self.filter(public | own)


class Derivative(models.Model):
    """One size of a photo, made from its pixels and nothing else. Remade means a new row, so an address never changes."""

    entry = models.ForeignKey(Entry, verbose_name=_("photo"), on_delete=models.CASCADE, related_name="derivatives")
    edge = models.PositiveSmallIntegerField(_("longest edge asked for"))
    file = models.ForeignKey(StoredFile, verbose_name=_("file"), on_delete=models.PROTECT, related_name="+")
    width = models.PositiveIntegerField(_("width"))
    height = models.PositiveIntegerField(_("height"))

    objects = DerivativeQuerySet.as_manager()

    class Meta:
        verbose_name = _("size")
        verbose_name_plural = _("sizes")
        ordering = ["edge"]
        constraints = [models.UniqueConstraint(fields=["entry", "edge"], name="derivative_once_per_size")]

    def __str__(self) -> str:
        return f"{self.entry_id} {self.width}×{self.height}"

    def get_absolute_url(self) -> str:
        return reverse("contests:photo", args=[self.pk])
