"""A case put forward and the letters that support it: what may be written when, and who may read it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce, Upper
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from members.identity import identity_of
from pafso.access import Visitor
from pafso.clock import Window
from pafso.drafts.models import Draft
from pafso.files.models import StoredFile
from pafso.localized import Language
from pafso.mailboxes import AddressField
from pafso.press_once import PressedOnce
from pafso.states import Stateful

from .co_nominator import CoNominator, co_nominated_by
from .cycle import Cycle
from .deadline import LaterDeadline, says_why_longer
from .group import GROUP, GroupMember, submitted_about
from .letter import Letter, looked_after
from .returned import Returned
from .right import NominationDeclaration
from .states import HANDED_IN, LIVE, NominationState

LONGEST_TEXT = 60_000
WITH_A_SCAN = Q(on_paper=True, scan__isnull=False)


class NominationQuerySet(models.QuerySet["Nomination"]):
    def by(self, user: Visitor) -> "NominationQuerySet":
        """Those whose nominator this person is: theirs to submit, to withdraw, to delete."""
        return self.filter(nominator=user) if user.is_authenticated else self.none()

    def put_forward_by(self, user: Visitor) -> "NominationQuerySet":
        """Those that this person may work on: as nominator, or beside one."""
        if not user.is_authenticated:
            return self.none()
        # Each part by its index: with OR between them the whole table might be read, newest first.
        own = Nomination.objects.by(user).order_by().values("pk")
        return self.filter(pk__in=own.union(co_nominated_by(user)))

    def handed_in(self) -> "NominationQuerySet":
        return self.filter(state__in=Nomination.HANDED_IN)

    def visible_to(self, user: Visitor) -> "NominationQuerySet":
        """The second face of rules.may_see_nomination."""
        if not user.is_authenticated:
            return self.none()
        in_hands = Q(state__in=Nomination.HANDED_IN) & looked_after(user)
        return self.filter(Q(nominator=user) | Q(pk__in=co_nominated_by(user)) | in_hands)

    def looked_after_by(self, user: Visitor) -> "NominationQuerySet":
        """In an award that USER of the office looks after, and USER is no party to it; whatever its state."""
        return self.filter(looked_after(user))

    def in_hands_of(self, user: Visitor) -> "NominationQuerySet":
        """The second face of rules.handles_nomination: those that the office has, but nobody one to which they are a party."""
        return self.handed_in().looked_after_by(user)

    def involving(self, user: models.Model) -> "NominationQuerySet":
        """Those to which USER is a party, each part found by an index of its own."""
        return self.filter(pk__in=found_by_index(user))

    def with_cycle(self) -> "NominationQuerySet":
        return self.select_related("cycle__award", "nominator")

    def counting_letters(self) -> "NominationQuerySet":
        """Adds ``letters_in``: how many letters have arrived; and ``letters_counting``: how many of them count."""
        letters = Letter.objects.filter(nomination=models.OuterRef("pk"))
        return self.annotate(letters_in=_number_of(letters.arrived()), letters_counting=_number_of(letters.counting()))


def _number_of(letters: models.QuerySet[Letter]) -> Coalesce:
    grouped = letters.order_by().values("nomination")
    return Coalesce(models.Subquery(grouped.annotate(n=models.Count("pk")).values("n")), 0)


def found_by_index(user: models.Model) -> models.QuerySet:
    me = identity_of(user)
    return (
        Nomination.objects.filter(nominator=user.pk)
        .order_by()
        .values("pk")
        .union(
            Nomination.objects.filter(me.is_at("nominee_email")).order_by().values("pk"),
            CoNominator.objects.concerning(user, me).order_by().values("nomination"),
            GroupMember.objects.of(me).order_by().values("nomination"),
            submitted_about(me).values("pk"),
            Nomination.objects.filter(nominee_member__in=sorted(me.entries)).order_by().values("pk"),
            Letter.objects.asked_of(me).order_by().values("nomination"),
            NominationDeclaration.objects.shutting_out(user).order_by().values("nomination"),
        )
    )


class Nomination(Returned, LaterDeadline, Stateful, Draft, PressedOnce):
    """The case for one nominee in one cycle, by one nominator."""

    State = NominationState
    HANDED_IN = HANDED_IN
    LIVE = LIVE

    MOVES: ClassVar[dict[str, set[str]]] = {
        State.DRAFT: {State.SUBMITTED},
        State.SUBMITTED: {State.WITHDRAWN, State.DISQUALIFIED, State.RETURNED, State.JOINED},
        State.RETURNED: {State.SUBMITTED, State.WITHDRAWN, State.DISQUALIFIED},
        State.WITHDRAWN: {State.SUBMITTED},
        # By the office alone, when it was set aside by mistake.
        State.DISQUALIFIED: {State.SUBMITTED},
        State.JOINED: set(),
    }

    class NomineeKind(models.TextChoices):
        INDIVIDUAL = "individual", _("One person")
        GROUP = GROUP, _("A group")

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
    nominee_position = models.CharField(pgettext_lazy("nominee", "position"), max_length=200, blank=True)
    nominee_mission = models.CharField(_("mission"), max_length=200, blank=True, db_default="")
    case = models.TextField(_("the case"), blank=True)
    language = models.CharField(
        _("language of the case"), max_length=2, choices=Language.choices, default=Language.ENGLISH
    )
    state = models.CharField(_("state"), max_length=12, choices=State.choices, default=State.DRAFT)
    last_saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("last saved by"),
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="nominations_last_saved",
    )
    begun_at = models.DateTimeField(_("started"), default=timezone.now)
    submitted_at = models.DateTimeField(_("received"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True, editable=False)
    disqualified_reason = models.TextField(_("reason for setting aside"), blank=True)
    joined_to = models.ForeignKey(
        "self",
        verbose_name=_("joined to"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="joined_nominations",
    )
    carried_from = models.ForeignKey(
        "self",
        verbose_name=_("carried over from"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="carried_to",
    )
    nominee_member = models.ForeignKey(
        "members.Member",
        verbose_name=_("nominee matched on the roll"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="nominations_received",
    )
    eligibility_override = models.BooleanField(_("eligible despite the roll"), null=True, blank=True)
    eligibility_note = models.TextField(_("reason for the exception"), blank=True, db_default="")
    on_paper = models.BooleanField(_("on paper or by post"), default=False, db_default=False)
    scan = models.ForeignKey(
        StoredFile, verbose_name=_("scan"), null=True, blank=True, on_delete=models.PROTECT, related_name="nominations"
    )

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
            # The few with a date of their own.
            models.Index(
                fields=["extended_until"],
                name="nomination_later_deadline",
                condition=Q(extended_until__isnull=False),
            ),
            # For the few that are about a colleague of the office.
            models.Index(Upper("nominee_email"), name="nomination_about"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state__in=["submitted", "disqualified"])
                | (Q(submitted_at__isnull=False) & ~Q(nominee_name="") & (~Q(case="") | WITH_A_SCAN)),
                name="nomination_submitted_is_whole",
            ),
            models.CheckConstraint(
                condition=~Q(state="disqualified") | ~Q(disqualified_reason=""), name="nomination_disqualified_says_why"
            ),
            models.CheckConstraint(
                condition=~Q(state="returned")
                | (Q(returned_until__isnull=False, as_submitted__isnull=False) & ~Q(returned_note="")),
                name="nomination_returned_says_what_and_until_when",
            ),
            models.CheckConstraint(
                condition=Q(state="joined", joined_to__isnull=False) | (~Q(state="joined") & Q(joined_to=None)),
                name="nomination_joined_says_to_which",
            ),
            models.CheckConstraint(
                condition=Q(eligibility_override=None) | ~Q(eligibility_note=""), name="nomination_exception_says_why"
            ),
            says_why_longer(),
        ]

    def __str__(self) -> str:
        """The code alone: this is what logs and the audit trail may keep."""
        return self.code

    def get_absolute_url(self) -> str:
        return reverse("awards:nomination", args=[self.code])

    @property
    def is_editable(self) -> bool:
        return self.state in (self.State.DRAFT, self.State.WITHDRAWN, self.State.RETURNED)

    @property
    def is_of_a_group(self) -> bool:
        return self.nominee_kind == self.NomineeKind.GROUP

    @property
    def group(self) -> list[GroupMember]:
        """The members of the group that is put forward; in memory, those that `put_words` has put there."""
        if not self.is_of_a_group:
            return []
        put: list[GroupMember] | None = self.__dict__.get("put_group")
        return list(self.group_members.all()) if put is None else put

    @group.setter
    def group(self, people: Sequence[Mapping[str, str]]) -> None:
        put = [GroupMember(nomination=self, place=place, **person) for place, person in enumerate(people)]
        self.__dict__["put_group"] = put

    @property
    def addresses_beside(self) -> frozenset[str]:
        """Where whoever nominates with the nominator was invited, and the address of their account; in memory, once `bring` has
        brought them."""
        brought: frozenset[str] | None = self.__dict__.get("brought_beside")
        if brought is not None:
            return brought
        standing = [row for row in self.co_nominators.all() if row.ended_at is None]
        return frozenset(each for row in standing for each in (row.email, row.user.email if row.user else "") if each)

    def bring(self, group: Sequence[GroupMember], addresses_beside: Iterable[str]) -> None:
        """Keep in memory who else is in it, as it was read together with others; a group that was put there stays."""
        self.__dict__.setdefault("put_group", sorted(group, key=lambda member: member.place))
        self.__dict__["brought_beside"] = frozenset(addresses_beside)

    @property
    def is_handed_in(self) -> bool:
        return self.state in self.HANDED_IN

    @property
    def deadline(self) -> datetime:
        """The one that binds whoever puts it forward: until when it was returned, or the cycle's, or a later one of their own."""
        if self.state == self.State.RETURNED and self.returned_until is not None:
            return self.returned_until
        return max(self.extended_until or self.cycle.closes_at, self.cycle.closes_at)

    @property
    def window(self) -> Window:
        """As they have it."""
        return replace(self.cycle.window, closes_at=self.deadline)

    def accepts_work(self, now: datetime | None = None) -> bool:
        """Whether the case or its letters may still be worked on: in the window, or in its grace when begun before;
        longer for whom the office gave a later deadline, or to whom it returned the nomination. Never in a cycle that was
        called off, nor once its dossiers are frozen."""
        if self.cycle.frozen_at is not None:
            return False
        longer = self.has_longer(now) or self.is_with_its_nominator(now)
        return (longer and not self.cycle.is_called_off) or self.cycle.window.accepts_finishing(self.begun_at, now)
