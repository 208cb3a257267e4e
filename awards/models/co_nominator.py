"""Who puts a nomination forward beside its nominator: invited by email, joined with an account."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower, Upper
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from members.identity import Identity, identity_of
from pafso.access import Visitor
from pafso.localized import Language
from pafso.mailboxes import AddressField
from pafso.press_once import PressedOnce
from pafso.web.private_links import digest_of, new_token

from .group import about


def unknown_digest() -> str:
    return digest_of(new_token())


class CoNominatorQuerySet(models.QuerySet["CoNominator"]):
    def standing(self) -> "CoNominatorQuerySet":
        """Invited or joined, and not ended."""
        return self.filter(ended_at=None)

    def joined(self) -> "CoNominatorQuerySet":
        return self.standing().exclude(joined_at=None)

    def concerning(self, user: models.Model | Visitor, me: Identity) -> "CoNominatorQuerySet":
        """Those by which this person is a party: who joined, also when it is over, and who is or was asked. An invitation that
        its nominator took back before it was taken up says nothing."""
        taken_back = Q(ending=CoNominator.Ending.ENDED, joined_at=None)
        return self.filter(Q(user=user.pk) | me.is_at("email")).exclude(taken_back)


class CoNominator(PressedOnce):
    """One person beside the nominator: edits the draft and asks for letters. Only the nominator submits."""

    class Ending(models.TextChoices):
        DECLINED = "declined", pgettext_lazy("co-nominator", "Declined")
        LEFT = "left", pgettext_lazy("co-nominator", "Left")
        ENDED = "ended", pgettext_lazy("co-nominator", "Ended by the nominator")

    nomination = models.ForeignKey(
        "awards.Nomination", verbose_name=_("nomination"), on_delete=models.CASCADE, related_name="co_nominators"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("account"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="co_nominations",
    )
    name = models.CharField(_("name"), max_length=150)
    email = AddressField(_("invited at"))
    invited_in = models.CharField(_("language of the invitation"), max_length=2, choices=Language.choices)
    # Of the newest invitation's secret; of one that nobody knows, where there was none.
    digest = models.CharField(max_length=64, unique=True, default=unknown_digest, editable=False)
    times_invited = models.PositiveSmallIntegerField(default=0, editable=False)
    invited_at = models.DateTimeField(_("invited"), default=timezone.now)
    asked_again_at = models.DateTimeField(_("last asked"), default=timezone.now)
    joined_at = models.DateTimeField(_("joined"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    ending = models.CharField(_("how it ended"), max_length=10, choices=Ending.choices, blank=True)

    objects = CoNominatorQuerySet.as_manager()

    class Meta:
        verbose_name = _("co-nominator")
        verbose_name_plural = _("co-nominators")
        ordering = ["id"]
        indexes = [models.Index(Upper("email"), name="co_nominator_invited_at")]
        constraints = [
            models.UniqueConstraint(
                "nomination", Lower("email"), condition=Q(ended_at=None), name="co_nominator_one_for_each_address"
            ),
            models.UniqueConstraint(
                fields=["nomination", "user"], condition=Q(ended_at=None), name="co_nominator_one_for_each_account"
            ),
            models.CheckConstraint(
                condition=Q(user=None, joined_at=None) | Q(user__isnull=False, joined_at__isnull=False),
                name="co_nominator_joined_is_somebody",
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, ending="") | (Q(ended_at__isnull=False) & ~Q(ending="")),
                name="co_nominator_ended_says_how",
            ),
        ]

    def __str__(self) -> str:
        """Nothing of the person: this is what logs may keep."""
        return f"{self.nomination_id}-{self.pk}"

    @property
    def has_joined(self) -> bool:
        return self.joined_at is not None and self.ended_at is None

    @property
    def is_invited(self) -> bool:
        return self.joined_at is None and self.ended_at is None


def co_nominated_by(user: models.Model | Visitor) -> models.QuerySet[CoNominator, Any]:
    """The keys of the nominations that USER helps to put forward, for a query to look into: the second face of
    rules.is_co_nominator. Nobody helps with a nomination of themselves."""
    rows = CoNominator.objects.joined().filter(user=user.pk).order_by()
    return rows.exclude(about(identity_of(user), "nomination__")).values("nomination")
