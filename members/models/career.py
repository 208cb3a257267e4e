"""What was true of a person from one day to another. Rows are added, ended or struck out, never overwritten."""

from datetime import date
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from pafso.overlap import NoOverlap
from pafso.text.folding import folded

from .lists import MembershipClass, Stream


class Level(models.TextChoices):
    """The levels of the FS group."""

    FS_01 = "FS-01", "FS-01"
    FS_02 = "FS-02", "FS-02"
    FS_03 = "FS-03", "FS-03"
    FS_04 = "FS-04", "FS-04"


def held_on(on: date, at: str = "") -> models.Q:
    """True on that day, of a row or of what stands AT the other end of a relation ("memberships__")."""
    lasts = models.Q((f"{at}ends_on", None)) | models.Q((f"{at}ends_on__gte", on))
    return lasts & models.Q((f"{at}struck_at", None), (f"{at}starts_on__lte", on))


class DatedQuerySet(models.QuerySet[Any]):
    def standing(self) -> Self:
        """Without the rows that were struck out."""
        return self.filter(struck_at=None)

    def held(self, on: date) -> Self:
        """Those that are true on that day."""
        return self.filter(held_on(on))


class Dated(models.Model):
    """One fact with its first and its last day (None while it lasts). A wrong row is struck out, with who and why."""

    member = models.ForeignKey("members.Member", verbose_name=_("member"), on_delete=models.PROTECT)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(
        _("until"), null=True, blank=True, help_text=_("The last day; leave empty while it lasts.")
    )
    struck_at = models.DateTimeField(_("struck out"), null=True, blank=True, editable=False)
    struck_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("struck out by"), null=True, blank=True, editable=False,
        on_delete=models.SET_NULL, related_name="+",
    )  # fmt: skip
    struck_reason = models.CharField(_("why it was struck out"), max_length=200, blank=True, editable=False)

    objects = DatedQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["-starts_on", "-id"]
        indexes = [models.Index(fields=["member", "starts_on"], name="%(class)s_dates")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on__isnull=True) | models.Q(ends_on__gte=models.F("starts_on")),
                name="%(class)s_ends_after_it_starts",
                violation_error_message=_("The last day comes before the first."),
            )
        ]

    def covers(self, on: date) -> bool:
        return self.struck_at is None and self.starts_on <= on and (self.ends_on is None or on <= self.ends_on)


class Membership(Dated):
    """One term of membership, in one class."""

    member = models.ForeignKey(
        "members.Member", verbose_name=_("member"), on_delete=models.PROTECT, related_name="memberships"
    )
    kind = models.ForeignKey(
        MembershipClass, verbose_name=_("class"), on_delete=models.PROTECT, db_column="kind", related_name="+"
    )
    reason = models.CharField(_("reason"), max_length=200, blank=True, help_text=_("Why it began or ended."))

    class Meta(Dated.Meta):
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [
            *Dated.Meta.constraints,
            NoOverlap(
                name="membership_one_at_a_time",
                same=["member"],
                violation_error_message=_("This person holds another membership on some of these days."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind_id} {self.starts_on}–{self.ends_on or ''}"


class Appointment(Dated):
    """A stream and a level; acting at a level is beside the substantive one, not in its place."""

    class Kind(models.TextChoices):
        SUBSTANTIVE = "substantive", _("Substantive")
        ACTING = "acting", _("Acting")

    member = models.ForeignKey(
        "members.Member", verbose_name=_("member"), on_delete=models.PROTECT, related_name="appointments"
    )
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices, default=Kind.SUBSTANTIVE)
    level = models.CharField(_("level"), max_length=5, choices=Level.choices)
    stream = models.ForeignKey(
        Stream, verbose_name=_("stream"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta(Dated.Meta):
        verbose_name = _("appointment")
        verbose_name_plural = _("appointments")
        constraints = [
            *Dated.Meta.constraints,
            NoOverlap(
                name="appointment_one_of_a_kind_at_a_time",
                same=["member", "kind"],
                violation_error_message=_("This person holds another appointment of this kind on some of these days."),
            ),
            models.CheckConstraint(condition=models.Q(level__in=Level.values), name="appointment_level_is_known"),
            models.CheckConstraint(
                condition=models.Q(kind__in=["substantive", "acting"]), name="appointment_kind_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.level} {self.kind} {self.starts_on}–{self.ends_on or ''}"


class Posting(Dated):
    """Where a person is assigned: a mission, or headquarters."""

    member = models.ForeignKey(
        "members.Member", verbose_name=_("member"), on_delete=models.PROTECT, related_name="postings"
    )
    mission = models.CharField(_("mission"), max_length=120)
    mission_key = models.CharField(max_length=120, editable=False)
    city = models.CharField(_("city"), max_length=80)
    country = models.CharField(_("country"), max_length=80)
    time_zone = models.CharField(_("time zone"), max_length=64, blank=True)

    class Meta(Dated.Meta):
        verbose_name = _("posting")
        verbose_name_plural = _("postings")
        indexes = [*Dated.Meta.indexes, models.Index(fields=["mission_key"], name="posting_mission")]
        constraints = [
            *Dated.Meta.constraints,
            NoOverlap(
                name="posting_one_at_a_time",
                same=["member"],
                violation_error_message=_("This person has another posting on some of these days."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.mission}, {self.starts_on}–{self.ends_on or ''}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.mission_key = mission_key(self.mission, self.city)
        super().save(*args, **kwargs)


class DuesTerm(Dated):
    """Dues are deducted from the person's pay, which says nothing of membership."""

    member = models.ForeignKey(
        "members.Member", verbose_name=_("member"), on_delete=models.PROTECT, related_name="dues_terms"
    )

    class Meta(Dated.Meta):
        verbose_name = _("dues-paying period")
        verbose_name_plural = _("dues-paying periods")
        constraints = [
            *Dated.Meta.constraints,
            NoOverlap(
                name="dues_term_one_at_a_time",
                same=["member"],
                violation_error_message=_("This person is already a dues payer on some of these days."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.starts_on}–{self.ends_on or ''}"


class Leave(Dated):
    """Away from duty; membership and substantive level go on."""

    class Kind(models.TextChoices):
        WITH_PAY = "with_pay", _("With pay")
        WITHOUT_PAY = "without_pay", _("Without pay")

    member = models.ForeignKey(
        "members.Member", verbose_name=_("member"), on_delete=models.PROTECT, related_name="leaves"
    )
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices, default=Kind.WITHOUT_PAY)

    class Meta(Dated.Meta):
        verbose_name = _("leave")
        verbose_name_plural = _("leaves")
        constraints = [
            *Dated.Meta.constraints,
            NoOverlap(
                name="leave_one_at_a_time",
                same=["member"],
                violation_error_message=_("This person is already on leave on some of these days."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.starts_on}–{self.ends_on or ''}"


def mission_key(mission: str, city: str) -> str:
    """What two people at the same mission have in common, however they write it."""
    return folded(f"{mission} {city}")[:120]
