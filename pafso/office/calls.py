"""The verbs of a call, for each model admin of something that is `Called`."""

from django.utils.translation import gettext_lazy as _

from pafso.mail.broadcast import MassMail
from pafso.mail.calls import confirm_call, hold_back_call
from pafso.windows import Called

from .verb_pages import Button, Page, Verb


def call_verbs(told: MassMail) -> list[Verb]:
    """The page that sends the call of TOLD, and the button that holds it back."""
    return [
        Page(
            "call",
            confirm_call,
            title=_("Send the call"),
            explained=_("It is sent once, as soon as this is open. Today it would go to these people."),
            button=_("Send the call when this opens"),
            done=_("The call will be sent as soon as this is open."),
            tells=lambda row: told,
            shown=lambda row: {"about": f"{row}. {row.call_in_words()}"},
            offered=lambda row, by: not row.sends_call and row.called_at is None and not row.window.has_closed(),
        ),
        Button(
            "call-held-back",
            hold_back_call,
            words=_("Hold the call back"),
            done=_("The call is held back."),
            offered=_goes_out,
            is_quiet=True,
        ),
    ]


def _goes_out(row: Called, by: object) -> bool:
    return row.sends_call and row.called_at is None and not row.window.has_closed()
