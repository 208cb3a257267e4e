"""What a verb leaves behind: its lines in the audit trail and its mails in the outbox."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from pafso.audit.models import Entry
from pafso.mail.models import Mail


@dataclass
class Traces:
    audit: list[tuple[str, str, str]] = field(default_factory=list)  # verb, subject, by
    mails: list[tuple[str, str, str]] = field(default_factory=list)  # event, to, language


@contextmanager
def traces() -> Iterator[Traces]:
    """Collects what the block wrote, oldest first."""
    last_entry = Entry.objects.order_by("-id").values_list("id", flat=True).first() or 0
    last_mail = Mail.objects.order_by("-id").values_list("id", flat=True).first() or 0
    left = Traces()
    yield left
    entries = Entry.objects.filter(id__gt=last_entry).order_by("id")
    left.audit = list(entries.values_list("verb", "subject_label", "by_label"))
    left.mails = list(Mail.objects.filter(id__gt=last_mail).order_by("id").values_list("event", "to", "language"))
