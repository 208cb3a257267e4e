"""A letter of support: of whom it is asked, what may be written when, and who may read it."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower, Upper
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

from .deadline import LaterDeadline, says_why_longer
from .right import NominationDeclaration, awards_of
from .states import HANDED_IN


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
        shown |= Q(nomination__state__in=HANDED_IN) & looked_after(user, "nomination__")
        return self.arrived().filter(shown).exclude(identity_of(user).is_at("nomination__nominee_email"))

    def looked_after_by(self, user: Visitor) -> "LetterQuerySet":
        """Those of the nominations that USER of the office may know of."""
        return self.filter(looked_after(user, "nomination__"))

    def asked_of(self, me: Identity) -> "LetterQuerySet":
        """Asked for at, or sent with, one of the addresses of that person."""
        return self.not_revoked().filter(me.is_at("email") | me.is_at("contact_email"))

    def in_outline(self) -> "LetterQuerySet":
        """Who was asked and what has arrived, without a word of any letter."""
        return self.defer("text", "address", "telephone", "contact_email")


class Letter(LaterDeadline, Stateful, Draft, PressedOnce):
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
        "awards.Nomination", verbose_name=_("nomination"), on_delete=models.PROTECT, related_name="letters"
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
    member = models.ForeignKey(
        "members.Member",
        verbose_name=_("matched on the roll"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="letters_written",
    )
    on_paper = models.BooleanField(_("on paper or by post"), default=False, db_default=False)
    carried_from = models.ForeignKey(
        "self",
        verbose_name=_("carried over from"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="carried_to",
    )
    time_zone = models.CharField(_("time zone"), max_length=64, blank=True, db_default="")
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
                | Q(on_paper=True, sent_at__isnull=False, file__isnull=False)
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
            says_why_longer(),
        ]

    def __str__(self) -> str:
        """The code alone: this is what logs and the audit trail may keep."""
        return self.code


# --- To whom of the office a nomination is open ----------------------------------------------------------------------
def looked_after(user: Visitor, path: str = "") -> Q:
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
