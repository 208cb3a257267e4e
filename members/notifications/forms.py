"""Which mail a person wants: one tick for each kind that they can do without."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from members.details.forms.details import Shown
from members.models import Consent, Topic, User
from pafso.clock import ottawa_day
from pafso.text.dates import day_in_words

from . import consents

BY_MEMBERSHIP = _("On because you are a member (you have not chosen).")
BY_TAKING_PART = _("On for the contests in which you take part (you have not chosen).")
BY_BEGINNING = _("On for what you start here (you have not chosen).")
SILENT = _("Off (you have not chosen).")
HOW = {
    (True, Consent.Source.PAGE): _("On since %(day)s (you opted in on this page)."),
    (True, Consent.Source.LINK): _("On since %(day)s (you undid an opt-out, from the link in an email)."),
    (True, Consent.Source.API): _("On since %(day)s (you opted in using an app)."),
    (False, Consent.Source.PAGE): _("Off since %(day)s (you opted out on this page)."),
    (False, Consent.Source.LINK): _("Off since %(day)s (you used the link in an email)."),
    (False, Consent.Source.ONE_CLICK): _("Off since %(day)s (you used the button in your email program)."),
    (False, Consent.Source.API): _("Off since %(day)s (you opted out in an app)."),
    (False, Consent.Source.OFFICE): _("Off since %(day)s (you left the office)."),
}


class NotificationsForm(Shown):
    """A tick a topic, each with since when and how."""

    marks_nothing = True

    def __init__(self, *args: Any, user: User, is_member: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        said = consents.latest(user)
        for topic in consents.topics_for(user):
            last = said.get(topic.value)
            implied = consents.is_implied(topic, is_member=is_member)
            self.fields[topic.value] = forms.BooleanField(
                label=topic.label,
                required=False,
                initial=last.is_given if last else implied,
                help_text=_how(last) if last else _why(topic, implied),
                show_hidden_initial=True,
            )


def _how(last: Consent) -> str:
    sentence = HOW[last.is_given, Consent.Source(last.source)]
    return str(sentence % {"day": day_in_words(ottawa_day(last.at))})


def _why(topic: str, implied: bool) -> Any:
    if not implied:
        return SILENT
    return {Topic.GALLERIES: BY_TAKING_PART, Topic.REMINDERS: BY_BEGINNING}.get(Topic(topic), BY_MEMBERSHIP)
