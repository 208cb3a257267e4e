"""A letter of support: of whom it is asked, what may be written when, and who may read it."""

from dataclasses import replace
from datetime import date, datetime
from typing import ClassVar

from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, Subquery, When
from django.db.models.expressions import RawSQL
from django.db.models.functions import Lower, Upper
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from members.identity import Identity, identity_of
from members.models import Member
from pafso.access import Visitor
from pafso.clock import Window
from pafso.drafts.models import Draft
from pafso.files.models import StoredFile
from pafso.localized import Language
from pafso.mailboxes import AddressField
from pafso.press_once import PressedOnce
from pafso.states import Stateful

from .co_nominator import CoNominator, co_nominated_by
from .counting import READ, counts
from .cycle import Cycle
from .deadline import LaterDeadline, says_why_longer
from .group import about
from .right import NominationDeclaration, awards_of
from .states import HANDED_IN, LIVE

# Where nobody was asked: letters on paper have such an address, so that none that was only given passes for one.
BY_POST = "post.invalid"


class LetterQuerySet(models.QuerySet["Letter"]):
    def arrived(self) -> "LetterQuerySet":
        return self.filter(state=Letter.State.SENT)

    def counting(self) -> "LetterQuerySet":
        """Arrived, and from somebody whose letters count in the cycle."""
        return self.arrived().alias(**READ).filter(_counts())

    def not_counting(self) -> "LetterQuerySet":
        return self.arrived().alias(**READ).exclude(_counts())

    def to_match(self) -> "LetterQuerySet":
        """Arrived where the roll decides, from somebody whom it was not found to have, and no exception was made."""
        cycles = Cycle.objects.going_ahead().filter(frozen_at=None).exclude(letters_from=Cycle.LettersFrom.ANYONE)
        arrived = self.arrived().filter(member=None, counts_note="", nomination__state__in=LIVE)
        return arrived.filter(nomination__cycle__in=cycles.values("pk"))

    def saying_whether_they_count(self) -> "LetterQuerySet":
        """Adds ``counts``: never for one that is not in."""
        return self.alias(**READ).annotate(
            counts=Case(When(_counts() & Q(state=Letter.State.SENT), then=True), default=False)
        )

    def saying_whose(self) -> "LetterQuerySet":
        """Adds ``another``, the code of an earlier letter of the same person; ``of_nominee`` and ``of_nominator``: whether they
        wrote it."""
        theirs = Member.objects.filter(pk=OuterRef("read_of"), user=OuterRef("nomination__nominator"))
        return self.alias(**READ).annotate(
            another=Subquery(_earlier().order_by("pk").values("code")[:1]),
            of_nominee=Case(When(read_of=F("read_nominee"), then=True), default=False),
            of_nominator=Exists(theirs),
        )

    def not_revoked(self) -> "LetterQuerySet":
        return self.exclude(state=Letter.State.REVOKED)

    def visible_to(self, user: Visitor) -> "LetterQuerySet":
        """Letters whose text this person may read: the second face of rules.may_read_letter."""
        if not user.is_authenticated:
            return self.none()
        own = Q(nomination__nominator=user) | Q(nomination__in=co_nominated_by(user))
        shown = own & Q(nomination__cycle__letters_shown_to_nominator=True)
        shown |= Q(nomination__state__in=HANDED_IN) & looked_after(user, "nomination__")
        return self.arrived().filter(shown).exclude(about(identity_of(user), "nomination__"))

    def held_for(self, user: Visitor) -> "LetterQuerySet":
        """Letters whose files this person may take as they came: the second face of rules.may_take_file."""
        handed_in = self.arrived().filter(nomination__state__in=HANDED_IN)
        return handed_in.looked_after_by(user).exclude(about(identity_of(user), "nomination__"))

    def looked_after_by(self, user: Visitor) -> "LetterQuerySet":
        """Those of the nominations that USER of the office may know of."""
        return self.filter(looked_after(user, "nomination__"))

    def asked_of(self, me: Identity) -> "LetterQuerySet":
        """Asked for at, or sent with, one of the addresses of that person."""
        return self.not_revoked().filter(me.is_at("email") | me.is_at("contact_email"))

    def in_outline(self) -> "LetterQuerySet":
        """Who was asked and what has arrived, without a word of any letter."""
        return self.defer("text", "address", "telephone", "contact_email")


def _earlier() -> LetterQuerySet:
    """Of two letters of one person the one that was asked for first counts."""
    there = Letter.objects.arrived().alias(read_of=READ["read_of"])
    return there.filter(Q(nomination=OuterRef("nomination"), read_of=OuterRef("read_of"), pk__lt=OuterRef("pk")))


def _counts() -> Q:
    return counts(Exists(_earlier()))


class Letter(LaterDeadline, Stateful, Draft, PressedOnce):
    """A letter of support: asked of a supporter by name and address, written without an account, final once sent."""

    class State(models.TextChoices):
        INVITED = "invited", _("Requested")
        SENT = "sent", pgettext_lazy("letter", "Received")
        DECLINED = "declined", _("Declined")
        REVOKED = "revoked", _("Request cancelled")

    MOVES: ClassVar[dict[str, set[str]]] = {
        State.INVITED: {State.SENT, State.DECLINED, State.REVOKED},
        # Taken back by its supporter; by the office alone, for a supporter who asks.
        State.SENT: {State.INVITED, State.REVOKED},
        State.DECLINED: {State.INVITED, State.REVOKED},
        State.REVOKED: set(),
    }
    file_column = "file_id"

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
    corrected_at = models.DateTimeField(_("corrected"), null=True, blank=True)
    taken_back_at = models.DateTimeField(_("taken back"), null=True, blank=True)
    # The Secretary's exception, from a cycle's rule about whose letters count; and whether the nominator knows that it does not.
    counts_note = models.CharField(_("why it counts all the same"), max_length=300, blank=True, db_default="")
    told_not_counting_at = models.DateTimeField(null=True, blank=True, editable=False)
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
            # Begun and not sent.
            models.Index(
                fields=["nomination"], name="letter_begun", condition=Q(state="invited", saved_at__isnull=False)
            ),
            # Of these the clock reminds by a date of their own, and they are few.
            models.Index(
                fields=["extended_until"], name="letter_later_deadline", condition=Q(extended_until__isnull=False)
            ),
            # Of these the office asks the writers, and they are few.
            models.Index(
                fields=["nomination"],
                name="letter_unreached",
                condition=Q(state="sent", on_paper=True, contact_email=""),
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

    @property
    def reached_at(self) -> str:
        """Where mail to its writer goes: where they were asked; of a letter on paper, else, the address in it. Empty for nowhere."""
        asked, nowhere = self.email, ".invalid"
        address = self.contact_email if self.on_paper and asked.endswith(nowhere) else asked
        return "" if address.endswith(nowhere) else address

    @property
    def deadline(self) -> datetime:
        """The cycle's, or the later one of the nomination or of this supporter, or until when the nomination was returned."""
        later = [self.nomination.deadline, self.nomination.extended_until, self.extended_until]
        return max([self.nomination.cycle.closes_at, *(at for at in later if at is not None)])

    @property
    def window(self) -> Window:
        """As its supporter has it."""
        return replace(self.nomination.cycle.window, closes_at=self.deadline)

    @property
    def read_on(self) -> date:
        """The day on which its supporter must be a regular member, where the cycle asks that."""
        return self.nomination.cycle.read_on

    @property
    def only_some_count(self) -> bool:
        return self.nomination.cycle.letters_from != Cycle.LettersFrom.ANYONE

    def accepts_work(self, now: datetime | None = None) -> bool:
        """Whether it may be written: while its nomination is worked on, or by this supporter's own later deadline."""
        cycle = self.nomination.cycle
        longer = self.has_longer(now) and cycle.frozen_at is None and not cycle.is_called_off
        return longer or self.nomination.accepts_work(now)


# --- To whom of the office a nomination is open ----------------------------------------------------------------------
def looked_after(user: Visitor, path: str = "", *, closed: RawSQL | models.QuerySet | None = None) -> Q:
    """Nominations (at PATH of other rows) in the awards that USER looks after, without those to which USER is a party: CLOSED
    gives their keys, where a long list leaves them out: of one NOT PostgreSQL expects half of the rows, of five next to none."""
    mine = awards_of(user)
    if not mine:  # nor does anybody ask who a stranger is
        return Q(pk__in=())
    party = party_to(user, path) if closed is None else Q(**{f"{path}pk__in": closed})
    return mine.within(f"{path}cycle__award") & ~party


def party_to(user: Visitor, path: str = "") -> Q:
    """The second face of rules.is_party: nominator, co-nominator, nominee, supporter, or said by a colleague."""
    me = identity_of(user)
    declared = NominationDeclaration.objects.shutting_out(user).values("nomination")
    return (
        Q(**{f"{path}nominator": user.pk})
        | about(me, path)
        | Q(**{f"{path}pk__in": CoNominator.objects.concerning(user, me).order_by().values("nomination")})
        | Q(**{f"{path}pk__in": Letter.objects.asked_of(me).values("nomination")})
        | Q(**{f"{path}pk__in": declared})
    )
