"""The kind of file in which the table of a cycle is written out."""

from django import forms
from django.utils.translation import gettext_lazy as _


class TableForm(forms.Form):
    CSV, XLSX = "csv", "xlsx"
    kind = forms.ChoiceField(
        label=_("File"),
        choices=[(XLSX, "XLSX (Excel, LibreOffice)"), (CSV, "CSV")],
        widget=forms.RadioSelect,
        initial=XLSX,
    )
