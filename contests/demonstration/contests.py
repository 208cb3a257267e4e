"""An open contest with some members' photos, and the gallery of last year's."""

import tempfile
import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from contests.actions.drafts import save_draft, start_entry
from contests.actions.entries import submit_entry
from contests.derivatives import LIMITS
from contests.models import Category, Contest, Derivative, Entry, Placing
from contests.models.recipe import RECIPE
from members import eligibility
from members.models import User
from pafso.clock import OTTAWA, ottawa_day
from pafso.codes import unused_code
from pafso.demonstration import pictures, read
from pafso.files import sandbox, uploads

SIZE = (1500, 1000)
SEEDS_OF_OPEN = (20, 21, 22, 23)
TEXTS = read(__file__, "contests.toml")
Drawn = tuple[Path, list[tuple[dict[str, Any], Path]]]


def fill(context: dict[str, Any]) -> None:
    today = ottawa_day(timezone.now())
    members = [user for user in User.objects.order_by("pk") if eligibility.is_member(user, today)][:12]
    if members:
        _fill_closed(members)
        _fill_open(members)


def make_contest(slug: str, texts: dict[str, Any], opens: int, closes: int) -> Contest:
    """Open from and until so many days from now."""
    contest = Contest.objects.create(
        slug=slug, opens_at=_at_midnight(opens), closes_at=_at_midnight(closes), entries_per_member=5, **texts["words"]
    )
    for place, (name_en, name_fr) in enumerate(texts["categories"], start=1):
        Category.objects.create(contest=contest, name_en=name_en, name_fr=name_fr, position=place)
    return contest


def _at_midnight(days: int) -> datetime:
    day = timezone.now().astimezone(OTTAWA) + timedelta(days=days)
    return day.replace(hour=23, minute=59, second=0, microsecond=0)


def _fill_open(members: list[User]) -> None:
    """Entered as members enter them; the worker makes the sizes once everything is committed."""
    texts = TEXTS["open"]
    contest = make_contest(str(timezone.now().year + 1), texts, -20, 28)
    categories = list(contest.categories.all())
    for place, seed in enumerate(SEEDS_OF_OPEN):
        photo = texts["photos"][place]
        words = {"category": categories[place % 2], **photo, "story": texts["stories"][photo["language"]]}
        upload = SimpleUploadedFile(f"IMG_{seed:04}.jpg", pictures.photograph(seed, SIZE))
        author = members[place % len(members)]
        draft = start_entry(contest, by=author, form_token=uuid.uuid4())
        draft = save_draft(draft, values=words, tab="", version=0, checked=uploads.check_photo(upload))
        submit_entry(draft, by=author, confirms_rights=True)


def _fill_closed(members: list[User]) -> None:
    """Written as it stands a year later: no mail of then is sent today."""
    texts = TEXTS["closed"]
    contest = make_contest(str(timezone.now().year - 1), texts, -400, -330)
    photos = texts["photos"]
    with ThreadPoolExecutor(2) as pool, tempfile.TemporaryDirectory() as folder:
        drawn = list(pool.map(lambda photo: draw(photo["seed"], Path(folder)), photos))
        for place, (photo, files) in enumerate(zip(photos, drawn, strict=True)):
            _accept(contest, photo, members[place % len(members)], files)
    published = _at_midnight(-300)
    Contest.objects.filter(pk=contest.pk).update(gallery_published_at=published, announced_at=published)


def draw(seed: int, folder: Path) -> Drawn:
    """A drawn photograph and its sizes, on disk; runs in a thread and leaves the database alone."""
    mine = folder / str(seed)
    mine.mkdir()
    original = mine / "original"
    original.write_bytes(pictures.photograph(seed, SIZE))
    sizes = sandbox.run("contests.derivatives:make", str(original), str(mine), limits=LIMITS)
    return original, [(size, mine / size["file"]) for size in sizes]


def _accept(contest: Contest, photo: dict[str, Any], entrant: User, files: Drawn) -> None:
    original, sizes = files
    stored = uploads.keep_made(original, "image/jpeg")
    received = contest.closes_at - timedelta(days=3)
    entry = Entry.objects.create(
        code=unused_code(Entry),
        contest=contest,
        category=contest.categories.all()[photo["category"]],
        entrant=entrant,
        **{name: photo[name] for name in ("title", "place", "story", "language")},
        rights_confirmed_at=received,
        received_at=received,
        original=stored,
        sha256=stored.sha256,
        width=SIZE[0],
        height=SIZE[1],
        form_token=uuid.uuid4(),
        state=Entry.State.ACCEPTED,
        prepared_at=received,
        recipe=RECIPE,
        decided_at=contest.closes_at + timedelta(days=10),
    )
    for size, path in sizes:
        file = uploads.keep_made(path, "image/webp")
        Derivative.objects.create(entry=entry, edge=size["edge"], width=size["width"], height=size["height"], file=file)
    if "rank" in photo:
        citation = {name: photo[name] for name in ("citation_en", "citation_fr")}
        rank = photo["rank"] or None
        Placing.objects.create(contest=contest, category=entry.category, entry=entry, rank=rank, **citation)
