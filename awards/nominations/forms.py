"""The form of a nomination. A draft requires nothing; what handing in requires is said by the actions."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from awards.models import Cycle, Nomination
from awards.models.nomination import LONGEST_TEXT
from pafso.drafts.forms import DraftForm
from pafso.localized import Language


class NominationForm(DraftForm):
    """The case. An address half typed is saved as it is; submitting asks for a whole one."""

    nominee_kind = forms.ChoiceField(
        label=_("Is it for one person or a group?"),
        choices=Nomination.NomineeKind.choices,
        required=False,
        widget=forms.RadioSelect,
    )
    nominee_name = forms.CharField(
        label=_("Whom are you nominating?"),
        help_text=_("The full name, as it should be read out."),
        max_length=150,
        required=False,
    )
    nominee_position = forms.CharField(
        label=_("Position and mission"),
        help_text=_("For example: second secretary, High Commission of Canada in Nairobi."),
        max_length=200,
        required=False,
    )
    nominee_email = forms.CharField(
        label=_("The nominee’s email address"),
        help_text=_("If you know it. We will not write to the nominee; it helps us find the right person."),
        max_length=254,
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    language = forms.ChoiceField(
        label=_("In which language are you writing the case?"),
        choices=Language.choices,
        required=False,
        widget=forms.RadioSelect,
    )
    case = forms.CharField(
        label=_("The case"),
        max_length=LONGEST_TEXT,
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 16}),
    )
    needed = ("nominee_kind", "nominee_name", "nominee_position", "language", "case")

    def __init__(self, typed: Any = None, files: Any = None, *, row: Nomination) -> None:
        super().__init__(typed, files, row=row)
        cycle = row.cycle
        if cycle.nominee_kind != Cycle.NomineeKind.EITHER:
            del self.fields["nominee_kind"]
        self.fields["case"].help_text = _("Concrete examples: what was done, where, when, and what it changed.")
        self.fields["case"].widget.attrs["data-count-words"] = cycle.case_words

    def clean_nominee_kind(self) -> str:
        return self.cleaned_data["nominee_kind"] or Nomination.NomineeKind.INDIVIDUAL

    def clean_language(self) -> str:
        return self.cleaned_data["language"] or Language.ENGLISH

    def clean_case(self) -> str:
        return self.cleaned_data["case"].replace("\r\n", "\n")
