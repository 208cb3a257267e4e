"""What the verbs of the audit trail are called, in the reader's language; each app names its own when it loads."""

from typing import Any

from django.utils.translation import gettext_lazy as _

WORDS: dict[str, Any] = {
    "added_by_staff": _("Added by the office"),
    "edited_by_staff": _("Changed by the office"),
    "deleted_by_staff": _("Deleted by the office"),
    "mail_sent_again": _("Mail queued again"),
}


def add(words: dict[str, Any]) -> None:
    """Register verbs with their words."""
    WORDS.update(words)


def of(verb: str) -> str:
    """The words for VERB; the verb itself when an older release wrote one that nobody knows any more."""
    return str(WORDS.get(verb, verb))
