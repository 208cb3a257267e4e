"""The form of a nomination. A draft requires nothing; what handing in requires is said by the actions."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from awards.models import Cycle, GroupMember, Nomination
from awards.models.group import FEWEST_MEMBERS, MOST_MEMBERS
from awards.models.nomination import LONGEST_TEXT
from pafso.drafts.forms import DraftForm
from pafso.localized import Language
from pafso.text.one_line import OneLineFields

TOO_LONG = _("Something in the list of members is too long.")


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
        label=_("Position"),
        help_text=_("For example: second secretary."),
        max_length=200,
        required=False,
    )
    nominee_mission = forms.CharField(
        label=_("Mission"),
        help_text=_("For example: High Commission of Canada in Nairobi. Leave it empty for somebody who has retired."),
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
        else:
            self.fields["nominee_kind"].help_text = _("For a group, save once: this page then asks for its members.")
        self.fields["case"].help_text = _("Concrete examples: what was done, where, when, and what it changed.")
        self.fields["case"].widget.attrs["data-count-words"] = cycle.case_words
        self.group = group_of(row, typed) if row.is_of_a_group else None
        if self.group is not None:
            self._ask_about_group()

    def _ask_about_group(self) -> None:
        """Of a group the members have positions, and it has a name of its own."""
        del self.fields["nominee_position"], self.fields["nominee_mission"]
        self.fields["nominee_name"].label = _("Which group are you nominating?")
        self.fields["nominee_name"].help_text = _("Its name, as it should be read out.")
        self.fields["nominee_email"].label = _("An email address of the group")
        self.fields["case"].label = _("What the group did")

    def clean(self) -> dict[str, object]:
        if self.group is not None and self.group.is_bound and not self.group.is_valid():
            raise forms.ValidationError(TOO_LONG)
        return super().clean() or self.cleaned_data

    def group_as_typed(self) -> list[dict[str, str]] | None:
        """The rows of the group's members, empty ones too; none where the page had none."""
        return self.group.as_typed() if self.group is not None and self.group.is_bound else None

    def clean_nominee_kind(self) -> str:
        return self.cleaned_data["nominee_kind"] or Nomination.NomineeKind.INDIVIDUAL

    def clean_language(self) -> str:
        return self.cleaned_data["language"] or Language.ENGLISH

    def clean_case(self) -> str:
        return self.cleaned_data["case"].replace("\r\n", "\n")


class MemberForm(OneLineFields, forms.Form):
    """One of a group. Half an address is kept; submitting asks for a whole one."""

    name = forms.CharField(label=_("Full name"), max_length=150, required=False)
    position = forms.CharField(label=_("Position and mission"), max_length=200, required=False)
    email = forms.CharField(
        label=_("Email address"),
        max_length=254,
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    marks_nothing = True


class MemberRows(forms.BaseFormSet):  # type: ignore[type-arg]  # no generic when it runs
    """The members in their order, with room for one more."""

    def as_typed(self) -> list[dict[str, str]]:
        return [
            {name: getattr(form, "cleaned_data", {}).get(name, "") for name in GroupMember.COLUMNS} for form in self
        ]


def group_of(row: Nomination, typed: Mapping[str, object] | None) -> MemberRows:
    """As TYPED, when the page had these rows; else as they are kept."""
    return member_rows([member.as_written() for member in row.group_members.all()], typed)


def member_rows(
    people: list[dict[str, str]], typed: Mapping[str, object] | None, *, fewest: int = FEWEST_MEMBERS
) -> MemberRows:
    """As TYPED, when the page had these rows; else those of PEOPLE, with room for one more and for FEWEST in all."""
    factory = forms.formset_factory(
        MemberForm,
        formset=MemberRows,
        extra=max(1, fewest - len(people)),
        max_num=MOST_MEMBERS,
        absolute_max=MOST_MEMBERS + 1,
    )
    has_rows = typed is not None and f"group-{forms.formsets.TOTAL_FORM_COUNT}" in typed
    # Typed rows are not compared with those that are kept: Django takes a row that is there already for an empty one.
    given = {"data": typed} if has_rows else {"initial": people}
    rows: MemberRows = factory(**given, prefix="group")  # type: ignore[assignment]
    return rows


def rearranged(rows: list[dict[str, str]], press: str) -> list[dict[str, str]]:
    """ROWS as the button PRESS ("up-2", "down-0", "remove-1") leaves them; any other text changes nothing."""
    verb, _dash, number = press.partition("-")
    place = int(number) if number.isascii() and number.isdigit() else len(rows)
    if verb not in ("up", "down", "remove") or place >= len(rows):
        return rows
    row, rest = rows[place], rows[:place] + rows[place + 1 :]
    if verb == "remove":
        return rest
    to = max(place - 1, 0) if verb == "up" else place + 1
    return [*rest[:to], row, *rest[to:]]
