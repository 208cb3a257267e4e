"""The Secretary's form: which nominations of the cycle before may enter the new one, and until when their nominators answer."""

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from awards.models import Cycle
from awards.nominations.office_verbs.returning import end_of_day
from members.models import User
from pafso.clock import ottawa_day

from .actions import MOST_AT_ONCE, offerable


class CarryOverForm(forms.Form):
    nominations = forms.TypedMultipleChoiceField(
        label=_("Nominations that did not lead to an award"),
        help_text=_(
            "Those of the cycle before that were submitted and have not been offered yet. Cases about which you still have to "
            "say whether they concern you are not listed: open them first."
        ),
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one nomination.")},
    )
    until = end_of_day(_("Answer until"))

    def __init__(self, typed: QueryDict | None, cycle: Cycle, *, by: User) -> None:
        super().__init__(typed, initial={"until": ottawa_day(cycle.closes_at)})
        rows = offerable(cycle, by=by).select_related("nominator").defer("case").order_by("nominee_name", "pk")
        self.fields["nominations"].choices = [  # type: ignore[attr-defined]
            (row.pk, f"{row.nominee_name} · {row.code} · {row.nominator}") for row in rows[:MOST_AT_ONCE]
        ]
