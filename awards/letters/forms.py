"""Forms about letters. A draft requires nothing; what sending requires is said by the actions."""

import uuid
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.text import format_lazy
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from awards.letters.actions.on_paper import PaperLetter
from awards.models import Letter
from awards.models.nomination import LONGEST_TEXT
from members.deadlines.moments import zone_of
from pafso.drafts.forms import DraftForm
from pafso.errors import Refused
from pafso.files.uploads import LETTER_BYTES, LETTER_PAGES, Checked, check_document
from pafso.localized import Language
from pafso.press_once import parse_form_token
from pafso.text.figures import lazy_file_size
from pafso.text.one_line import OneLineFields
from pafso.text.typed_dates import DayField


class LetterForm(DraftForm):
    """A letter of support and how to reach its writer."""

    text = forms.CharField(
        label=_("Your letter"),
        help_text=_("Write it here, or choose a file below. Say how you know the nominee and what you saw."),
        max_length=LONGEST_TEXT,
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 14}),
    )
    language = forms.ChoiceField(
        label=_("In which language is the letter?"),
        choices=Language.choices,
        required=False,
        widget=forms.RadioSelect,
    )
    upload = forms.FileField(
        label=_("Or a file"),
        help_text=format_lazy(
            _("PDF or Word (DOCX), at most {largest} and {pages} pages, without a password."),
            largest=lazy_file_size(LETTER_BYTES),
            pages=LETTER_PAGES,
        ),
        required=False,
        widget=forms.FileInput(attrs={"accept": ".pdf,.docx"}),
        max_length=None,
        allow_empty_file=True,
    )
    full_name = forms.CharField(
        label=_("Your full name"),
        max_length=150,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    address = forms.CharField(
        label=_("Your postal address"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "street-address"}),
    )
    telephone = forms.CharField(
        label=_("Your telephone number"),
        help_text=_("With the country code, so that the Secretary can reach you."),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
    )
    contact_email = forms.CharField(
        label=_("Your email address"),
        max_length=254,
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    # Filled in by the browser: by its clock reminders come in the daytime.
    time_zone = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput(attrs={"data-time-zone": ""}))
    needed = ("text", "language", "upload", "full_name", "address", "telephone", "contact_email")

    def clean_language(self) -> str:
        return self.cleaned_data["language"] or Language.ENGLISH

    def clean_time_zone(self) -> str:
        """One that we know, or nothing: nobody sees the field, so nobody could put it right."""
        name = self.cleaned_data["time_zone"]
        return name if zone_of(name) else ""

    def clean_text(self) -> str:
        return self.cleaned_data["text"].replace("\r\n", "\n")


class CorrectionForm(LetterForm):
    """The same of a letter that is in: it needs no more reminders."""

    time_zone = None  # type: ignore[assignment]


class LetterCodeForm(OneLineFields, forms.Form):
    """For a supporter whose link is broken: what they have in the invitation."""

    code = forms.CharField(
        label=_("Code of the letter"),
        help_text=_("It is in the email that asked you for the letter."),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )
    email = forms.EmailField(
        label=_("Email address"),
        help_text=_("The one at which you were asked. The new link goes there."),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )


class NumberForm(forms.Form):
    """Who on the roll wrote a letter."""

    number = forms.CharField(label=_("Member number"), help_text=_("As the roll has it."), max_length=40)


class StandingForm(forms.Form):
    """Who on the roll wrote a letter; or why it counts although the roll does not have them."""

    number = forms.CharField(
        label=_("Member number"), help_text=_("If you found the supporter on the roll."), max_length=40, required=False
    )
    reason = forms.CharField(
        label=_("Or why the letter counts all the same"),
        help_text=_("It is kept in the audit trail, and shown to the Secretary beside the letter."),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class LaterCorrectionForm(forms.Form):
    """What a supporter told the office when the dossiers were frozen."""

    text = forms.CharField(
        label=_("What the supporter says"), max_length=10_000, widget=forms.Textarea(attrs={"rows": 8})
    )
    scan = forms.FileField(
        label=_("A file, if they sent one"),
        help_text=format_lazy(
            _("PDF or Word (DOCX), at most {largest} and {pages} pages, without a password."),
            largest=lazy_file_size(LETTER_BYTES),
            pages=LETTER_PAGES,
        ),
        required=False,
        widget=forms.FileInput(attrs={"accept": ".pdf,.docx"}),
        max_length=None,
        allow_empty_file=True,
    )

    def clean_scan(self) -> Checked | None:
        upload: UploadedFile | None = self.cleaned_data["scan"]
        try:
            return check_document(upload) if upload else None
        except Refused as error:
            raise ValidationError(str(error.message), code=error.code) from error


class SupporterForm(OneLineFields, forms.Form):
    """Whom to ask for a letter. ``form_token`` names this page, so that a second press asks nobody twice."""

    form_token = forms.UUIDField(widget=forms.HiddenInput)
    name = forms.CharField(label=_("Name of the supporter"), max_length=150)
    email = forms.EmailField(
        label=_("Email address"),
        help_text=_("The invitation with a personal link goes here; no account is needed."),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    language = forms.ChoiceField(
        label=_("Language of the invitation"), choices=Language.choices, widget=forms.RadioSelect
    )

    def __init__(self, typed: Any = None, *, proposed: Letter | None = None, **options: Any) -> None:
        beginning: dict[str, Any] = {"form_token": uuid.uuid4(), "language": get_language()}
        if proposed is not None:
            beginning |= {"name": proposed.name, "email": proposed.email, "language": proposed.invited_in}
        super().__init__(typed, initial=beginning, **options)


class DeclineForm(OneLineFields, forms.Form):
    """A supporter who will not write, and the word that they may leave."""

    note = forms.CharField(
        label=_("A note to those who nominate"),
        help_text=_("The nominator, and whoever nominates with them, will read it exactly as you wrote it."),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class OnPaperForm(OneLineFields, forms.Form):
    """What came on paper: its scan, the day, and why it is taken when it came late. The hidden token of the page names the press."""

    received_on = DayField(
        label=_("Received on"),
        help_text=_("The day on which the paper reached the office, also when you enter it later."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    scan = forms.FileField(
        label=_("Scan"),
        help_text=format_lazy(
            _("PDF, at most {largest} and {pages} pages, without a password. It is kept."),
            largest=lazy_file_size(LETTER_BYTES),
            pages=LETTER_PAGES,
        ),
        widget=forms.FileInput(attrs={"accept": "application/pdf,.pdf"}),
        max_length=None,
        allow_empty_file=True,
    )
    reason = forms.CharField(
        label=_("Reason, when it came after the deadline"),
        help_text=_("It stays in the audit trail."),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def clean_scan(self) -> Checked:
        upload: UploadedFile = self.cleaned_data["scan"]
        try:
            return check_document(upload, kinds=("pdf",))
        except Refused as error:
            raise ValidationError(str(error.message), code=error.code) from error

    def token(self) -> uuid.UUID:
        return parse_form_token(str(self.data.get("form_token", "")))


class LetterOnPaperForm(OnPaperForm):
    """A letter on paper, as the office reads it off."""

    name = forms.CharField(label=_("Full name of the supporter"), max_length=150)
    email = forms.EmailField(
        label=_("Email address"),
        help_text=_(
            "If a letter was requested at this address, it becomes that letter. Left empty, nobody can be told that it came."
        ),
        max_length=254,
        required=False,
    )
    address = forms.CharField(
        label=_("Postal address"), max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    telephone = forms.CharField(label=_("Telephone number"), max_length=40, required=False)
    number = forms.CharField(
        label=_("Member number"),
        help_text=_(
            "If you know who on the roll wrote it. It decides whether the letter counts where only members’ letters do."
        ),
        max_length=40,
        required=False,
    )
    language = forms.ChoiceField(label=_("Language of the letter"), choices=Language.choices, widget=forms.RadioSelect)
    text = forms.CharField(
        label=_("Text of the letter"),
        help_text=_("If you type it out as well. The scan counts."),
        max_length=LONGEST_TEXT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    field_order = ("code", "name", "email", "address", "telephone", "number", "language", "received_on", "scan", "text", "reason")  # fmt: skip

    def clean(self) -> dict[str, object]:
        """As the action takes it."""
        super().clean()
        if self.errors:
            return self.cleaned_data
        typed = dict(self.cleaned_data)
        typed["text"] = typed["text"].replace("\r\n", "\n")
        own = {name: typed[name] for name in PaperLetter.__dataclass_fields__}
        rest = {name: value for name, value in typed.items() if name not in own}
        return {**rest, "paper": PaperLetter(**own), "form_token": self.token()}


class LetterByCodeForm(LetterOnPaperForm):
    """The same for a nomination that is still a draft: the office finds it by what the person reads out."""

    code = forms.CharField(
        label=_("Code of the nomination or the letter"),
        help_text=_("It stands in every email about it, and on its page. A draft stays closed to you."),
        max_length=20,
    )
