"""A case put forward and the letters that support it: what may be written when, and who may read it."""

from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models.functions import Coalesce, Lower
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from pafso.access import Visitor, works_in_office
from pafso.drafts.models import Draft
from pafso.files.models import StoredFile
from pafso.localized import Language
from pafso.press_once import PressedOnce
from pafso.states import Stateful

from .cycle import Cycle

LONGEST_TEXT = 60_000


class NominationQuerySet(models.QuerySet["Nomination"]):
    def by(self, user: Visitor) -> "NominationQuerySet":
        """Those that this person puts forward."""
        return self.filter(nominator=user) if user.is_authenticated else self.none()

    def handed_in(self) -> "NominationQuerySet":
        return self.filter(state__in=Nomination.HANDED_IN)

    def visible_to(self, user: Visitor) -> "NominationQuerySet":
        """The second face of rules.may_see_nomination."""
        if not user.is_authenticated:
            return self.none()
        own = models.Q(nominator=user)
        if not works_in_office(user, "awards.view_nomination"):
            return self.filter(own)
        about_the_reader = models.Q(nominee_email__iexact=user.email)
        return self.filter(own | (models.Q(state__in=Nomination.HANDED_IN) & ~about_the_reader))

    def with_cycle(self) -> "NominationQuerySet":
        return self.select_related("cycle__award", "nominator")

    def counting_letters(self) -> "NominationQuerySet":
        """Adds ``letters_in``: how many letters have arrived."""
        sent = Letter.objects.arrived().filter(nomination=models.OuterRef("pk")).order_by().values("nomination")
        counted = models.Subquery(sent.annotate(n=models.Count("pk")).values("n"))
        return self.annotate(letters_in=Coalesce(counted, 0))


class Nomination(Stateful, Draft, PressedOnce):
    """The case for one nominee in one cycle, by one nominator."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        SUBMITTED = "submitted", _("Submitted")
        WITHDRAWN = "withdrawn", _("Withdrawn")
        DISQUALIFIED = "disqualified", _("Disqualified")

    MOVES: ClassVar[dict[str, set[str]]] = {
        State.DRAFT: {State.SUBMITTED},
        State.SUBMITTED: {State.WITHDRAWN, State.DISQUALIFIED},
        State.WITHDRAWN: {State.SUBMITTED},
        State.DISQUALIFIED: set(),
    }
    HANDED_IN = (State.SUBMITTED, State.DISQUALIFIED)

    class NomineeKind(models.TextChoices):
        INDIVIDUAL = "individual", _("One person")
        GROUP = "group", _("A group")

    code = models.CharField(_("code"), max_length=8, unique=True)
    cycle = models.ForeignKey(Cycle, verbose_name=_("cycle"), on_delete=models.PROTECT, related_name="nominations")
    nominator = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("nominator"), on_delete=models.PROTECT, related_name="nominations"
    )
    nominee_kind = models.CharField(
        _("kind of nominee"), max_length=10, choices=NomineeKind.choices, default=NomineeKind.INDIVIDUAL
    )
    nominee_name = models.CharField(_("nominee"), max_length=150, blank=True)
    nominee_email = models.EmailField(_("the nominee’s email address"), blank=True)
    nominee_position = models.CharField(_("position and mission"), max_length=200, blank=True)
    case = models.TextField(_("the case"), blank=True)
    language = models.CharField(
        _("language of the case"), max_length=2, choices=Language.choices, default=Language.ENGLISH
    )
    state = models.CharField(_("state"), max_length=12, choices=State.choices, default=State.DRAFT)
    begun_at = models.DateTimeField(_("begun"), default=timezone.now)
    submitted_at = models.DateTimeField(_("submitted"), null=True, blank=True)
    disqualified_reason = models.TextField(_("reason for the disqualification"), blank=True)

    objects = NominationQuerySet.as_manager()

    class Meta:
        verbose_name = _("nomination")
        verbose_name_plural = _("nominations")
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["nominator", "-id"], name="nomination_of_nominator"),
            models.Index(fields=["state", "-id"], name="nomination_by_state"),
            models.Index(fields=["cycle", "state", "-id"], name="nomination_by_cycle"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(state__in=["submitted", "disqualified"])
                | (models.Q(submitted_at__isnull=False) & ~models.Q(nominee_name="") & ~models.Q(case="")),
                name="nomination_submitted_is_whole",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="disqualified") | ~models.Q(disqualified_reason=""),
                name="nomination_disqualified_says_why",
            ),
        ]

    def __str__(self) -> str:
        """The code alone: this is what logs and the audit trail may keep."""
        return self.code

    def get_absolute_url(self) -> str:
        return reverse("awards:nomination", args=[self.code])

    @property
    def is_editable(self) -> bool:
        return self.state in (self.State.DRAFT, self.State.WITHDRAWN)

    @property
    def is_handed_in(self) -> bool:
        return self.state in self.HANDED_IN

    def accepts_work(self, now: datetime | None = None) -> bool:
        """Whether the case or its letters may still be worked on: in the window, or in its grace when begun before."""
        return self.cycle.window.accepts_finishing(self.begun_at, now)


class LetterQuerySet(models.QuerySet["Letter"]):
    def arrived(self) -> "LetterQuerySet":
        return self.filter(state=Letter.State.SENT)

    def not_revoked(self) -> "LetterQuerySet":
        return self.exclude(state=Letter.State.REVOKED)

    def visible_to(self, user: Visitor) -> "LetterQuerySet":
        """Letters whose text this person may read: the second face of rules.may_read_letter."""
        if not user.is_authenticated:
            return self.none()
        shown = models.Q(nomination__nominator=user, nomination__cycle__award__letters_shown_to_nominator=True)
        if works_in_office(user, "awards.view_nomination"):
            shown |= models.Q(nomination__state__in=Nomination.HANDED_IN) & ~models.Q(nomination__nominator=user)
        about_the_reader = models.Q(nomination__nominee_email__iexact=user.email)
        return self.arrived().filter(shown).exclude(about_the_reader)

    def in_outline(self) -> "LetterQuerySet":
        """Who was asked and what has arrived, without a word of any letter."""
        return self.defer("text", "address", "telephone", "contact_email")


class Letter(Stateful, Draft, PressedOnce):
    """A letter of support: asked of a supporter by name and address, written without an account, final once sent."""

    class State(models.TextChoices):
        INVITED = "invited", _("Asked for")
        SENT = "sent", _("Arrived")
        REVOKED = "revoked", _("No longer asked for")

    MOVES: ClassVar[dict[str, set[str]]] = {
        State.INVITED: {State.SENT, State.REVOKED},
        State.SENT: set(),
        State.REVOKED: set(),
    }

    code = models.CharField(_("code"), max_length=8, unique=True)
    nomination = models.ForeignKey(
        Nomination, verbose_name=_("nomination"), on_delete=models.PROTECT, related_name="letters"
    )
    name = models.CharField(_("supporter"), max_length=150)
    email = models.EmailField(_("invited at"))
    invited_in = models.CharField(_("language of the invitation"), max_length=2, choices=Language.choices)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.INVITED)
    invited_at = models.DateTimeField(_("asked for"), default=timezone.now)
    asked_again_at = models.DateTimeField(_("last asked"), default=timezone.now)
    full_name = models.CharField(_("full name"), max_length=150, blank=True)
    address = models.CharField(_("postal address"), max_length=300, blank=True)
    telephone = models.CharField(_("telephone"), max_length=40, blank=True)
    contact_email = models.EmailField(_("email address"), blank=True)
    text = models.TextField(_("letter"), blank=True)
    language = models.CharField(_("language of the letter"), max_length=2, choices=Language.choices, blank=True)
    file = models.ForeignKey(
        StoredFile, verbose_name=_("file"), null=True, blank=True, on_delete=models.PROTECT, related_name="letters"
    )
    sent_at = models.DateTimeField(_("arrived"), null=True, blank=True)

    objects = LetterQuerySet.as_manager()

    class Meta:
        verbose_name = _("letter of support")
        verbose_name_plural = _("letters of support")
        ordering = ["id"]
        indexes = [models.Index(fields=["nomination", "state"], name="letter_of_nomination")]
        constraints = [
            models.UniqueConstraint(
                "nomination",
                Lower("email"),
                condition=~models.Q(state="revoked"),
                name="letter_one_for_each_address",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="sent")
                | (
                    models.Q(sent_at__isnull=False)
                    & (~models.Q(text="") | models.Q(file__isnull=False))
                    & ~models.Q(full_name="")
                    & ~models.Q(address="")
                    & ~models.Q(telephone="")
                    & ~models.Q(contact_email="")
                ),
                name="letter_sent_is_whole",
            ),
        ]

    def __str__(self) -> str:
        """The code alone: this is what logs and the audit trail may keep."""
        return self.code


class LetterLink(models.Model):
    """A link with which a supporter writes: only the digest of its secret is kept.

    Asking again makes another link and leaves those that are out alive, so that none dies before the deadline and no key of
    ours is needed to make one twice. All of them end together when the letter is sent or revoked.
    """

    letter = models.ForeignKey(Letter, on_delete=models.CASCADE, related_name="links")
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("link to write a letter")
        verbose_name_plural = _("links to write a letter")

    def __str__(self) -> str:
        return f"{self.letter_id}"
