"""The awards app's door for programs: the cycles for everyone, the nominations that one puts forward, never a word of a letter."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from .co_nominators import CoNominatorsView, CoNominatorView
from .letters import LettersView, LetterView, ReminderView
from .lists import CycleViewSet
from .nominations import NominationViewSet, SubmissionView

about = _("My nominations")
# (prefix, viewset or view, name), mounted below /api/v1/ by pafso/urls.py.
routes: list[tuple[str, Any, str]] = [
    ("cycles", CycleViewSet, "cycles"),
    ("nominations", NominationViewSet, "nominations"),
    ("nominations/<str:code>/submission", SubmissionView, "nomination-submission"),
    ("nominations/<str:code>/letters", LettersView, "nomination-letters"),
    ("nominations/<str:code>/letters/<str:letter>", LetterView, "nomination-letter"),
    ("nominations/<str:code>/letters/<str:letter>/reminder", ReminderView, "nomination-reminder"),
    ("nominations/<str:code>/co-nominators", CoNominatorsView, "nomination-co-nominators"),
    ("nominations/<str:code>/co-nominators/<int:number>", CoNominatorView, "nomination-co-nominator"),
]
