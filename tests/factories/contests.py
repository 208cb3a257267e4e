"""Contests and photos for tests: small real pictures, real checks, no shortcuts past the actions unless it says so."""

import uuid
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from contests.actions.entries import Particulars, enter
from contests.models import Category, Contest, Entry
from pafso.files import uploads

DAY = timedelta(days=1)


def make_contest(slug: str = "2027", **fields: Any) -> Contest:
    """A contest that opened a week ago and closes in a week, with two categories."""
    now = timezone.now()
    values = {
        "title_en": f"Contest {slug}",
        "title_fr": f"Concours {slug}",
        "theme_en": "Water",
        "theme_fr": "L’eau",
        "rules_en": "Three prizes.",
        "rules_fr": "Trois prix.",
        "opens_at": now - 7 * DAY,
        "closes_at": now + 7 * DAY,
        **fields,
    }
    contest = Contest.objects.create(slug=slug, **values)
    Category.objects.create(contest=contest, name_en="People", name_fr="Personnes", position=1)
    Category.objects.create(contest=contest, name_en="Places", name_fr="Lieux", position=2)
    return contest


def jpeg(colour: int = 40, size: tuple[int, int] = (640, 480), exif: Image.Exif | None = None) -> bytes:
    """A small real photo; another colour, another file."""
    target = BytesIO()
    Image.new("RGB", size, (colour % 256, 90, 160)).save(
        target, "JPEG", exif=exif or Image.Exif(), comment=f"colour {colour}".encode()
    )
    return target.getvalue()


def upload(content: bytes | None = None, name: str = "IMG_0042.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, jpeg() if content is None else content, content_type="image/jpeg")


def particulars(contest: Contest, begun_at: datetime | None = None, **fields: Any) -> Particulars:
    values: dict[str, Any] = {
        "category": contest.categories.first(),
        "title": "Ferry at dawn",
        "place": "Dakar",
        "story": "We waited for the first boat.",
        "language": "en",
        "form_token": uuid.uuid4(),
        "begun_at": begun_at or timezone.now(),
        **fields,
    }
    return Particulars(**values)


def make_entry(contest: Contest, by: Any, *, colour: int = 40, now: datetime | None = None, **fields: Any) -> Entry:
    """A photo entered through the action; its sizes are made only where commits are run."""
    checked = uploads.check_photo(upload(jpeg(colour)))
    return enter(contest, by=by, checked=checked, particulars=particulars(contest, begun_at=now, **fields), now=now)
