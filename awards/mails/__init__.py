"""The mails of the awards: one function for each event, in the recipient's language, no nominee in a subject.

The office can read what waits in the outbox. So a mail about a draft names nobody, and the one that must (an invitation)
is marked secret: it carries a link to act with, is not shown, and is blanked once sent.
"""

from .letters import (
    letter_declined,
    letter_invitation,
    letter_not_needed,
    letter_receipt,
    letter_received,
    letter_taken_out,
    letter_taken_up,
    letter_withdrawn_for,
)
from .nominations import (
    cycle_opened,
    nomination_disqualified,
    nomination_received,
    nomination_reopened,
    nomination_withdrawn,
    nomination_withdrawn_for,
)

__all__ = [
    "cycle_opened",
    "letter_declined",
    "letter_invitation",
    "letter_not_needed",
    "letter_receipt",
    "letter_received",
    "letter_taken_out",
    "letter_taken_up",
    "letter_withdrawn_for",
    "nomination_disqualified",
    "nomination_received",
    "nomination_reopened",
    "nomination_withdrawn",
    "nomination_withdrawn_for",
]
