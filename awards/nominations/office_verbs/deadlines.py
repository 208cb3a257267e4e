"""A later deadline for one person, on the page of the cycle: the office finds no draft, and needs the code that the person has."""

from django import forms
from django.utils.translation import gettext_lazy as _

from awards.nominations.actions import deadlines
from pafso.office.verb_pages import Page

from .returning import end_of_day


class LongerForm(forms.Form):
    code = forms.CharField(
        label=_("Code of the nomination or the letter"),
        help_text=_("It stands in every email about it, and on its page. A draft stays closed to you."),
        max_length=20,
    )
    until = end_of_day(_("Until when"))
    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("The person receives this text by email, exactly as you wrote it."),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


LONGER = Page(
    "longer",
    deadlines.give_longer,
    words=_("Later deadline for one person…"),
    title=_("Give one person a later deadline"),
    explained=_(
        "For one nominator, or one supporter, with a reason. It ends when the first round opens. The same code again moves the date."
    ),
    button=_("Give more time and tell the person"),
    done=_("Done. The person will be told; of a letter, the nominator too."),
    form=lambda typed, cycle: LongerForm(typed),
    offered=lambda cycle, person: cycle.frozen_at is None and not cycle.is_called_off,
    shown=lambda cycle: {"about": str(cycle)},
)
