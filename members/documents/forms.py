"""The office's forms of a document: what it is, with its files; an earlier version to hide or to show."""

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from members.models import Document, EarlierFile
from pafso.errors import Refused
from pafso.files.sandbox import MEBIBYTE
from pafso.files.uploads import Checked, check_document
from pafso.lazy import Words
from pafso.localized import Language
from pafso.office.file_field import FileWidget
from pafso.text.dates import day_in_words
from pafso.text.figures import lazy_file_size

from .actions import NO_FILE

MOST_BYTES, MOST_PAGES = 25 * MEBIBYTE, 400
HINT = format_lazy(
    _("PDF or DOCX, without a password, scripts or attachments; at most {largest} and {pages} pages."),
    largest=lazy_file_size(MOST_BYTES),
    pages=MOST_PAGES,
)


def upload_field(label: Words) -> forms.FileField:
    accepted = "application/pdf,.pdf,.docx"
    return forms.FileField(label=label, required=False, help_text=HINT, widget=FileWidget(attrs={"accept": accepted}))


class DocumentForm(forms.ModelForm):
    """`checked` is what an action may keep, by language."""

    upload_en = upload_field(_("File in English"))
    upload_fr = upload_field(_("File in French"))

    class Meta:
        model = Document
        fields = ["kind", "title_en", "title_fr", "dated", "access"]

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.checked: dict[str, Checked] = {}

    def clean_upload_en(self) -> UploadedFile | None:
        return self._check(Language.ENGLISH)

    def clean_upload_fr(self) -> UploadedFile | None:
        return self._check(Language.FRENCH)

    def clean(self) -> None:
        super().clean()
        chosen = any(self.files.get(f"upload_{language}") for language in Language.values)
        if self.instance.pk is None and not chosen:
            self.add_error("upload_en", ValidationError(NO_FILE, code="required"))

    def _check(self, language: str) -> UploadedFile | None:
        upload: UploadedFile | None = self.cleaned_data[f"upload_{language}"]
        if upload is None:
            return None
        try:
            self.checked[language] = check_document(upload, most_bytes=MOST_BYTES, most_pages=MOST_PAGES)
        except Refused as error:
            raise ValidationError(error.message, code=error.code) from error
        return upload


class EarlierForm(forms.Form):
    """Which earlier version: those that are (not) hidden."""

    earlier = forms.TypedChoiceField(label=_("Version"), coerce=int)

    def __init__(self, typed: QueryDict | None, document: Document) -> None:
        super().__init__(typed)
        chosen = self.fields["earlier"]
        assert isinstance(chosen, forms.TypedChoiceField)
        chosen.choices = [(row.pk, _words(row)) for row in self.rows(document)]

    def rows(self, document: Document) -> list[EarlierFile]:
        return list(EarlierFile.objects.filter(document=document).exclude(hidden_at=None))


class EarlierHidingForm(EarlierForm):
    reason = forms.CharField(
        label=_("Reason"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("For your colleagues; it stays with the version."),
    )

    def rows(self, document: Document) -> list[EarlierFile]:
        return list(EarlierFile.objects.filter(document=document).shown())


def _words(row: EarlierFile) -> str:
    said = _("%(language)s, until %(day)s") % {
        "language": row.get_language_display(),
        "day": day_in_words(row.last_day),
    }
    return f"{said} ({row.hidden_reason})" if row.is_hidden else str(said)
