"""The day for which the roll is written out, and the kind of file."""

from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from members.eligibility import today
from pafso.text.typed_dates import DayField


class ExportForm(forms.Form):
    """Which day, which people, which kind of file."""

    CSV, XLSX = "csv", "xlsx"
    day = DayField(
        label=_("As of"),
        help_text=_("Class, level, posting and good standing on that day."),
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    in_good_standing = forms.BooleanField(label=_("Only people in good standing on that day"), required=False)
    kind = forms.ChoiceField(
        label=_("File"),
        choices=[(XLSX, "XLSX (Excel, LibreOffice)"), (CSV, "CSV")],
        widget=forms.RadioSelect,
        initial=XLSX,
    )

    def clean_day(self) -> date:
        day: date = self.cleaned_data["day"]
        if not 1900 <= day.year <= 2100:
            raise ValidationError(_("Check the year: this date is too far off."))
        return day

    @classmethod
    def fresh(cls) -> "ExportForm":
        return cls(initial={"day": today().isoformat(), "kind": cls.XLSX})
