"""What a person decides about themselves: which mail they get, a copy of what is held, the end of the account."""

from datetime import datetime, timedelta
from typing import Any, ClassVar, NoReturn

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from pafso.files.models import StoredFile
from pafso.states import Stateful
from pafso.work.leases import Leased, free

from .account import User

CLOSING_UNDO = timedelta(days=14)
COPY_KEPT = timedelta(days=7)
# A download that breaks off may be repeated for so long, from the browser that fetched it.
COPY_AGAIN = timedelta(minutes=15)


class Topic(models.TextChoices):
    """Kinds of mail that a person may do without; service mail is not among them."""

    ISSUES = "issues", _("A new issue of bout de papier")
    GALLERIES = "galleries", _("The gallery of a photo contest")
    NEWS = "news", _("Calls for nominations and photos, and news of the association")


class ConsentQuerySet(models.QuerySet["Consent"]):
    def update(self, **kwargs: Any) -> NoReturn:
        raise TypeError("Consent is only added to.")


class Consent(models.Model):
    """One yes or no to one kind of mail, with its proof (Canada's anti-spam law): the last row counts, none is changed."""

    class Source(models.TextChoices):
        PAGE = "page", _("My notifications")
        LINK = "link", _("The link in a mail")
        ONE_CLICK = "one_click", _("The unsubscribe button of the mail program")
        API = "api", _("A program")

    user = models.ForeignKey(User, verbose_name=_("account"), on_delete=models.CASCADE, related_name="consents")
    topic = models.CharField(_("kind of mail"), max_length=12, choices=Topic.choices)
    is_given = models.BooleanField(_("consents"))
    at = models.DateTimeField(_("when"), default=timezone.now)
    source = models.CharField(_("where"), max_length=10, choices=Source.choices)
    language = models.CharField(_("language"), max_length=2)
    wording = models.TextField(_("the words that were shown"))

    objects = ConsentQuerySet.as_manager()

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        ordering = ["-id"]
        indexes = [models.Index(fields=["user", "topic", "-id"], name="consent_latest")]

    def __str__(self) -> str:
        return f"{self.topic} {self.is_given} {self.at:%Y-%m-%d}"


class CopyQuerySet(models.QuerySet["Copy"]):
    def visible_to(self, user: Any) -> "CopyQuerySet":
        """One's own and nobody else's; the office has no business here."""
        return self.filter(user=user) if user.is_authenticated else self.none()

    def standing(self) -> "CopyQuerySet":
        return self.filter(state__in=(Copy.State.WAITING, Copy.State.READY))

    def to_make(self, now: datetime) -> "CopyQuerySet":
        """Nobody is at work on it, or the one who was has not been heard of."""
        return self.filter(free(now), state=Copy.State.WAITING)


class Copy(Leased):
    """What PAFSO holds about a person, as a ZIP: made in the background, fetched once, then removed."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Being prepared")
        READY = "ready", _("Ready")
        FETCHED = "fetched", _("Fetched")
        EXPIRED = "expired", _("Expired")
        FAILED = "failed", _("Could not be made")

    MOVES: ClassVar[dict[str, set[str]]] = {
        State.WAITING: {State.READY, State.FAILED, State.EXPIRED},
        State.READY: {State.FETCHED, State.EXPIRED},
        State.FETCHED: set(),
        State.EXPIRED: set(),
        State.FAILED: set(),
    }

    user = models.ForeignKey(User, verbose_name=_("account"), on_delete=models.CASCADE, related_name="copies")
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.WAITING)
    asked_at = models.DateTimeField(_("asked"), default=timezone.now)
    file = models.OneToOneField(StoredFile, null=True, blank=True, editable=False, on_delete=models.SET_NULL)
    ready_at = models.DateTimeField(_("ready"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)

    objects = CopyQuerySet.as_manager()

    class Meta:
        verbose_name = _("copy of what is held")
        verbose_name_plural = _("copies of what is held")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["user"], condition=models.Q(state__in=["waiting", "ready"]), name="copy_one_open_a_person"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.asked_at:%Y-%m-%d}"

    def is_downloadable(self, now: datetime) -> bool:
        """Being fetched: the file is still there for a download that broke off."""
        if self.state != Copy.State.FETCHED or self.file_id is None:
            return False
        return self.again_until is not None and now < self.again_until

    def has_run_out(self, now: datetime) -> bool:
        return self.ready_at is not None and now >= self.ready_at + COPY_KEPT

    @property
    def gone_at(self) -> datetime | None:
        """When a copy that nobody fetches is removed."""
        return self.ready_at + COPY_KEPT if self.ready_at else None

    @property
    def again_until(self) -> datetime | None:
        return self.ended_at + COPY_AGAIN if self.ended_at else None


class ClosingQuerySet(models.QuerySet["Closing"]):
    def asked(self) -> "ClosingQuerySet":
        return self.filter(state=Closing.State.ASKED)

    def due(self, now: datetime) -> "ClosingQuerySet":
        """The two weeks are over. Whoever works in the office by now keeps the account until the rights are taken off."""
        return self.asked().filter(due_at__lte=now, user__is_staff=False, user__is_superuser=False)


class Closing(Stateful):
    """The end of an account, two weeks after it was asked for unless the person comes back."""

    class State(models.TextChoices):
        ASKED = "asked", _("Asked")
        UNDONE = "undone", _("Undone")
        DONE = "done", _("Done")

    MOVES: ClassVar[dict[str, set[str]]] = {
        State.ASKED: {State.UNDONE, State.DONE},
        State.UNDONE: set(),
        State.DONE: set(),
    }

    user = models.ForeignKey(User, verbose_name=_("account"), on_delete=models.CASCADE, related_name="closings")
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.ASKED)
    asked_at = models.DateTimeField(_("asked"), default=timezone.now)
    due_at = models.DateTimeField(_("closes"))
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)

    objects = ClosingQuerySet.as_manager()

    class Meta:
        verbose_name = _("closing of an account")
        verbose_name_plural = _("closings of accounts")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["user"], condition=models.Q(state="asked"), name="closing_one_open_an_account"
            )
        ]
        indexes = [models.Index(fields=["state", "due_at"], name="closing_due")]

    def __str__(self) -> str:
        return f"{self.user} {self.due_at:%Y-%m-%d}"
