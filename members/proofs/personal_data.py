"""The proofs of a person, for the page of what is held and its copy."""

from django.utils.translation import gettext_lazy as _

from members.models import Member, Proof, User
from pafso.privacy.registry import PersonalDataKind


def of_account(user: User) -> PersonalDataKind:
    return PersonalDataKind(
        name="proofs",
        title=_("Proofs of membership"),
        why=_("So that anyone who has its code can check what you gave them."),
        retained=_("For 90 days, or until you close your account."),
        rows=Proof.objects.filter(member__in=Member.objects.of_account(user).values("pk")).order_by("-pk"),
        columns=("name", "made_on", "code", "revoked_at"),
        through=("member",),
    )
