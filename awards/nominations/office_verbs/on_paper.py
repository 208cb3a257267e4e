"""A nomination on paper, on the page of the cycle in which it is entered."""

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from awards.letters.forms import OnPaperForm
from awards.models import Cycle, Nomination
from awards.models.nomination import LONGEST_TEXT
from awards.nominations.actions import on_paper
from awards.nominations.actions.on_paper import PaperNomination
from pafso.localized import Language
from pafso.office.verb_pages import Page


class NominationOnPaperForm(OnPaperForm):
    """A nomination on paper, as the office reads it off."""

    nominator_email = forms.EmailField(
        label=_("Email address of the nominator"),
        help_text=_(
            "The confirmed address of their account, a guest’s too. The receipt goes there, and the nomination is theirs."
        ),
        max_length=254,
    )
    nominee_kind = forms.ChoiceField(
        label=_("Kind of nominee"), choices=Nomination.NomineeKind.choices, widget=forms.RadioSelect
    )
    nominee_name = forms.CharField(label=_("Nominee"), max_length=150)
    nominee_position = forms.CharField(label=_("Position"), max_length=200, required=False)
    nominee_mission = forms.CharField(label=_("Mission"), max_length=200, required=False)
    nominee_email = forms.EmailField(label=_("The nominee’s email address"), max_length=254, required=False)
    language = forms.ChoiceField(label=_("Language of the case"), choices=Language.choices, widget=forms.RadioSelect)
    case = forms.CharField(
        label=_("The case"),
        help_text=_("If you type it out as well. The scan counts."),
        max_length=LONGEST_TEXT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    field_order = ("nominator_email", "nominee_kind", "nominee_name", "nominee_position", "nominee_mission", "nominee_email",
                   "language", "received_on", "scan", "case", "reason")  # fmt: skip

    def clean(self) -> dict[str, object]:
        """As the action takes it."""
        super().clean()
        if self.errors:
            return self.cleaned_data
        typed = self.cleaned_data
        own = {name: typed[name] for name in PaperNomination.__dataclass_fields__}
        own["case"] = own["case"].replace("\r\n", "\n")
        return {
            "nominator_email": typed["nominator_email"],
            "paper": PaperNomination(**own),
            "scan": typed["scan"],
            "day": typed["received_on"],
            "reason": typed["reason"],
            "form_token": self.token(),
        }


def _form(typed: QueryDict | None, cycle: Cycle) -> NominationOnPaperForm:
    form = NominationOnPaperForm(typed)
    if cycle.nominee_kind != Cycle.NomineeKind.EITHER:
        form.initial = {"nominee_kind": cycle.nominee_kind}
    return form


ON_PAPER = Page(
    "nomination_on_paper",
    on_paper.enter_nomination,
    words=_("Enter a nomination on paper…"),
    title=_("Enter a nomination that came on paper"),
    explained=_(
        "For a nomination that came on paper or by post. It is submitted as on the day on which it reached you, and marked so; letters can follow on paper. The trail keeps that you entered it."
    ),
    button=_("Enter the nomination"),
    done=_("The nomination has been entered. The nominator will be told by email."),
    right="awards.change_nomination",
    form=_form,
    offered=lambda cycle, person: cycle.frozen_at is None and not cycle.is_called_off and cycle.window.has_opened(),
    shown=lambda cycle: {"about": str(cycle)},
    leads_to=lambda nomination: nomination,
)
