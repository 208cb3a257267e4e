"""Who of the office looks after which award, and who is a party to which case of it."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from pafso.access import Visitor
from pafso.conflicts import Declaration, rules_of
from pafso.rights import Held, OfficeRight, held

from .cycle import Award


class AwardRight(OfficeRight):
    """Opens the nominations of one award, or of every one."""

    OBJECT: ClassVar[str] = "award"
    award = models.ForeignKey(
        Award, verbose_name=_("award"), null=True, blank=True, on_delete=models.CASCADE, related_name="rights"
    )

    class Meta(OfficeRight.Meta):
        verbose_name = _("right on awards")
        verbose_name_plural = _("rights on awards")
        constraints = [
            models.UniqueConstraint(fields=["user", "award"], name="award_right_once"),
            models.UniqueConstraint(fields=["user"], condition=models.Q(award=None), name="award_right_on_all_once"),
        ]


class NominationDeclaration(Declaration):
    """That a colleague is a party to one nomination, or only has somebody's name in it."""

    CASE: ClassVar[str] = "nomination"
    nomination = models.ForeignKey(
        "awards.Nomination", verbose_name=_("nomination"), on_delete=models.CASCADE, related_name="declarations"
    )

    class Meta(Declaration.Meta):
        verbose_name = _("conflict of interest")
        verbose_name_plural = _("conflicts of interest")
        constraints = rules_of("nomination", "nomination")


VIEW = "awards.view_nomination"


def awards_of(user: Visitor, permission: str = VIEW) -> Held:
    """Which awards USER of the office looks after."""
    return held(user, AwardRight, permission)
