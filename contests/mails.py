"""What happened in a contest, as mail: one function an event, in the language of the person it goes to."""

from typing import Any

from members.models import Topic
from members.notifications.consents import out_url
from pafso.mail.writing import enqueue_to, page_url

from .models import Contest, Entry


def entry_received(entry: Entry) -> None:
    """The receipt: code, checksum, and where the photo can be followed."""
    _to_entrant("entry_received", entry, key=f"entry_received:{entry.code}")


def entry_unreadable(entry: Entry) -> None:
    """No sizes could be made; another photo is needed. Once for each time that it was given up."""
    _to_entrant("entry_unreadable", entry, key=f"entry_unreadable:{entry.code}:{_decision(entry)}")


def entry_disqualified(entry: Entry) -> None:
    """The office has refused it, and says why."""
    _to_entrant("entry_disqualified", entry, key=f"entry_disqualified:{entry.code}:{_decision(entry)}")


def gallery_published(contest: Contest, entrant: Any) -> None:
    """The gallery can be seen; once to each entrant, however often the work is repeated."""
    enqueue_to(
        "contests/gallery_published",
        entrant,
        context={
            "contest": contest,
            "name": entrant.name,
            "url": page_url(entrant.language, "contests:gallery", contest.slug),
        },
        key=f"gallery_published:{contest.pk}:{entrant.pk}",
        unsubscribe_url=out_url(entrant, Topic.GALLERIES),
    )


def _to_entrant(event: str, entry: Entry, *, key: str) -> None:
    entrant = entry.entrant
    enqueue_to(
        f"contests/{event}",
        entrant,
        context={
            "entry": entry,
            "contest": entry.contest,
            "name": entrant.name,
            "url": page_url(entrant.language, "contests:entry", entry.code),
            "contest_url": page_url(entrant.language, "contests:contest", entry.contest.slug),
        },
        key=key,
    )


def _decision(entry: Entry) -> str:
    """A photo can be refused, taken back into the contest and refused again: two events, two mails."""
    return f"{entry.decided_at:%Y%m%dT%H%M%S%f}"
