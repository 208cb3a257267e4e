"""What waits for the office in the magazine, and why the rest does not."""

from datetime import datetime

from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from pafso.office.waiting.kinds import Kind

from .models import Issue

Person = AbstractBaseUser


def ready_issues(person: Person, now: datetime) -> QuerySet[Issue]:
    """A hidden one is not: it was taken down on purpose."""
    return Issue.objects.visible_to(person).filter(state=Issue.State.READY, hidden_at=None)  # type: ignore[arg-type]


def unreadable_issues(person: Person, now: datetime) -> QuerySet[Issue]:
    return Issue.objects.visible_to(person).filter(state=Issue.State.FAILED)  # type: ignore[arg-type]


def label(volume: str, number: str) -> str:
    return gettext("Vol. %(volume)d, No. %(number)d") % {"volume": int(volume), "number": int(number)}


KINDS = [
    Kind(
        "issues", Issue, _("Issues that are ready"), _("Publish"),
        right="magazine.view_issue", rows=ready_issues, since="pdf__created_at", columns=("volume", "number"), words=label,
        covers=("Issue.ready",),
    ),
    Kind(
        "unreadable-issues", Issue, _("Issues that could not be read"), _("Replace the PDF"),
        right="magazine.view_issue", rows=unreadable_issues, since="pdf__created_at", columns=("volume", "number"),
        words=label, covers=("Issue.failed",),
    ),
]  # fmt: skip
NOT_WAITING = {
    "Issue.waiting": "a worker’s",
    "Issue.extracting": "a worker’s",
    "Issue.published": "done",
    "Issue.hidden_at": "hidden on purpose, until somebody publishes it again",
    "HiddenPage.hidden_at": "hidden on purpose, until somebody shows it again",
    "Issue.lease_until": "a worker’s",
}
