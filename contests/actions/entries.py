"""What an author does with a photo: enters it, changes its words while the contest is open, takes it back."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from contests import mails
from contests.models import Entry, Placing
from contests.models.entry import STORY_WORDS
from contests.models.letting_go import forget_unshared
from contests.tasks import build_derivatives
from members.models import User
from pafso.audit.log import record
from pafso.celery import wake
from pafso.clock import received_at
from pafso.drafts.models import write_draft
from pafso.errors import Incomplete, WindowClosed, WrongMove
from pafso.files.models import StoredFile
from pafso.text.figures import number
from pafso.text.word_count import words_in

from .drafts import TOO_LATE, WORDS, check_entrant, lock_author, locked

Problems = list[tuple[str, Any]]


def submit_entry(
    entry: Entry, *, by: User, confirms_rights: bool, shown: str | None = None, now: datetime | None = None
) -> Entry:
    """Enter the photo: it counts from here on, the office sees it, the sizes are made after the commit.

    Again is harmless. SHOWN: which words and photo (`Draft.as_shown`) the author looked at before. Raises ReadItFirst, WindowClosed,
    NotEligible (not a member on the day in Ottawa, or too many photos), Incomplete with everything that is missing.
    """
    now = now or received_at()
    with transaction.atomic():
        lock_author(by)
        entry = locked(entry)
        if not entry.is_draft:
            return entry
        if not entry.accepts_work(now):
            raise WindowClosed(TOO_LATE)
        entry.check_shown(shown)
        check_entrant(entry.contest, by=by, now=now)
        if problems := missing(entry, confirms_rights=confirms_rights):
            raise Incomplete(problems)
        entry.advance(Entry.State.RECEIVED, received_at=now, rights_confirmed_at=now)
        record("entry_received", entry, by=by, changes={"contest": entry.contest.slug, "sha256": entry.sha256})
        mails.entry_received(entry)
        wake(build_derivatives, entry.pk)
    return entry


def missing(entry: Entry, *, confirms_rights: bool = True) -> Problems:
    """Everything that entering still needs, as (field, sentence)."""
    problems: Problems = [] if entry.original_id else [("photo", _("Send the photo."))]
    problems += missing_words(entry)
    if not confirms_rights:
        problems.append(("rights", _("Confirm that the photo is yours.")))
    return problems


def missing_words(entry: Entry) -> Problems:
    wanted = [
        ("category", entry.category_id, _("Choose a category.")),
        ("title", entry.title.strip(), _("Give the photo a title.")),
        ("place", entry.place.strip(), _("Say where it was taken.")),
        ("story", entry.story.strip(), _("Tell the story of the photo.")),
        ("language", entry.language, _("Say in which language you are writing.")),
    ]
    problems: Problems = [(field, sentence) for field, value, sentence in wanted if not value]
    too_many = words_in(entry.story) - STORY_WORDS
    if too_many > 0:
        sentence = ngettext_lazy("The story is %(n)s word too long.", "The story is %(n)s words too long.", too_many)
        problems.append(("story", sentence % {"n": number(too_many)}))
    return problems


def reword_entry(
    entry: Entry,
    *,
    by: User,
    values: Mapping[str, Any],
    tab: str,
    version: int | None,
    now: datetime | None = None,
) -> Entry:
    """Change the words of what was entered, while the contest is open. An accepted photo goes before the office once more, since it
    was these words, too, that were accepted.

    Raises WindowClosed, WrongMove (refused, withdrawn or placed), Incomplete when a word that is needed would be gone,
    EditedElsewhere.
    """
    now = now or received_at()
    with transaction.atomic():
        entry = locked(entry)
        if not entry.contest.window.is_open(now):
            raise WindowClosed(_("The contest is closed, and the text of a photo can no longer be changed here."))
        if not entry.are_words_open(now) or Placing.objects.filter(entry=entry).exists():
            raise WrongMove(
                _("The text of this photo can no longer be changed here. Write to us from the Contact page.")
            )
        words = {name: value for name, value in values.items() if name in WORDS}
        changed = sorted(name for name, value in words.items() if getattr(entry, name) != value)
        write_draft(entry, words, tab=tab, version=version, saved_at=now)
        if problems := missing_words(entry):
            raise Incomplete(problems)
        if changed:
            if entry.state == Entry.State.ACCEPTED:
                entry.advance(Entry.State.RECEIVED, decided_at=None)
            record("entry_reworded", entry, by=by, changes={"fields": changed})
    return entry


def withdraw_entry(entry: Entry, *, by: User, now: datetime | None = None) -> None:
    """The author takes the photo back while the contest is open: the original and every size are erased.

    What was said stays for the record. Again is harmless. Raises WindowClosed, WrongMove.
    """
    with transaction.atomic():
        entry = entry.reload_locked()
        if entry.state == Entry.State.WITHDRAWN:
            return
        if not entry.contest.window.is_open(now):
            raise WindowClosed(
                _(
                    "The contest is closed, and a photo can no longer be withdrawn here. Write to us from the Contact page."
                )
            )
        original = entry.original
        entry.advance(Entry.State.WITHDRAWN, lease_until=None, original=None)
        erase_files(entry, original)
        record("entry_withdrawn", entry, by=by)


def erase_files(entry: Entry, original: StoredFile | None) -> None:
    """The sizes of a photo and its ORIGINAL, which its row no longer names."""
    entry.remove_derivatives()
    if original is not None:
        forget_unshared(original)
