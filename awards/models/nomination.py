"""A case put forward and the letters that support it: what may be written when, and who may read it."""

from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce, Lower, Upper
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from members.identity import Identity, identity_of
from pafso.access import Visitor
from pafso.drafts.models import Draft
from pafso.files.models import StoredFile
from pafso.localized import Language
from pafso.mailboxes import AddressField
from pafso.press_once import PressedOnce
from pafso.states import Stateful

from .cycle import Cycle
from .right import NominationDeclaration, awards_of

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
        in_hands = Q(state__in=Nomination.HANDED_IN) & _looked_after(user)
        return self.filter(Q(nominator=user) | in_hands)

    def looked_after_by(self, user: Visitor) -> "NominationQuerySet":
        """In an award that USER of the office looks after, and USER is no party to it; whatever its state."""
        return self.filter(_looked_after(user))

    def in_hands_of(self, user: Visitor) -> "NominationQuerySet":
        """The second face of rules.handles_nomination: those that the office has, but nobody one to which they are a party."""
        return self.handed_in().looked_after_by(user)

    def involving(self, user: models.Model) -> "NominationQuerySet":
        """Those to which USER is a party, each part found by an index of its own."""
        return self.filter(pk__in=_found_by_index(user))

    def with_cycle(self) -> "NominationQuerySet":
        return self.select_related("cycle__award", "nominator")

    def counting_letters(self) -> "NominationQuerySet":
        """Adds ``letters_in``: how many letters have arrived."""
        sent = Letter.objects.arrived().filter(nomination=models.OuterRef("pk")).order_by().values("nomination")
        counted = models.Subquery(sent.annotate(n=models.Count("pk")).values("n"))
        return self.annotate(letters_in=Coalesce(counted, 0))


def _looked_after(user: Visitor, path: str = "") -> Q:
    """Nominations (at PATH of other rows) in the awards that USER looks after, without those to which USER is a party."""
    mine = awards_of(user)
    return mine.within(f"{path}cycle__award") & ~party_to(user, path) if mine else Q(pk__in=())


def party_to(user: Visitor, path: str = "") -> Q:
    """The second face of rules.is_party: nominator, nominee, supporter, or said by a colleague."""
    me = identity_of(user)
    declared = NominationDeclaration.objects.shutting_out(user).values("nomination")
    return (
        Q(**{f"{path}nominator": user.pk})
        | me.is_at(f"{path}nominee_email")
        | Q(**{f"{path}pk__in": Letter.objects.asked_of(me).values("nomination")})
        | Q(**{f"{path}pk__in": declared})
    )


def _found_by_index(user: models.Model) -> models.QuerySet:
    me = identity_of(user)
    return (
        Nomination.objects.filter(nominator=user.pk)
        .order_by()
        .values("pk")
        .union(
            Nomination.objects.filter(me.is_at("nominee_email")).order_by().values("pk"),
            Letter.objects.asked_of(me).order_by().values("nomination"),
            NominationDeclaration.objects.shutting_out(user).order_by().values("nomination"),
        )
    )


class Nomination(Stateful, Draft, PressedOnce):
    """The case for one nominee in one cycle, by one nominator."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        SUBMITTED = "submitted", pgettext_lazy("nomination", "Received")
        WITHDRAWN = "withdrawn", _("Withdrawn")
        DISQUALIFIED = "disqualified", pgettext_lazy("nomination", "Set aside")

    MOVES: ClassVar[dict[str, set[str]]] = {
        State.DRAFT: {State.SUBMITTED},
        State.SUBMITTED: {State.WITHDRAWN, State.DISQUALIFIED},
        State.WITHDRAWN: {State.SUBMITTED},
        # By the office alone, when it was set aside by mistake.
        State.DISQUALIFIED: {State.SUBMITTED},
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
    nominee_email = AddressField(_("the nominee’s email address"), blank=True)
    nominee_position = models.CharField(_("position and mission"), max_length=200, blank=True)
    case = models.TextField(_("the case"), blank=True)
    language = models.CharField(
        _("language of the case"), max_length=2, choices=Language.choices, default=Language.ENGLISH
    )
    state = models.CharField(_("state"), max_length=12, choices=State.choices, default=State.DRAFT)
    begun_at = models.DateTimeField(_("started"), default=timezone.now)
    submitted_at = models.DateTimeField(_("received"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True, editable=False)
    disqualified_reason = models.TextField(_("reason for setting aside"), blank=True)

    objects = NominationQuerySet.as_manager()

    class Meta:
        verbose_name = _("nomination")
        verbose_name_plural = _("nominations")
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["nominator", "-id"], name="nomination_of_nominator"),
            models.Index(fields=["state", "-id"], name="nomination_by_state"),
            models.Index(fields=["cycle", "state", "-id"], name="nomination_by_cycle"),
            models.Index(fields=["cycle", "-id"], name="nomination_in_cycle"),
            models.Index(fields=["submitted_at", "id"], name="nomination_handed_in"),
            # For the few that are about a colleague of the office.
            models.Index(Upper("nominee_email"), name="nomination_about"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state__in=["submitted", "disqualified"])
                | (Q(submitted_at__isnull=False) & ~Q(nominee_name="") & ~Q(case="")),
                name="nomination_submitted_is_whole",
            ),
            models.CheckConstraint(
                condition=~Q(state="disqualified") | ~Q(disqualified_reason=""), name="nomination_disqualified_says_why"
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
        shown = Q(nomination__nominator=user, nomination__cycle__letters_shown_to_nominator=True)
        shown |= Q(nomination__state__in=Nomination.HANDED_IN) & _looked_after(user, "nomination__")
        return self.arrived().filter(shown).exclude(identity_of(user).is_at("nomination__nominee_email"))

    def looked_after_by(self, user: Visitor) -> "LetterQuerySet":
        """Those of the nominations that USER of the office may know of."""
        return self.filter(_looked_after(user, "nomination__"))

    def asked_of(self, me: Identity) -> "LetterQuerySet":
        """Asked for at, or sent with, one of the addresses of that person."""
        return self.not_revoked().filter(me.is_at("email") | me.is_at("contact_email"))

    def in_outline(self) -> "LetterQuerySet":
        """Who was asked and what has arrived, without a word of any letter."""
        return self.defer("text", "address", "telephone", "contact_email")


class Letter(Stateful, Draft, PressedOnce):
    """A letter of support: asked of a supporter by name and address, written without an account, final once sent."""

    class State(models.TextChoices):
        INVITED = "invited", _("Requested")
        SENT = "sent", pgettext_lazy("letter", "Received")
        DECLINED = "declined", _("Declined")
        REVOKED = "revoked", _("Request cancelled")

    MOVES: ClassVar[dict[str, set[str]]] = {
        State.INVITED: {State.SENT, State.DECLINED, State.REVOKED},
        # By the office alone, for a supporter who asks.
        State.SENT: {State.REVOKED},
        State.DECLINED: {State.INVITED, State.REVOKED},
        State.REVOKED: set(),
    }

    code = models.CharField(_("code"), max_length=8, unique=True)
    nomination = models.ForeignKey(
        Nomination, verbose_name=_("nomination"), on_delete=models.PROTECT, related_name="letters"
    )
    name = models.CharField(_("supporter"), max_length=150)
    email = AddressField(_("invited at"))
    invited_in = models.CharField(_("language of the invitation"), max_length=2, choices=Language.choices)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.INVITED)
    invited_at = models.DateTimeField(_("requested"), default=timezone.now)
    asked_again_at = models.DateTimeField(_("last asked"), default=timezone.now)
    full_name = models.CharField(_("full name"), max_length=150, blank=True)
    address = models.CharField(_("postal address"), max_length=300, blank=True)
    telephone = models.CharField(_("telephone"), max_length=40, blank=True)
    contact_email = AddressField(_("email address"), blank=True)
    text = models.TextField(_("letter"), blank=True)
    language = models.CharField(_("language of the letter"), max_length=2, choices=Language.choices, blank=True)
    file = models.ForeignKey(
        StoredFile, verbose_name=_("file"), null=True, blank=True, on_delete=models.PROTECT, related_name="letters"
    )
    sent_at = models.DateTimeField(_("received"), null=True, blank=True)
    declined_at = models.DateTimeField(_("declined"), null=True, blank=True)
    declined_note = models.CharField(_("a note to the nominator"), max_length=500, blank=True, db_default="")

    objects = LetterQuerySet.as_manager()

    class Meta:
        verbose_name = _("letter of support")
        verbose_name_plural = _("letters of support")
        ordering = ["id"]
        indexes = [
            models.Index(fields=["nomination", "state"], name="letter_of_nomination"),
            models.Index(fields=["asked_again_at"], name="letter_awaited", condition=Q(state="invited")),
            # Begun and not sent: of these the clock reminds, and they are few.
            models.Index(
                fields=["nomination"], name="letter_begun", condition=Q(state="invited", saved_at__isnull=False)
            ),
            # For whoever asks what they were asked for, at any of their addresses.
            models.Index(Upper("email"), name="letter_invited_at"),
            models.Index(Upper("contact_email"), name="letter_sent_from"),
        ]
        constraints = [
            models.UniqueConstraint(
                "nomination",
                Lower("email"),
                condition=~Q(state="revoked"),
                name="letter_one_for_each_address",
            ),
            models.CheckConstraint(
                condition=~Q(state="sent")
                | (
                    Q(sent_at__isnull=False)
                    & (~Q(text="") | Q(file__isnull=False))
                    & ~Q(full_name="")
                    & ~Q(address="")
                    & ~Q(telephone="")
                    & ~Q(contact_email="")
                ),
                name="letter_sent_is_whole",
            ),
            models.CheckConstraint(
                condition=~Q(state="declined") | Q(declined_at__isnull=False), name="letter_declined_says_when"
            ),
        ]

    def __str__(self) -> str:
        """The code alone: this is what logs and the audit trail may keep."""
        return self.code
