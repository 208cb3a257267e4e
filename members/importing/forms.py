"""The roll in and out: a file to check, and the day for which the roll is written out."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from members.eligibility import today
from pafso.errors import Refused
from pafso.files.sandbox import MEBIBYTE
from pafso.files.uploads import TABLE_BYTES, Checked, check_table


class ImportForm(forms.Form):
    """`checked` is what an action may keep."""

    file = forms.FileField(
        label=_("File"),
        help_text=format_lazy(
            _("CSV or XLSX; at most {megabytes} MB and 20,000 lines."), megabytes=TABLE_BYTES // MEBIBYTE
        ),
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.xlsx,text/csv"}),
    )
    addresses_verified = forms.BooleanField(
        label=_("The addresses in this file are verified"),
        help_text=_(
            "Only when the association has proof that mail to them reaches these people: such an address can open an account."
        ),
        required=False,
    )
    checked: Checked

    def clean_file(self) -> Any:
        upload = self.cleaned_data["file"]
        try:
            self.checked = check_table(upload)
        except Refused as error:
            raise ValidationError(error.message, code=error.code) from error
        return upload


class ExportForm(forms.Form):
    """Which day, which people, which kind of file."""

    CSV, XLSX = "csv", "xlsx"
    day = forms.DateField(
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
            raise ValidationError(_("This day is too far away to be meant."))
        return day

    @classmethod
    def fresh(cls) -> "ExportForm":
        return cls(initial={"day": today().isoformat(), "kind": cls.XLSX})
