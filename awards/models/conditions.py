"""What an edition of an award asks of those who take part."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _


class Conditions(models.Model):
    """Of a cycle, for everyone in it; of an award, what its next cycle begins with."""

    class NomineeKind(models.TextChoices):
        INDIVIDUAL = "individual", _("One person")
        GROUP = "group", _("A group")
        EITHER = "either", _("One person or a group")

    CONDITIONS = ("nominee_kind", "letters_needed", "case_words", "letters_shown_to_nominator")

    # With defaults of the database too: the release of before writes cycles without these columns.
    nominee_kind = models.CharField(
        _("who may be nominated"),
        max_length=10,
        choices=NomineeKind.choices,
        default=NomineeKind.INDIVIDUAL,
        db_default="individual",
    )
    letters_needed = models.PositiveSmallIntegerField(
        _("letters of support needed"), default=2, db_default=2, validators=[MaxValueValidator(10)]
    )
    case_words = models.PositiveSmallIntegerField(
        _("word limit for the case"),
        default=1500,
        db_default=1500,
        validators=[MinValueValidator(100), MaxValueValidator(5000)],
    )
    letters_shown_to_nominator = models.BooleanField(
        _("the nominator may read the letters"),
        default=False,
        db_default=False,
        help_text=_("Otherwise the nominator only learns when each letter is received. The nominee never sees one."),
    )

    class Meta:
        abstract = True

    def conditions(self) -> dict[str, object]:
        """By name, as a new cycle takes them over."""
        return {name: getattr(self, name) for name in self.CONDITIONS}
