"""Fills an empty database with an open contest and last year's gallery, or a large one with many photos for measuring."""

import hashlib
import tempfile
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from members import eligibility
from members.models import User
from pafso.clock import OTTAWA
from pafso.codes import ALPHABET, unused_code
from pafso.demonstration import pictures
from pafso.files import sandbox, uploads

from . import demonstration_texts as texts
from .actions.entries import Particulars, enter
from .derivatives import LIMITS
from .models import Category, Contest, Derivative, Entry, Placing
from .rules import ottawa_day

SAMPLES = settings.BASE_DIR.parent / "shared" / "samples" / "photos"
SMALL = (1500, 1000)
DRAWN_FOR_OPEN = 4
PHOTO_KINDS = {".jpg", ".heic", ".png", ".tif", ".webp"}
BATCH = 2_000


def fill(context: dict[str, Any]) -> None:
    """An open contest with some members' photos, and the gallery of last year's."""
    today = ottawa_day(timezone.now())
    members = [user for user in User.objects.order_by("pk") if eligibility.is_member(user, today)][:12]
    if members:
        _fill_closed(members)
        _fill_open(members)


def _at_midnight(days: int) -> datetime:
    day = timezone.now().astimezone(OTTAWA) + timedelta(days=days)
    return day.replace(hour=23, minute=59, second=0, microsecond=0)


def _contest(slug: str, words: dict[str, str], categories: list[tuple[str, str]], opens: int, closes: int) -> Contest:
    contest = Contest.objects.create(
        slug=slug, opens_at=_at_midnight(opens), closes_at=_at_midnight(closes), entries_per_member=5, **words
    )
    for place, (name_en, name_fr) in enumerate(categories, start=1):
        Category.objects.create(contest=contest, name_en=name_en, name_fr=name_fr, position=place)
    return contest


def _fill_open(members: list[User]) -> None:
    """Entered as members enter them; the worker makes the sizes once everything is committed."""
    contest = _contest(str(timezone.now().year + 1), texts.OPEN, texts.OPEN_CATEGORIES, -20, 28)
    categories = list(contest.categories.all())
    for place, (name, content) in enumerate(_new_photos()):
        title, where, language = texts.NEW_TITLES[place % len(texts.NEW_TITLES)]
        said = Particulars(
            category=categories[place % 2],
            title=title,
            place=where,
            story=texts.NEW_STORY[language],
            language=language,
            form_token=uuid.uuid4(),
            begun_at=timezone.now(),
        )
        checked = uploads.check_photo(SimpleUploadedFile(name, content))
        enter(contest, by=members[place % len(members)], checked=checked, particulars=said)


def _new_photos() -> Iterator[tuple[str, bytes]]:
    """Real ones where they lie beside the project, else drawn ones."""
    if SAMPLES.is_dir():
        found = [path for path in sorted(SAMPLES.iterdir()) if path.suffix.lower() in PHOTO_KINDS]
        yield from ((path.name, path.read_bytes()) for path in found)
    else:
        yield from ((f"IMG_{seed:04}.jpg", pictures.photograph(seed, SMALL)) for seed in range(20, 20 + DRAWN_FOR_OPEN))


def _fill_closed(members: list[User]) -> None:
    """Written as it stands a year later: no mail of then is sent today."""
    contest = _contest(str(timezone.now().year - 1), texts.CLOSED, texts.CLOSED_CATEGORIES, -400, -330)
    with ThreadPoolExecutor(2) as pool, tempfile.TemporaryDirectory() as folder:
        made = list(pool.map(_drawn, texts.PHOTOS, [Path(folder)] * len(texts.PHOTOS)))
        for place, (photo, (original, sizes)) in enumerate(zip(texts.PHOTOS, made, strict=True)):
            _accepted(contest, photo, members[place % len(members)], original, sizes)
    published = _at_midnight(-300)
    Contest.objects.filter(pk=contest.pk).update(gallery_published_at=published, announced_at=published)


def _drawn(photo: texts.Photo, folder: Path) -> tuple[Path, list[tuple[dict[str, Any], Path]]]:
    """A drawn photograph and its sizes, on disk; runs in a thread and leaves the database alone."""
    mine = folder / str(photo.seed)
    mine.mkdir()
    original = mine / "original"
    original.write_bytes(pictures.photograph(photo.seed, SMALL))
    sizes = sandbox.run("contests.derivatives:make", str(original), str(mine), limits=LIMITS)
    return original, [(size, mine / size["file"]) for size in sizes]


def _accepted(
    contest: Contest, photo: texts.Photo, entrant: User, original: Path, sizes: list[tuple[dict[str, Any], Path]]
) -> None:
    stored = uploads.keep_made(original, "image/jpeg")
    received = contest.closes_at - timedelta(days=3)
    entry = Entry.objects.create(
        code=unused_code(Entry),
        contest=contest,
        category=contest.categories.all()[photo.category],
        entrant=entrant,
        title=photo.title,
        place=photo.place,
        story=photo.story,
        language=photo.language,
        rights_confirmed_at=received,
        received_at=received,
        original=stored,
        sha256=stored.sha256,
        width=SMALL[0],
        height=SMALL[1],
        form_token=uuid.uuid4(),
        state=Entry.State.ACCEPTED,
        prepared_at=received,
        decided_at=contest.closes_at + timedelta(days=10),
    )
    for size, path in sizes:
        kept = uploads.keep_made(path, "image/webp")
        Derivative.objects.create(entry=entry, edge=size["edge"], width=size["width"], height=size["height"], file=kept)
    if photo.rank is not None:
        Placing.objects.create(
            contest=contest,
            category=entry.category,
            entry=entry,
            rank=photo.rank or None,
            citation_en=photo.citation_en,
            citation_fr=photo.citation_fr,
        )


def populate(count: int, random: Random) -> int:
    """COUNT photos by existing accounts in a published contest; all share the files of one drawn photograph."""
    entrants = list(User.objects.order_by("pk").values_list("pk", flat=True)[:5_000])
    if not entrants:
        return 0
    contest = _populated_contest()
    with tempfile.TemporaryDirectory() as folder:
        original, sizes = _drawn(texts.PHOTOS[0], Path(folder))
        stored = uploads.keep_made(original, "image/jpeg")
        kept = [(size, uploads.keep_made(path, "image/webp")) for size, path in sizes]
    newest = Entry.objects.order_by("-id").values_list("pk", flat=True).first() or 0
    shared = {"original": stored, "contest": contest, "width": SMALL[0], "height": SMALL[1]}
    categories = list(contest.categories.all())
    for start in range(0, count, BATCH):
        numbers = range(newest + start + 1, newest + min(start + BATCH, count) + 1)
        entries = [
            _plausible(number, random, random.choice(entrants), random.choice(categories), shared) for number in numbers
        ]
        Entry.objects.bulk_create(entries)
        Derivative.objects.bulk_create(
            [
                Derivative(entry=entry, edge=size["edge"], width=size["width"], height=size["height"], file=file)
                for entry in entries
                for size, file in kept
            ],
            batch_size=BATCH,
        )
    return count


def _populated_contest() -> Contest:
    slug = "many"
    found = Contest.objects.filter(slug=slug).first()
    if found is None:
        found = _contest(slug, texts.CLOSED, texts.CLOSED_CATEGORIES, -800, -730)
        Contest.objects.filter(pk=found.pk).update(gallery_published_at=found.closes_at, announced_at=found.closes_at)
    return found


def _plausible(number: int, random: Random, entrant: int, category: Category, shared: dict[str, Any]) -> Entry:
    title, place, language = random.choice(texts.NEW_TITLES)
    moment = shared["contest"].closes_at - timedelta(minutes=random.randrange(90_000))
    states = Entry.State
    state = random.choices([states.ACCEPTED, states.RECEIVED, states.DISQUALIFIED], [90, 7, 3])[0]
    return Entry(
        **shared,
        code=_bulk_code(number),
        category=category,
        entrant_id=entrant,
        title=f"{title} {number}",
        place=place,
        story=texts.NEW_STORY[language],
        language=language,
        rights_confirmed_at=moment,
        received_at=moment,
        sha256=hashlib.sha256(str(number).encode()).hexdigest(),
        form_token=uuid.UUID(int=number),
        state=state,
        prepared_at=moment,
        reason="—" if state == states.DISQUALIFIED else "",
    )


def _bulk_code(number: int) -> str:
    """Seven letters from a number: never one of the five-letter codes that people get, and never the same twice."""
    letters = []
    for _ in range(7):
        number, place = divmod(number, len(ALPHABET))
        letters.append(ALPHABET[place])
    return "".join(reversed(letters))
