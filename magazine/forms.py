"""The one form of the magazine: staff upload an issue, or a better PDF of it."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from pafso.errors import Refused
from pafso.files.sandbox import MEBIBYTE
from pafso.files.uploads import ISSUE_BYTES, ISSUE_PAGES, Checked, check_document

from .models import Issue


class IssueForm(forms.ModelForm):
    """An issue with its PDF, which is checked before anything is kept; `checked` is what an action may keep."""

    upload = forms.FileField(
        label="PDF",
        required=False,
        help_text=format_lazy(
            _("Without password, scripts or attachments; at most {megabytes} MB and {pages} pages."),
            megabytes=ISSUE_BYTES // MEBIBYTE,
            pages=ISSUE_PAGES,
        ),
        widget=forms.FileInput(attrs={"accept": "application/pdf,.pdf"}),
    )
    checked: Checked | None = None

    class Meta:
        model = Issue
        fields = ["volume", "number", "title_en", "title_fr", "dated", "cover_credit"]

    def clean_upload(self) -> Any:
        upload = self.cleaned_data["upload"]
        if upload is None:
            if self.instance.pk is None:
                raise ValidationError(_("Choose the PDF of the issue."), code="required")
            return None
        if self.instance.is_published:
            raise ValidationError(_("Members are reading this issue. Withdraw it first."), code="published")
        try:
            self.checked = check_document(upload, kinds=("pdf",), most_bytes=ISSUE_BYTES, most_pages=ISSUE_PAGES)
        except Refused as error:
            raise ValidationError(error.message, code=error.code) from error
        return upload
