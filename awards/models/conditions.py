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


class Rules(models.Model):
    """What else an edition decides; the next one takes it over."""

    class NomineeRule(models.TextChoices):
        ANYONE = "anyone", _("Anyone")
        MEMBER = "member", _("A member")
        SUBSTANTIVE = "substantive", _("A member at a substantive FS level")

    class LettersFrom(models.TextChoices):
        ANYONE = "anyone", _("Anyone")
        REGULAR = "regular", _("Regular members")

    RULES = (
        "nominee_rule",
        "letters_from",
        "guests_nominate",
        "prize_en",
        "prize_fr",
        "nearness_years",
        "retention_months",
    )

    nominee_rule = models.CharField(
        _("whom the roll must show the nominee to be"),
        max_length=12,
        choices=NomineeRule.choices,
        default=NomineeRule.ANYONE,
        db_default="anyone",
        help_text=_("Read on the date of eligibility. A group is not read against the roll."),
    )
    letters_from = models.CharField(
        _("whose letters count"),
        max_length=10,
        choices=LettersFrom.choices,
        default=LettersFrom.ANYONE,
        db_default="anyone",
    )
    eligibility_on = models.DateField(
        _("date of eligibility"),
        null=True,
        blank=True,
        help_text=_("On which the roll is read. Left empty: the day on which it closes, in Ottawa."),
    )
    guests_nominate = models.BooleanField(
        _("guests may nominate"),
        default=False,
        db_default=False,
        help_text=_("People without an account confirm their email address and nominate."),
    )
    prize_en = models.CharField(_("prize (English)"), max_length=300, blank=True, db_default="")
    prize_fr = models.CharField(_("prize (French)"), max_length=300, blank=True, db_default="")
    nearness_years = models.PositiveSmallIntegerField(
        _("years within which a common mission counts as nearness"),
        default=5,
        db_default=5,
        validators=[MaxValueValidator(50)],
    )
    retention_months = models.PositiveSmallIntegerField(
        _("months for which what was not successful is kept"),
        default=24,
        db_default=24,
        validators=[MinValueValidator(1), MaxValueValidator(120)],
    )

    class Meta:
        abstract = True

    def rules(self) -> dict[str, object]:
        """By name, as the next cycle takes them over; its date of eligibility is its own."""
        return {name: getattr(self, name) for name in self.RULES}
