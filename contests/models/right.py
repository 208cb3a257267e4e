"""Who of the office looks after which contest, and who is a party to which photo of it."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from pafso.conflicts import Declaration, rules_of
from pafso.rights import OfficeRight

from .contest import Contest


class ContestRight(OfficeRight):
    """Opens the photos of one contest before they are published, or those of every one."""

    OBJECT: ClassVar[str] = "contest"
    contest = models.ForeignKey(
        Contest, verbose_name=_("contest"), null=True, blank=True, on_delete=models.CASCADE, related_name="rights"
    )

    class Meta(OfficeRight.Meta):
        verbose_name = _("right on contests")
        verbose_name_plural = _("rights on contests")
        constraints = [
            models.UniqueConstraint(fields=["user", "contest"], name="contest_right_once"),
            models.UniqueConstraint(
                fields=["user"], condition=models.Q(contest=None), name="contest_right_on_all_once"
            ),
        ]


class EntryDeclaration(Declaration):
    """That a colleague is a party to one photo, or only has its author's name."""

    CASE: ClassVar[str] = "entry"
    entry = models.ForeignKey(
        "contests.Entry", verbose_name=_("photo"), on_delete=models.CASCADE, related_name="declarations"
    )

    class Meta(Declaration.Meta):
        verbose_name = _("conflict of interest")
        verbose_name_plural = _("conflicts of interest")
        constraints = rules_of("entry", "entry")
