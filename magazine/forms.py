"""The office's forms of the magazine: an issue with its PDF, a correction of it, a page to hide."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from pafso.errors import Refused
from pafso.files.uploads import ISSUE_BYTES, ISSUE_PAGES, Checked, check_document
from pafso.office.file_field import FileWidget
from pafso.text.figures import lazy_file_size

from .models import Issue


class IssueForm(forms.ModelForm):
    """An issue with its PDF, which is checked before anything is kept; `checked` is what an action may keep."""

    upload = forms.FileField(
        label="PDF",
        required=False,
        help_text=format_lazy(
            _("Without a password, scripts or attachments; at most {largest} and {pages} pages."),
            largest=lazy_file_size(ISSUE_BYTES),
            pages=ISSUE_PAGES,
        ),
        widget=FileWidget(attrs={"accept": "application/pdf,.pdf"}),
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
            raise ValidationError(_("Members are reading this issue. Hide it first."), code="published")
        try:
            self.checked = check_document(upload, kinds=("pdf",), most_bytes=ISSUE_BYTES, most_pages=ISSUE_PAGES)
        except Refused as error:
            raise ValidationError(error.message, code=error.code) from error
        return upload


class CorrectionForm(forms.ModelForm):
    """What a published issue says of itself, with the reason for the change."""

    reason = forms.CharField(label=_("Reason"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4}))

    class Meta:
        model = Issue
        fields = IssueForm.Meta.fields

    @classmethod
    def of(cls, typed: QueryDict | None, issue: Issue) -> "CorrectionForm":
        """The row itself is left to the action: a form of a model writes into the one that it is given."""
        form = cls(typed, instance=Issue.objects.get(pk=issue.pk))
        for name in ("title_en", "title_fr"):  # an issue without them is not published
            form.fields[name].required = True
        return form


class PageHidingForm(forms.Form):
    number = forms.IntegerField(label=_("Page"), min_value=1, max_value=ISSUE_PAGES)
    reason = forms.CharField(
        label=_("Reason"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("For your colleagues; it stays with the page."),
    )

    def __init__(self, typed: QueryDict | None, issue: Issue) -> None:
        super().__init__(typed)


class PageShowingForm(forms.Form):
    number = forms.TypedChoiceField(label=_("Page"), coerce=int)

    def __init__(self, typed: QueryDict | None, issue: Issue) -> None:
        super().__init__(typed)
        numbers = self.fields["number"]
        assert isinstance(numbers, forms.TypedChoiceField)
        hidden = issue.pages_hidden.values_list("number", "reason")
        numbers.choices = [(number, f"{number} ({why})") for number, why in hidden]
