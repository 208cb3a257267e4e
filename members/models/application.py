"""An application for membership: what the applicant says, and what the office decided."""

from datetime import datetime, timedelta
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from pafso.access import Visitor, works_in_office
from pafso.drafts.models import Draft
from pafso.press_once import PressedOnce
from pafso.states import Stateful

from .account import User
from .career import Level
from .lists import MembershipClass, Stream
from .roll import Member

IDLE_WARNING, IDLE_END = timedelta(days=23), timedelta(days=30)
ASK_AFTER = timedelta(days=14)
WARNING_LASTS = IDLE_END - IDLE_WARNING


class ApplicationQuerySet(models.QuerySet["Application"]):
    def open(self) -> "ApplicationQuerySet":
        return self.filter(state__in=Application.OPEN)

    def over(self) -> "ApplicationQuerySet":
        return self.exclude(state__in=Application.OPEN)

    def of(self, user: Visitor) -> "ApplicationQuerySet":
        """Those that this person made."""
        return self.filter(applicant=user) if user.is_authenticated else self.none()

    def visible_to(self, user: Visitor) -> "ApplicationQuerySet":
        """The second face of rules.may_see_application: one's own; the office what was ever handed in."""
        if not user.is_authenticated:
            return self.none()
        own = models.Q(applicant=user)
        if not works_in_office(user, "members.view_application"):
            return self.filter(own)
        return self.filter(own | models.Q(submitted_at__isnull=False))

    def in_hands_of(self, user: Visitor) -> "ApplicationQuerySet":
        """The second face of rules.handles_application: what the office handles, but nobody their own."""
        if not works_in_office(user, "members.view_application"):
            return self.none()
        return self.filter(submitted_at__isnull=False).exclude(applicant=user)

    def waiting_for_office(self) -> "ApplicationQuerySet":
        return self.filter(state=Application.State.SUBMITTED)

    def waiting_for_applicant(self) -> "ApplicationQuerySet":
        return self.filter(state__in=Application.WAITS_FOR_APPLICANT)

    def to_warn(self, now: datetime) -> "ApplicationQuerySet":
        """Idle for so long that the applicant is told when it ends."""
        return self.waiting_for_applicant().filter(touched_at__lte=now - IDLE_WARNING, warned_at=None)

    def to_expire(self, now: datetime) -> "ApplicationQuerySet":
        """Idle to the end, and told a week ago: a warning that went out late gives its week all the same."""
        told = models.Q(warned_at__lte=now - WARNING_LASTS)
        return self.waiting_for_applicant().filter(told, touched_at__lte=now - IDLE_END)

    def with_choices(self) -> "ApplicationQuerySet":
        """With what a page shows of it."""
        return self.select_related("applicant", "kind", "stream", "member")


class Application(Stateful, Draft, PressedOnce):
    """One person's wish to become a member; made by an account, whose address was proven."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        SUBMITTED = "submitted", _("Submitted")
        INFORMATION_REQUESTED = "information_requested", _("Information requested")
        APPROVED = "approved", _("Approved")
        REFUSED = "refused", _("Refused")
        WITHDRAWN = "withdrawn", _("Withdrawn")
        EXPIRED = "expired", _("Expired")

    MOVES: ClassVar[dict[str, set[str]]] = {
        State.DRAFT: {State.SUBMITTED, State.WITHDRAWN, State.EXPIRED},
        State.SUBMITTED: {State.INFORMATION_REQUESTED, State.APPROVED, State.REFUSED, State.WITHDRAWN},
        State.INFORMATION_REQUESTED: {State.SUBMITTED, State.WITHDRAWN, State.EXPIRED},
        State.APPROVED: set(),
        State.REFUSED: set(),
        State.WITHDRAWN: set(),
        State.EXPIRED: set(),
    }
    OPEN = (State.DRAFT, State.SUBMITTED, State.INFORMATION_REQUESTED)
    WAITS_FOR_APPLICANT = (State.DRAFT, State.INFORMATION_REQUESTED)
    DECIDED = (State.APPROVED, State.REFUSED)

    code = models.CharField(_("code"), max_length=8, unique=True)
    applicant = models.ForeignKey(
        User, verbose_name=_("applicant"), on_delete=models.PROTECT, related_name="applications"
    )
    kind = models.ForeignKey(
        MembershipClass, verbose_name=_("class of membership"), null=True, blank=True, on_delete=models.PROTECT,
        related_name="+",
    )  # fmt: skip
    name = models.CharField(_("name"), max_length=150, blank=True)
    preferred_name = models.CharField(_("preferred name"), max_length=80, blank=True)
    employer = models.CharField(_("employer"), max_length=10, choices=Member.Employer.choices, blank=True)
    level = models.CharField(_("level"), max_length=5, choices=Level.choices, blank=True)
    stream = models.ForeignKey(
        Stream, verbose_name=_("stream"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    joined_on = models.DateField(_("in the Foreign Service since"), null=True, blank=True)
    former_number = models.CharField(_("member number, if you had one"), max_length=20, blank=True)
    telephone = models.CharField(_("telephone"), max_length=40, blank=True)
    remarks = models.TextField(_("anything else we should know"), max_length=4000, blank=True)

    state = models.CharField(_("state"), max_length=24, choices=State.choices, default=State.DRAFT)
    begun_at = models.DateTimeField(_("started"), default=timezone.now)
    # The last thing that the applicant did, or was asked: what idleness is counted from.
    touched_at = models.DateTimeField(_("last changed"), default=timezone.now)
    warned_at = models.DateTimeField(_("warned of the end"), null=True, blank=True)
    submitted_at = models.DateTimeField(_("submitted"), null=True, blank=True)
    question = models.TextField(_("what the office asks"), max_length=4000, blank=True)
    answer = models.TextField(_("your answer"), max_length=4000, blank=True)
    # What was asked and answered before the question that stands, oldest first: {"question", "answer"}.
    earlier = models.JSONField(_("asked and answered before"), default=list, blank=True, editable=False)
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("decided by"), null=True, blank=True, on_delete=models.SET_NULL,
        related_name="+",
    )  # fmt: skip
    decision_reason = models.TextField(_("reason given to the applicant"), max_length=4000, blank=True)
    member = models.ForeignKey(
        Member, verbose_name=_("member"), null=True, blank=True, on_delete=models.SET_NULL, related_name="applications"
    )

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        verbose_name = _("application for membership")
        verbose_name_plural = _("applications for membership")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["applicant"],
                condition=models.Q(state__in=["draft", "submitted", "information_requested"]),
                name="application_one_open_a_person",
            ),
            models.CheckConstraint(
                condition=~models.Q(decided_by=models.F("applicant")) | models.Q(decided_by=None),
                name="application_not_decided_by_the_applicant",
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=["approved", "refused"]) | models.Q(decided_at__isnull=False),
                name="application_decided_has_a_date",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="refused") | ~models.Q(decision_reason=""),
                name="application_refused_says_why",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "touched_at"], name="application_idle"),
            models.Index(fields=["submitted_at", "id"], name="application_handed_in"),
        ]

    def __str__(self) -> str:
        """The code alone: this is what logs and the audit trail may keep."""
        return self.code

    def get_absolute_url(self) -> str:
        return reverse("members:application", args=[self.code])

    @property
    def is_open(self) -> bool:
        return self.state in self.OPEN

    @property
    def waits_for_applicant(self) -> bool:
        """Whether the applicant may write in it."""
        return self.state in self.WAITS_FOR_APPLICANT

    @property
    def ask_after_at(self) -> datetime | None:
        """When somebody who has heard nothing may ask the office what has become of it."""
        return self.submitted_at + ASK_AFTER if self.submitted_at else None

    @property
    def ends_at(self) -> datetime:
        """When it expires if the applicant does nothing more."""
        end = self.touched_at + IDLE_END
        return max(end, self.warned_at + WARNING_LASTS) if self.warned_at else end
