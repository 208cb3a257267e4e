"""What is frozen of a nomination: canonical JSON and its digest, made in one place from a list of what belongs to it."""

import hashlib
import json
from collections.abc import Iterable
from datetime import UTC, datetime

from django.db import transaction

from awards.letters.actions.counting import standings_of
from awards.models import Dossier, DossierFile, Letter, Nomination
from pafso.files.models import StoredFile

BATCH = 100
# Joined nominations are part of another one, and so are their letters.
FROZEN = (Nomination.State.SUBMITTED, Nomination.State.RETURNED, Nomination.State.DISQUALIFIED)
WORDS = ("nominee_kind", "nominee_name", "nominee_position", "nominee_mission", "case", "language")
DETAILS = ("address", "telephone", "contact_email")


def store_batch(cycle_id: int, frozen_at: datetime) -> int:
    """Store the next dossiers of the cycle that have none, BATCH at most; returns how many. Call it in a transaction.

    Each nomination is locked, as its verbs lock it: one that was under way is finished first, and is in the dossier.
    """
    rows = Nomination.objects.filter(cycle=cycle_id, state__in=FROZEN, dossier=None).order_by("pk")
    found = list(rows.select_for_update(of=("self",))[:BATCH])
    nominations = (
        Nomination.objects.with_cycle()
        .select_related("scan")
        .prefetch_related("group_members")
        .in_bulk([row.pk for row in found])
    )
    letters = _letters_of(nominations)
    for pk, nomination in nominations.items():
        _store(nomination, letters.get(pk, []), frozen_at)
    return len(nominations)


def _letters_of(nominations: Iterable[int]) -> dict[int, list[Letter]]:
    found: dict[int, list[Letter]] = {}
    rows = Letter.objects.arrived().filter(nomination__in=nominations).order_by("pk")
    for letter in rows.select_related("file", "member__merged_into", "nomination__cycle"):
        found.setdefault(letter.nomination_id, []).append(letter)
    return found


def _store(nomination: Nomination, letters: list[Letter], frozen_at: datetime) -> None:
    content = canonical(content_of(nomination, letters))
    dossier = Dossier.objects.create(
        nomination=nomination, content=content, digest=digest_of(content), frozen_at=frozen_at
    )
    files = {stored.pk: stored for stored in [nomination.scan, *(letter.file for letter in letters)] if stored}
    DossierFile.objects.bulk_create(DossierFile(dossier=dossier, file=stored) for stored in files.values())


def content_of(nomination: Nomination, letters: list[Letter]) -> dict[str, object]:
    """What the panel judges; of a nomination that was returned and not submitted again, the words as they were submitted."""
    words = {name: getattr(nomination, name) for name in WORDS}
    group = [member.as_written() for member in nomination.group]
    if nomination.state == Nomination.State.RETURNED:
        submitted = nomination.as_submitted or {}
        words |= {name: value for name, value in submitted.items() if name in WORDS}
        group = submitted.get("group", [])
    cycle, counting = nomination.cycle, standings_of(letters)
    return {
        "award": cycle.award.slug,
        "year": cycle.year,
        "read_on": cycle.read_on.isoformat(),
        "nomination": nomination.code,
        "submitted_at": _instant(nomination.submitted_at),
        "scan": _file(nomination.scan),
        **words,
        "group": [{name: member[name] for name in ("name", "position")} for member in group],
        "letters": [_letter(letter, counts=bool(counting[letter.pk])) for letter in letters],
    }


def _letter(letter: Letter, *, counts: bool) -> dict[str, object]:
    return {
        "code": letter.code,
        "full_name": letter.full_name or letter.name,
        "text": letter.text,
        "language": letter.language,
        "on_paper": letter.on_paper,
        "received_at": _instant(letter.sent_at),
        "corrected_at": _instant(letter.corrected_at),
        "counts": counts,
        "file": _file(letter.file),
        **{name: getattr(letter, name) for name in DETAILS},
    }


def _file(stored: StoredFile | None) -> dict[str, object] | None:
    if stored is None:
        return None
    return {"sha256": stored.sha256, "bytes": stored.size, "media_type": stored.media_type}


def _instant(moment: datetime | None) -> str | None:
    return moment.astimezone(UTC).isoformat() if moment else None


def canonical(content: dict[str, object]) -> str:
    """One text for one content: keys in order, no space that means nothing, every letter as itself."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest_of(content: str) -> str:
    return hashlib.sha256(content.encode()).hexdigest()


def forget_contact(letter: Letter, now: datetime) -> None:
    """How to reach a supporter goes from the frozen dossier too, as their letter has it now; its digest stays what it was, and
    the dossier says when it was altered."""
    with transaction.atomic():
        Nomination.objects.select_for_update(of=("self",)).get(pk=letter.nomination_id)
        dossier = Dossier.objects.select_for_update(of=("self",)).filter(nomination=letter.nomination_id).first()
        if dossier is None:
            return
        content = json.loads(dossier.content)
        kept = Letter.objects.values(*DETAILS).get(pk=letter.pk)
        for each in content["letters"]:
            if each["code"] == letter.code:
                each |= kept
        dossier.content, dossier.altered_at = canonical(content), now
        dossier.save(update_fields=["content", "altered_at"])
