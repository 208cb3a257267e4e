"""Proofs of membership: what a member lets somebody else check, with a code, for ninety days."""

from datetime import date, timedelta

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from pafso.access import Visitor
from pafso.codes import new_code

from .career import Membership
from .roll import Member

PROOF_LASTS = timedelta(days=90)
# 27 signs, twelve times: 57 bits. Whoever may try sixty an hour finds none in ninety days.
CODE_LENGTH = 12


def new_proof_code() -> str:
    return new_code(CODE_LENGTH)


class ProofQuerySet(models.QuerySet["Proof"]):
    def visible_to(self, user: Visitor) -> "ProofQuerySet":
        """One's own and nobody else's; the office has no business here. Who is told a code asks `standing`."""
        return self.filter(member__user=user.pk) if user.is_authenticated else self.none()

    def standing(self, today: date) -> "ProofQuerySet":
        """Those that are confirmed to whoever has the code. What they say is asked of the roll each time: a membership or an
        entry that was struck out, merged or erased, or somebody who has died, is confirmed to nobody."""
        held = Membership.objects.held(OuterRef("made_on")).filter(member=OuterRef("member"))  # type: ignore[arg-type]
        entry = Q(member__merged_into=None, member__struck_at=None, member__erased_at=None, member__died_on=None)
        within = self.filter(revoked_at=None, made_on__gte=today - PROOF_LASTS, made_on__lte=today)
        return within.filter(entry, Exists(held))

    def with_standing(self, today: date) -> "ProofQuerySet":
        """Says of each whether it stands."""
        same = Proof.objects.standing(today).filter(pk=OuterRef("pk"))
        return self.annotate(is_standing=Exists(same))

    def over(self, today: date) -> "ProofQuerySet":
        """Those whose ninety days are over: nothing of them is asked for any more."""
        return self.filter(made_on__lt=today - PROOF_LASTS)


class Proof(models.Model):
    """That its member was one on the day on which it was made. The name is the one of that day, as it stands on paper."""

    member = models.ForeignKey(Member, verbose_name=_("member"), on_delete=models.CASCADE, related_name="proofs")
    name = models.CharField(_("name"), max_length=150)
    # Kept as it is: it opens nothing but what stands beside it.
    code = models.CharField(_("code"), max_length=16, unique=True, default=new_proof_code, editable=False)
    made_on = models.DateField(_("date"))
    made_at = models.DateTimeField(_("created on"), default=timezone.now)
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True, editable=False)

    # Of `with_standing`.
    is_standing: bool

    objects = ProofQuerySet.as_manager()

    class Meta:
        verbose_name = _("proof of membership")
        verbose_name_plural = _("proofs of membership")
        ordering = ["-id"]
        default_permissions = ()  # nobody's but the person's own
        constraints = [
            models.UniqueConstraint(fields=["member", "made_on"], condition=Q(revoked_at=None), name="proof_one_a_day"),
        ]
        indexes = [models.Index(fields=["made_on"], name="proof_by_day")]

    def __str__(self) -> str:
        return f"{self.member_id} {self.made_on}"

    @property
    def last_day(self) -> date:
        """On which it is still confirmed."""
        return self.made_on + PROOF_LASTS
