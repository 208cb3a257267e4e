"""Lists that the office edits: the streams of the foreign service, and the classes of membership."""

from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _

from pafso.localized import in_both_languages, localized


class StreamQuerySet(models.QuerySet["Stream"]):
    def valid(self, on: date) -> "StreamQuerySet":
        """Those that exist on that day."""
        return self.filter(models.Q(valid_to__isnull=True) | models.Q(valid_to__gte=on), valid_from__lte=on)


class Stream(models.Model):
    """One of the specialties of the foreign service (filière); streams come and go, so each has its dates."""

    code = models.SlugField(_("code"), unique=True)
    name_en = models.CharField(_("name (English)"), max_length=120)
    name_fr = models.CharField(_("name (French)"), max_length=120)
    description_en = models.TextField(_("description (English)"))
    description_fr = models.TextField(_("description (French)"))
    areas_en = models.TextField(_("areas of work (English)"), help_text=_("One per line."))
    areas_fr = models.TextField(_("areas of work (French)"), help_text=_("One per line."))
    valid_from = models.DateField(_("from"), default=date(1965, 1, 1))
    valid_to = models.DateField(_("until"), null=True, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    objects = StreamQuerySet.as_manager()

    class Meta:
        verbose_name = _("stream")
        verbose_name_plural = _("streams")
        ordering = ["position", "code"]
        constraints = [
            models.CheckConstraint(
                condition=in_both_languages("name", "description", "areas"),
                name="stream_in_both_languages",
                violation_error_message=_("Write it in English and in French."),
            )
        ]

    def __str__(self) -> str:
        return localized(self, "name")


class MembershipClassQuerySet(models.QuerySet["MembershipClass"]):
    def to_apply_for(self) -> "MembershipClassQuerySet":
        """Without what the association itself confers."""
        return self.exclude(pk="honorary")


class MembershipClass(models.Model):
    """Regular, retired, associate, honorary; the office may add others. `is_regular` is what rules ask for."""

    code = models.SlugField(_("code"), max_length=20, primary_key=True)
    name_en = models.CharField(_("name (English)"), max_length=80)
    name_fr = models.CharField(_("name (French)"), max_length=80)
    is_regular = models.BooleanField(
        _("regular"), default=False, help_text=_("Regular members may endorse nominations and vote.")
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    objects = MembershipClassQuerySet.as_manager()

    class Meta:
        verbose_name = _("class of membership")
        verbose_name_plural = _("classes of membership")
        ordering = ["position", "code"]
        constraints = [
            models.CheckConstraint(
                condition=in_both_languages("name"),
                name="membership_class_in_both_languages",
                violation_error_message=_("Write it in English and in French."),
            )
        ]

    def __str__(self) -> str:
        return localized(self, "name")
