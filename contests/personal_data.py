"""What the contests hold about a person, and what becomes of it when the account closes."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members.models import User
from pafso.privacy.registry import PersonalData, PersonalDataKind, PersonalFile

from .actions.entries import withdraw_entry
from .models import ContestRight, Correction, Entry, EntryDeclaration, Placing
from .models.letting_go import forget_unshared

ERASED = ["contests.Entry.entrant", "contests.ContestRight.user", "contests.EntryDeclaration.user"]


def describe(user: User) -> PersonalData:
    whole = (
        Entry.objects.of(user).select_related("contest", "category", "original").prefetch_related("derivatives__file")
    )
    published = {"contest__gallery_published_at__lte": timezone.now()}
    placings = Placing.objects.filter(entry__entrant=user, **published).select_related("contest", "category", "entry")
    return PersonalData(
        name="contests",
        title=_("Photo contest"),
        kinds=(
            PersonalDataKind(
                name="photos",
                title=_("Photos that you entered, and drafts of them"),
                why=_("So that the jury can judge them and the gallery can show them."),
                retained=_("An accepted photo: permanently in its gallery, with your name. The untouched original and all "
"other photos: until you close your account. A draft: until 30 days after its contest."),
                rows=whole.order_by("-id"),
                columns=("code", "contest", "category", "title", "place", "story", "alt_text", "language", "state", "begun_at", "saved_at", "received_at", "camera",
                         "taken_on", "width", "height", "sha256", "rights_confirmed_at", "decided_at", "reason", "credit",
                         "hidden_at", "hidden_reason"),
                through=("entrant",),
                files=_files,
            ),
            PersonalDataKind(
                name="placings",
                title=_("Prizes and mentions"),
                why=_("The published record of the contest."),
                retained=_("Permanently."),
                rows=placings.order_by("-id"),
                columns=("contest", "category", "entry", "rank", "citation_en", "citation_fr"),
            ),
            PersonalDataKind(
                name="rights",
                title=_("Photo contests that you look after for the office"),
                why=_("So that nobody else opens photos before they are published."),
                retained=_("Until the right is taken away, or you close your account."),
                rows=ContestRight.objects.filter(user=user).select_related("contest").order_by("-id"),
                columns=("contest", "given_at"),
                through=("user",),
            ),
            PersonalDataKind(
                name="corrections",
                title=_("Corrections to what is published about your photos"),
                why=_("To show what the published results said before, and why they were changed."),
                retained=_("As long as the photo."),
                rows=Correction.objects.filter(entry__entrant=user).select_related("entry").order_by("-id"),
                columns=("entry", "what", "before", "after", "reason", "corrected_at"),
            ),
        ),
    )  # fmt: skip


def _files(entry: Entry) -> list[PersonalFile]:
    """The original under the name that its author gave it, and each size that was made from it."""
    found = [PersonalFile(f"{entry.code} {entry.original.given_name}", entry.original)] if entry.original else []
    return found + [
        PersonalFile(f"{entry.code} {size.width}×{size.height}.webp", size.file) for size in entry.derivatives.all()
    ]


def erase(user: User, now: datetime) -> dict[str, int]:
    """Accepted photos of contests that are over stay as they were published; all others go with their files."""
    kept = removed = 0
    for entry in Entry.objects.of(user).select_related("contest", "original").order_by("pk"):
        if is_on_record(entry, now):
            _leave(entry, user)
            kept += 1
        else:
            _remove(entry, user, now)
            removed += 1
    ContestRight.objects.filter(user=user).delete()
    EntryDeclaration.objects.filter(user=user).delete()
    return {"photos_kept": kept, "photos": removed}


def is_on_record(entry: Entry, now: datetime) -> bool:
    accepted = entry.state == Entry.State.ACCEPTED and not entry.contest.window.is_open(now)
    return accepted or hasattr(entry, "placing")


def _leave(entry: Entry, user: User) -> None:
    """Keeps the name under which it is shown, and of the files only what was made to be shown."""
    largest = entry.derivatives.select_related("file").order_by("edge").last()
    changes: dict[str, Any] = {"credit": entry.credit or str(user)[:150], "camera": "", "taken_on": None, "reason": ""}
    changes["hidden_reason"] = "–" if entry.is_hidden else ""  # that it is hidden stays, why does not
    original = entry.original
    if largest is not None:
        changes["original"] = largest.file
    Entry.objects.filter(pk=entry.pk).update(**changes)
    if largest is not None and original is not None and original.pk != largest.file_id:
        forget_unshared(original)


def _remove(entry: Entry, user: User, now: datetime) -> None:
    if entry.is_withdrawable and entry.contest.window.is_open(now):
        withdraw_entry(entry, by=user, now=now)
        entry = Entry.objects.select_related("original").get(pk=entry.pk)
    original = entry.original
    entry.remove_derivatives()
    entry.delete()
    if original is not None:
        with transaction.atomic():
            forget_unshared(original)
