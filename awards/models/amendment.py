"""What the office decided about a cycle when people were already in it, and how far they have been told."""

from datetime import date, datetime
from typing import TYPE_CHECKING, ClassVar, cast

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from pafso.localized import in_both_languages
from pafso.text.dates import day_in_words, moment_in_words
from pafso.text.figures import number

from .cycle import Cycle

if TYPE_CHECKING:
    from collections.abc import Iterator

# Too long to stand beside what they were: whoever reads of a change reads them on the page of the cycle.
LONG = ("criteria_en", "criteria_fr")


class AmendmentQuerySet(models.QuerySet["Amendment"]):
    def untold(self) -> "AmendmentQuerySet":
        return self.filter(Q(told_at=None) | Q(supporters_told_at=None))

    def in_turn(self) -> "AmendmentQuerySet":
        """What came first is told first: of one cycle only the oldest that is not told."""
        earlier = Amendment.objects.untold().filter(cycle=OuterRef("cycle"), pk__lt=OuterRef("pk"))
        return self.filter(~Exists(earlier))

    def to_tell(self) -> "AmendmentQuerySet":
        return self.in_turn().filter(told_at=None)

    def to_tell_supporters(self) -> "AmendmentQuerySet":
        return self.in_turn().filter(supporters_told_at=None)


class Amendment(models.Model):
    """The rules of a cycle changed, the cycle cancelled, or its cancellation taken back: with the reason that is told."""

    class Kind(models.TextChoices):
        RULES = "rules", _("Rules changed")
        CANCELLED = "cancelled", pgettext_lazy("cycle", "Cancelled")
        RESTORED = "restored", _("Cancellation taken back")

    # Where `broadcast` writes how far it is.
    TOLD: ClassVar[dict[str, str]] = {"done": "told_at", "position": "told_up_to", "counted": "people_told"}
    SUPPORTERS_TOLD: ClassVar[dict[str, str]] = {
        "done": "supporters_told_at",
        "position": "supporters_told_up_to",
        "counted": "supporters_told",
    }

    cycle = models.ForeignKey(Cycle, verbose_name=_("cycle"), on_delete=models.CASCADE, related_name="amendments")
    kind = models.CharField(_("what was decided"), max_length=10, choices=Kind.choices)
    # Columns of the cycle by name, as they were and as they are since; only those that changed.
    before = models.JSONField(default=dict, blank=True, encoder=DjangoJSONEncoder)
    after = models.JSONField(default=dict, blank=True, encoder=DjangoJSONEncoder)
    reason_en = models.CharField(_("reason (English)"), max_length=300)
    reason_fr = models.CharField(_("reason (French)"), max_length=300)
    amended_at = models.DateTimeField(pgettext_lazy("cycle", "decided"), default=timezone.now)
    amended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=pgettext_lazy("cycle", "decided by"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    told_at = models.DateTimeField(null=True, blank=True)
    told_up_to = models.BigIntegerField(default=0)
    people_told = models.PositiveIntegerField(default=0)
    supporters_told_at = models.DateTimeField(null=True, blank=True)
    supporters_told_up_to = models.BigIntegerField(default=0)
    supporters_told = models.PositiveIntegerField(default=0)

    objects = AmendmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("decision about a cycle")
        verbose_name_plural = _("decisions about cycles")
        ordering = ["-id"]
        default_permissions = ()  # made by the verbs of a cycle alone
        constraints = [
            models.CheckConstraint(condition=in_both_languages("reason"), name="amendment_says_why"),
            models.CheckConstraint(condition=~Q(kind="rules") | ~Q(after={}), name="amendment_changes_something"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.cycle}"

    def changes(self) -> "Iterator[tuple[str, str, str]]":
        """Of each column that changed: what it is called, and what it was and is in words; no words for a long text."""
        for name in self.after:
            label = str(column(name).verbose_name)
            if name in LONG:
                yield label, "", ""
            else:
                yield label, in_words(name, self.before.get(name)), in_words(name, self.after[name])


def in_words(name: str, value: object) -> str:
    """VALUE of the column NAME of a cycle, as stored in an amendment, in the reader's language."""
    field = column(name)
    value = field.to_python(value)
    if isinstance(value, bool):
        return _t("yes") if value else _t("no")
    if isinstance(value, datetime):
        return moment_in_words(value)
    if isinstance(value, date):
        return day_in_words(value)
    if isinstance(value, int):
        return str(number(value))
    return str(dict(field.flatchoices).get(value, value) or "–")


def column(name: str) -> models.Field:
    """The column NAME of a cycle."""
    return cast("models.Field", Cycle._meta.get_field(name))
