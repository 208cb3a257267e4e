"""A nomination is returned to its nominator, until a date."""

from datetime import datetime, time

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from awards.models import Nomination
from awards.returning.actions import return_nomination
from members.models import User
from pafso.clock import OTTAWA, ottawa_day
from pafso.lazy import Words
from pafso.office.verb_pages import Page
from pafso.text.typed_dates import DayField

from .words import TOLD, about

State = Nomination.State
LAST_MINUTE = time(23, 59)


class EndOfDayField(DayField):
    """A day, meant to its last minute in Ottawa."""

    def clean(self, value: str) -> datetime | None:  # type: ignore[override]
        day = super().clean(value)
        return datetime.combine(day, LAST_MINUTE, OTTAWA) if day else None


def end_of_day(label: Words) -> EndOfDayField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return EndOfDayField(label=label, help_text=_("Until 23:59 in Ottawa."), widget=widget)


class ReturnForm(forms.Form):
    note = forms.CharField(
        label=_("What is missing"), help_text=TOLD, max_length=2000, widget=forms.Textarea(attrs={"rows": 5})
    )
    until = end_of_day(_("Until when it can be submitted again"))


def _form(typed: QueryDict | None, nomination: Nomination) -> ReturnForm:
    form = ReturnForm(typed)
    if nomination.state == State.RETURNED and nomination.returned_until:
        form.initial = {"note": nomination.returned_note, "until": ottawa_day(nomination.returned_until)}
    return form


def _reads(nomination: Nomination) -> dict[str, object]:
    if nomination.state != State.RETURNED or nomination.returned_until is None:
        return {"note": "", "until": None}
    return {"note": nomination.returned_note, "until": ottawa_day(nomination.returned_until)}


def _is_offered(nomination: Nomination, person: User) -> bool:
    return nomination.state in (State.SUBMITTED, State.RETURNED) and nomination.cycle.frozen_at is None


RETURNING = Page(
    "return",
    return_nomination,
    words=lambda nomination, person: (
        _("Change what is missing, or the date…")
        if nomination.state == State.RETURNED
        else _("Return to the nominator…")
    ),
    title=_("Return this nomination to its nominator"),
    explained=_(
        "The nominator can change it and ask for letters until that day, also after the deadline; the links of the supporters work until then. Not submitted again by then, it stands as it was submitted."
    ),
    button=_("Return it and tell the nominator"),
    done=_("Returned. The nominator will be told."),
    form=_form,
    offered=_is_offered,
    shown=about,
    reads=_reads,
)
