"""A nomination on paper, on the page of the cycle in which it is entered."""

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from awards.letters.forms import OnPaperForm
from awards.models import Cycle, Nomination
from awards.models.nomination import LONGEST_TEXT
from awards.nominations.actions import on_paper
from awards.nominations.actions.on_paper import PaperNomination
from awards.nominations.forms import TOO_LONG, MemberRows, member_rows, rearranged
from pafso.localized import Language
from pafso.office.verb_pages import Page

# A group on paper is seldom of two: rows enough that nobody presses a button for most of them.
FIRST_ROWS = 4


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
    group: MemberRows | None = None
    field_order = ("nominator_email", "nominee_kind", "nominee_name", "nominee_position", "nominee_mission", "nominee_email",
                   "language", "received_on", "scan", "case", "reason")  # fmt: skip

    def __init__(self, typed: QueryDict | None, cycle: Cycle) -> None:
        """A button beside a member changes the rows alone: the page comes back with what was typed, and nothing is entered."""
        press = typed.get("row") if typed is not None else None
        super().__init__(None if press else typed, initial=typed.dict() if press and typed else None)
        if cycle.nominee_kind != Cycle.NomineeKind.EITHER:
            self.fields["nominee_kind"].initial = cycle.nominee_kind
            self.fields["nominee_kind"].widget = forms.HiddenInput()
        if cycle.nominee_kind != Cycle.NomineeKind.INDIVIDUAL:
            self._ask_about_group(cycle, typed, press)

    def _ask_about_group(self, cycle: Cycle, typed: QueryDict | None, press: str | None) -> None:
        """Of a group the members have positions, and it has a name of its own."""
        rows = member_rows([], typed, fewest=FIRST_ROWS)
        if press and rows.is_valid():
            left = rearranged(rows.as_typed(), press)
            people = [person for person in left if any(person.values())]
            rows = member_rows(people, None, fewest=len(left) + (press == "add"))
        self.group = rows
        if cycle.nominee_kind == Cycle.NomineeKind.GROUP:
            del self.fields["nominee_position"], self.fields["nominee_mission"]
            self.fields["nominee_name"].label = _("Name of the group")
            self.fields["nominee_email"].label = _("An email address of the group")
        else:
            self.fields["nominee_position"].help_text = _("Of one person. The members of a group have theirs.")

    @property
    def asks_only_about_group(self) -> bool:
        return "nominee_position" not in self.fields

    def clean(self) -> dict[str, object]:
        """As the action takes it."""
        super().clean()
        if self.group is not None and self.group.is_bound and not self.group.is_valid():
            raise forms.ValidationError(TOO_LONG)
        if self.errors:
            return self.cleaned_data
        typed = {"nominee_position": "", "nominee_mission": "", **self.cleaned_data}
        typed["group"] = tuple(self.group.as_typed()) if self.group is not None and self.group.is_bound else ()
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
    form=NominationOnPaperForm,
    template="awards/admin/nomination_on_paper.html",
    offered=lambda cycle, person: cycle.frozen_at is None and not cycle.is_called_off and cycle.window.has_opened(),
    shown=lambda cycle: {"about": str(cycle)},
    leads_to=lambda nomination: nomination,
)
