"""Any number of photos in a published contest, for measuring; all share the files of one drawn photograph."""

import hashlib
import tempfile
import uuid
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

from contests.models import Category, Contest, Derivative, Entry
from contests.models.recipe import RECIPE
from members.models import User
from pafso.codes import ALPHABET
from pafso.files import uploads

from .contests import SIZE, TEXTS, draw, make_contest

BATCH = 2_000


def populate(count: int, random: Random) -> int:
    """COUNT photos by existing accounts."""
    entrants = list(User.objects.order_by("pk").values_list("pk", flat=True)[:5_000])
    if not entrants:
        return 0
    contest = _populated_contest()
    with tempfile.TemporaryDirectory() as folder:
        original, sizes = draw(TEXTS["closed"]["photos"][0]["seed"], Path(folder))
        stored = uploads.keep_made(original, "image/jpeg")
        files = [(size, uploads.keep_made(path, "image/webp")) for size, path in sizes]
    newest = Entry.objects.order_by("-id").values_list("pk", flat=True).first() or 0
    shared = {"original": stored, "contest": contest, "width": SIZE[0], "height": SIZE[1]}
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
                for size, file in files
            ],
            batch_size=BATCH,
        )
    return count


def _populated_contest() -> Contest:
    slug = "many"
    found = Contest.objects.filter(slug=slug).first()
    if found is None:
        found = make_contest(slug, TEXTS["closed"], -800, -730)
        Contest.objects.filter(pk=found.pk).update(gallery_published_at=found.closes_at, announced_at=found.closes_at)
    return found


def _plausible(number: int, random: Random, entrant: int, category: Category, shared: dict[str, Any]) -> Entry:
    photo = random.choice(TEXTS["open"]["photos"])
    moment = shared["contest"].closes_at - timedelta(minutes=random.randrange(90_000))
    states = Entry.State
    state = random.choices([states.ACCEPTED, states.RECEIVED, states.DISQUALIFIED], [90, 7, 3])[0]
    return Entry(
        **shared,
        code=_bulk_code(number),
        category=category,
        entrant_id=entrant,
        title=f"{photo['title']} {number}",
        place=photo["place"],
        story=TEXTS["open"]["stories"][photo["language"]],
        language=photo["language"],
        rights_confirmed_at=moment,
        received_at=moment,
        sha256=hashlib.sha256(str(number).encode()).hexdigest(),
        form_token=uuid.UUID(int=number),
        state=state,
        prepared_at=moment,
        recipe=RECIPE,
        reason="—" if state == states.DISQUALIFIED else "",
    )


def _bulk_code(number: int) -> str:
    """Seven letters from a number: never one of the five-letter codes that people get, and never the same twice."""
    letters = []
    for _ in range(7):
        number, place = divmod(number, len(ALPHABET))
        letters.append(ALPHABET[place])
    return "".join(reversed(letters))
