"""Offers to carry a nomination of an earlier cycle over into a new one: each stands until its nominator has answered."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from pafso.access import Visitor
from pafso.windows import in_window

from .cycle import Cycle
from .nomination import Nomination


class CarryOverQuerySet(models.QuerySet["CarryOver"]):
    def made_to(self, user: Visitor) -> "CarryOverQuerySet":
        """Those whose answer is this person's: the nominator's alone."""
        return self.filter(nomination__nominator=user) if user.is_authenticated else self.none()

    def awaited(self, now: datetime) -> "CarryOverQuerySet":
        """Not answered, and still to be answered."""
        return self.filter(in_window(Cycle, now, "cycle__"), answered_at=None, answer_until__gt=now)

    def with_cycles(self) -> "CarryOverQuerySet":
        return self.select_related("nomination__nominator", "nomination__cycle__award", "cycle__award", "draft")


class CarryOver(models.Model):
    """One nomination that may enter one later cycle of its award, if its nominator wants it to."""

    nomination = models.ForeignKey(
        Nomination, verbose_name=_("nomination"), on_delete=models.CASCADE, related_name="carry_overs"
    )
    cycle = models.ForeignKey(
        Cycle, verbose_name=_("cycle"), on_delete=models.PROTECT, related_name="carry_overs", db_index=False
    )
    # Of the secret of its link.
    digest = models.CharField(max_length=64, unique=True, editable=False)
    offered_at = models.DateTimeField(_("offered"), default=timezone.now)
    offered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("offered by"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="carry_overs_offered",
    )
    answer_until = models.DateTimeField(_("answer until"))
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    accepted = models.BooleanField(_("carried over"), null=True, blank=True)
    # Gone with a draft that its nominator deleted: the answer stays.
    draft = models.OneToOneField(
        Nomination,
        verbose_name=_("draft"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="carried_by",
    )

    objects = CarryOverQuerySet.as_manager()

    class Meta:
        verbose_name = _("carry-over")
        verbose_name_plural = _("carry-overs")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["cycle", "nomination"], name="carry_over_once_into_each_cycle"),
            models.CheckConstraint(
                condition=Q(answered_at=None, accepted=None) | Q(answered_at__isnull=False, accepted__isnull=False),
                name="carry_over_answered_says_how",
            ),
            models.CheckConstraint(condition=Q(draft=None) | Q(accepted=True), name="carry_over_draft_was_wanted"),
        ]

    def __str__(self) -> str:
        """Nothing of the person: this is what logs may keep."""
        return f"{self.nomination_id}-{self.cycle_id}"
