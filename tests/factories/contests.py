"""Contests and photos for tests: small real pictures, real checks, no shortcuts past the actions unless it says so."""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from contests.actions.drafts import delete_draft, save_draft, start_entry
from contests.actions.entries import submit_entry
from contests.models import Category, Contest, Entry
from pafso.errors import DomainError
from pafso.files import uploads

DAY = timedelta(days=1)


def make_contest(slug: str = "2027", **fields: Any) -> Contest:
    """A contest that opened a week ago and closes in a week, with two categories; no call goes out for it."""
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
        "sends_call": False,
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


@dataclass(frozen=True)
class Particulars:
    """What an author says with a photo, and which draft of theirs it is."""

    words: dict[str, Any]
    form_token: uuid.UUID
    begun_at: datetime


def particulars(contest: Contest, begun_at: datetime | None = None, **fields: Any) -> Particulars:
    words: dict[str, Any] = {
        "category": contest.categories.first(),
        "title": "Ferry at dawn",
        "place": "Dakar",
        "story": "We waited for the first boat.",
        "language": "en",
        **fields,
    }
    token = words.pop("form_token", None) or uuid.uuid4()
    return Particulars(words, token, begun_at or timezone.now())


def make_draft(
    contest: Contest, by: Any, *, photo: bool | int = True, now: datetime | None = None, **fields: Any
) -> Entry:
    """A draft with words, and unless PHOTO is False with a photo of that colour, through the verbs."""
    checked = uploads.check_photo(upload(jpeg(40 if photo is True else photo))) if photo is not False else None
    said = particulars(contest, now, **fields)
    draft = start_entry(contest, by=by, form_token=said.form_token, now=now)
    return save_draft(draft, values=said.words, tab="", version=draft.version, checked=checked, now=now)


def enter(
    contest: Contest, *, by: Any, checked: uploads.Checked, particulars: Particulars, now: datetime | None = None
) -> Entry:
    """The three verbs of an author, one after the other; what one of them refuses leaves no draft behind."""
    draft = start_entry(contest, by=by, form_token=particulars.form_token, now=particulars.begun_at)
    if not draft.is_draft:
        return draft
    try:
        words = particulars.words
        draft = save_draft(draft, values=words, tab="", version=draft.version, checked=checked, now=now)
        return submit_entry(draft, by=by, confirms_rights=True, now=now)
    except DomainError:
        delete_draft(draft)
        raise


def make_entry(contest: Contest, by: Any, *, colour: int = 40, now: datetime | None = None, **fields: Any) -> Entry:
    """A photo entered through the verbs; its sizes are made only where commits are run."""
    checked = uploads.check_photo(upload(jpeg(colour)))
    return enter(contest, by=by, checked=checked, particulars=particulars(contest, begun_at=now, **fields), now=now)
