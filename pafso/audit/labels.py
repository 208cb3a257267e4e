"""What the verbs of the audit trail are called, in the reader's language; each app names its own when it loads."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from pafso.lazy import Words

WORDS: dict[str, Words] = {
    "added_by_staff": _("Added by the office"),
    "edited_by_staff": _("Changed by the office"),
    "deleted_by_staff": _("Deleted by the office"),
    "conflict_declared": _("Case closed to a colleague"),
    "conflict_ended": _("Case opened to a colleague again"),
    "same_name_denied": _("Declared not to be the person with the same name"),
    "text_deleted": _("Text deleted"),
    "text_written_at_installation": _("Written during installation"),
    "mail_sent_again": _("Email queued again"),
    "mail_copied": _("Email sent again as a copy"),
    "call_confirmed": _("Call confirmed"),
    "call_held_back": _("Call held back"),
    "waiting_given": _("Assigned to a colleague"),
    "waiting_handed_over": _("A colleague’s work handed over"),
    "waiting_noted": _("Noted by the office"),
}


def add(words: Mapping[str, Words]) -> None:
    """Register verbs with their words."""
    WORDS.update(words)


def of(verb: str) -> str:
    """The words for VERB; the verb itself when an older release wrote one that nobody knows any more."""
    return str(WORDS.get(verb, verb))
