"""A file with people for the roll."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from pafso.errors import Refused
from pafso.files.uploads import TABLE_BYTES, Checked, check_table
from pafso.text.figures import lazy_file_size


class ImportForm(forms.Form):
    """`checked` is what an action may keep."""

    file = forms.FileField(
        label=_("File"),
        help_text=format_lazy(
            _("CSV or XLSX; at most {largest} and 20,000 lines."), largest=lazy_file_size(TABLE_BYTES)
        ),
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.xlsx,text/csv"}),
    )
    addresses_verified = forms.BooleanField(
        label=_("The addresses in this file are confirmed"),
        help_text=_(
            "Only when the association has proof that emails to these addresses reach these people: such an "
            "address can open an account."
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
