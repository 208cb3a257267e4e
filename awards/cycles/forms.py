"""The office's forms about a cycle."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, cast

from django import forms
from django.contrib.admin.widgets import AdminDateWidget
from django.db import models
from django.http import QueryDict
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from awards.models import Award, Cycle
from awards.models.cycle import ASKED_IN_CONFIDENCE
from pafso.clock import OTTAWA, minute_of
from pafso.office.moments import MomentWidget
from pafso.text.one_line import OneLineFields
from pafso.text.typed_dates import DayField, MomentField

LOCKED = _(
    "Somebody started a nomination while this form was open, so the rules are locked. Nothing was saved. To change the rules "
    "all the same, choose “Change the rules…”."
)
LONGEST_REASON = 300


class AwardForm(forms.ModelForm):
    class Meta:
        labels = {"position": _("Place in the list of awards")}
        help_texts = {"position": _("The lowest number comes first.")}


class CycleForm(forms.ModelForm):
    """A cycle as the office edits it. Once somebody is in it, its rules are shown and its deadline moves later only."""

    class Meta:
        model = Cycle
        fields = Cycle.AMENDABLE  # the admin names those of its page

    def clean(self) -> dict[str, object]:
        values = super().clean() or {}
        if self.instance.pk and self.instance.has_work:
            if any(name in self.data or f"{name}_0" in self.data for name in Cycle.LOCKED):
                self.add_error(None, LOCKED)
            self._check_later(values)
        return values

    def _check_later(self, values: Mapping[str, object]) -> None:
        for name in Cycle.ONLY_LATER:
            if name in values and _minute(values[name]) < _minute(self.initial[name]):
                self.add_error(
                    name, _("Somebody is in this cycle, so there can only be more time. Choose “Change the rules…”.")
                )


def _minute(value: object) -> Any:
    """Of a moment what its form shows."""
    return minute_of(value) if isinstance(value, datetime) else value


def beginning_of(award: Award) -> dict[str, object]:
    """What the form of a new cycle begins with: the latest one's rules, criteria and dates a year later; the award's conditions."""
    latest = award.cycles.order_by("-year").first()
    values: dict[str, object] = {"award": award.pk, **award.conditions()}
    if latest is None:
        return values
    return {
        **values,
        **latest.rules(),
        **{name: getattr(latest, name) for name in (*Cycle.WORDING, "grace_minutes")},
        **a_year_after(latest),
    }


def a_year_after(cycle: Cycle) -> dict[str, object]:
    """The year and the dates of the cycle that follows."""
    dates = {name: a_year_later(getattr(cycle, name)) for name in ("opens_at", "closes_at")}
    day = cycle.eligibility_on
    return {"year": cycle.year + 1, **dates, "eligibility_on": day and _same_day(day)}


def a_year_later(moment: datetime) -> datetime:
    """The same day and hour in Ottawa; after 29 February, 28 February."""
    here = moment.astimezone(OTTAWA)
    return datetime.combine(_same_day(here.date()), here.timetz())


def _same_day(day: date) -> date:
    return day.replace(year=day.year + 1, day=28 if (day.month, day.day) == (2, 29) else day.day)


class NextCycleForm(forms.Form):
    """The dates of the cycle that follows, each a year later to begin with."""

    year = forms.IntegerField(label=_("Year"), min_value=1965, max_value=2200)
    opens_at = MomentField(label=_("Opens"), widget=MomentWidget)
    closes_at = MomentField(label=_("Closes"), widget=MomentWidget)
    eligibility_on = DayField(
        label=_("Date of eligibility"),
        widget=AdminDateWidget,
        required=False,
        help_text=_("On which the roll is read. Left empty: the day on which it closes, in Ottawa."),
    )

    def __init__(self, typed: QueryDict | None, cycle: Cycle) -> None:
        super().__init__(typed, initial=a_year_after(cycle))


class ReasonsForm(OneLineFields, forms.Form):
    """A sentence in each language that everybody reads."""

    reason_en = forms.CharField(label=_("Reason (English)"), max_length=LONGEST_REASON)
    reason_fr = forms.CharField(
        label=_("Reason (French)"),
        max_length=LONGEST_REASON,
        help_text=_("It stands on the public page and in the email, each in its reader’s language."),
    )

    def __init__(self, typed: QueryDict | None, cycle: Cycle) -> None:
        super().__init__(typed)


class SkipForm(ReasonsForm):
    """Nobody is in a cycle that is skipped, and no email is sent."""

    def __init__(self, typed: QueryDict | None, cycle: Cycle) -> None:
        super().__init__(typed, cycle)
        self.fields["reason_fr"].help_text = cast(
            str, _("It stands on the public page, each in its reader’s language.")
        )


def _field_of(column: models.Field, **more: object) -> forms.Field | None:
    if isinstance(column, models.DateTimeField):
        return MomentField(label=capfirst(column.verbose_name), help_text=column.help_text, widget=MomentWidget)
    if isinstance(column, models.DateField):
        widget, label = AdminDateWidget, capfirst(column.verbose_name)
        return DayField(label=label, help_text=column.help_text, required=False, widget=widget)
    return column.formfield(**more)  # type: ignore[arg-type]


class AmendmentForm(ReasonsForm):
    """Every rule of a cycle that can be changed by way of exception, and the reason."""

    field_order = [*Cycle.AMENDABLE, "reason_en", "reason_fr"]

    def __init__(self, typed: QueryDict | None, cycle: Cycle) -> None:
        super().__init__(typed, cycle)
        self.fields.update(forms.fields_for_model(Cycle, Cycle.AMENDABLE, formfield_callback=_field_of))
        self.initial = rules_of(cycle)
        if cycle.has_asked_for_letters:
            shown = self.fields["letters_shown_to_nominator"]
            shown.disabled, shown.help_text = True, cast(str, ASKED_IN_CONFIDENCE)
        self.order_fields(self.field_order)


def rules_of(cycle: Cycle) -> dict[str, object]:
    """What an amendment may change, as it stands."""
    return {name: getattr(cycle, name) for name in Cycle.AMENDABLE}
