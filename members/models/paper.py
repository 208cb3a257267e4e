"""A person's paper copy of the magazine: the wish, and the address for the envelope."""

from datetime import date
from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from pafso.text import countries

from .roll import Member

MOST_LINES, LONGEST_LINE = 6, 60


class PaperCopyQuerySet(models.QuerySet["PaperCopy"]):
    def to_members(self, on: date) -> "PaperCopyQuerySet":
        """Of those who are members on that day: the dead, the merged and the former get no paper."""
        return self.filter(member__in=Member.objects.on_the_roll(on).filter(died_on=None))

    def to_send(self, on: date) -> "PaperCopyQuerySet":
        """Those for which a label can be made."""
        return self.to_members(on).exclude(lines="")


class PaperCopy(models.Model):
    """The wish of a person to have the magazine on paper: there is a row, or there is no wish. The address is for the envelope;
    it is not a contact detail, which a person may show to colleagues."""

    # A person has one; what a merge compares (members.merging.plan).
    sort: ClassVar[str] = "paper"

    member = models.OneToOneField(Member, verbose_name=_("member"), on_delete=models.CASCADE, related_name="paper_copy")
    lines = models.CharField(
        _("postal address"), max_length=MOST_LINES * (LONGEST_LINE + 1), blank=True, default="", db_default=""
    )
    country = models.CharField(
        _("country"), max_length=2, choices=countries.choices, blank=True, default="", db_default=""
    )
    changed_at = models.DateTimeField(_("changed"), default=timezone.now)

    objects = PaperCopyQuerySet.as_manager()

    class Meta:
        verbose_name = _("paper copy of the magazine")
        verbose_name_plural = _("paper copies of the magazine")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(lines="", country="") | (~models.Q(lines="") & ~models.Q(country="")),
                name="paper_copy_lines_with_country",
            )
        ]

    def __str__(self) -> str:
        return str(self.member)
