"""Who was placed: a rank or an honourable mention, and the words read out."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from pafso.access import Visitor
from pafso.localized import in_both_languages

from .contest import BOTH, Category, Contest
from .entry import Entry, contests_of, party_to

RANK_WORDS = {1: _("First prize"), 2: _("Second prize"), 3: _("Third prize")}


class PlacingQuerySet(models.QuerySet["Placing"]):
    def in_hands_of(self, user: Visitor) -> "PlacingQuerySet":
        """Those of the contests that USER of the office looks after, without those of photos to which USER is a party."""
        mine = contests_of(user)
        return self.filter(mine.within("contest")).exclude(party_to(user, "entry__")) if mine else self.none()


class Placing(models.Model):
    """The rank of a photo in the contest, or in one category of it. Two photos with one rank share it, ex aequo."""

    contest = models.ForeignKey(Contest, verbose_name=_("contest"), on_delete=models.PROTECT, related_name="placings")
    category = models.ForeignKey(
        Category,
        verbose_name=_("category"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="placings",
        help_text=_("Leave empty when the prize is for the whole contest."),
    )
    entry = models.OneToOneField(Entry, verbose_name=_("photo"), on_delete=models.PROTECT, related_name="placing")
    rank = models.PositiveSmallIntegerField(
        _("rank"), null=True, blank=True, help_text=_("1, 2, 3…; leave empty for an honourable mention.")
    )
    citation_en = models.TextField(_("citation (English)"))
    citation_fr = models.TextField(_("citation (French)"))

    objects = PlacingQuerySet.as_manager()

    class Meta:
        verbose_name = _("placing")
        verbose_name_plural = _("placings")
        ordering = ["contest", "category", models.F("rank").asc(nulls_last=True), "id"]
        constraints = [
            models.CheckConstraint(
                condition=in_both_languages("citation"), name="placing_in_both_languages", violation_error_message=BOTH
            ),
            models.CheckConstraint(
                condition=models.Q(rank=None) | models.Q(rank__gte=1),
                name="placing_rank_from_one",
                violation_error_message=_("Ranks begin at 1."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.entry} {self.words}"

    @property
    def is_honourable_mention(self) -> bool:
        return self.rank is None

    @property
    def words(self) -> str:
        """ "First prize", "Honourable mention", "Rank 5"."""
        if self.rank is None:
            return str(_("Honourable mention"))
        return str(RANK_WORDS.get(self.rank) or _("Rank %(rank)s") % {"rank": self.rank})

    def clean(self) -> None:
        problems: dict[str, Any] = {}
        if self.contest_id and self.entry_id:
            if self.entry.contest_id != self.contest_id:
                problems["entry"] = _("This photo is in another contest.")
            elif self.entry.state != Entry.State.ACCEPTED:
                problems["entry"] = _("Only an accepted photo can be placed.")
            elif self.category_id and self.entry.category_id != self.category_id:
                problems["category"] = _("This photo was entered in another category.")
        if problems:
            raise ValidationError(problems)
