"""A word of its own in every text, list and file of a nomination, found by introspection; and a crawl from the resolver that looks for them."""

import io
import itertools
import re
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pypdfium2
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import models, transaction
from django.test import Client
from django.utils import translation

from awards.letters import actions as letters
from awards.models import DossierPaper, LaterCorrection, Letter, Nomination
from pafso.files import uploads
from pafso.files.models import StoredFile
from pafso.mail.models import Mail
from tests.factories.awards import LETTER, make_letter
from tests.factories.pdfs import pdf
from tests.factories.readers_copies import planted_docx
from tests.house.test_doors import SAMPLES, patterns

WORD = re.compile(r"kanari\d+x", re.IGNORECASE)
# Columns that hold no words: made by us, chosen from a list, or what a row is found by.
OURS = {"code", "key", "sha256", "digest", "media_type", "tab", "time_zone", "form_token", "notes", "problem"}
# In lists and the like, too: a language, a kind of nominee.
CHOSEN = {"en", "fr", "individual", "group"}
# What hangs on a nomination stands in these apps.
APPS = {"awards", "documents", "files"}
# Rows that others read too: their words are not the nomination's.
NOT_OF_IT = {"Award", "Cycle", "AwardRight", "Amendment"}

# What a form has to say before a file leaves.
PRESS = {"kind": "csv"}


@dataclass
class Planted:
    """The words, each with the column or the part of a file in which it was put: ``Letter.text``, ``pdf: title``."""

    places: dict[str, str] = field(default_factory=dict)

    def word(self, place: str) -> str:
        word = f"kanari{len(self.places):04d}x"
        self.places[word] = place
        return word

    def found_in(self, text: str) -> set[str]:
        """The places whose word is in TEXT."""
        return {self.places[word] for word in {found.lower() for found in WORD.findall(text)} if word in self.places}


# --- Planting --------------------------------------------------------------------------------------------------------
def attach_files(planted: Planted, nomination: Nomination) -> None:
    """Two letters of NOMINATION that came as files, with words wherever a reader sees none."""
    paper = pdf([f"I saw it: {planted.word('pdf: text')}"], title=planted.word("pdf: title"))
    word, hidden = planted_docx("kanari9")
    planted.places |= {each: f"docx: {each}" for each in hidden}
    for name, content in (("pdf", paper), ("docx", word)):
        letter = make_letter(nomination, f"{name}@example.org")
        letters.save_letter_draft(letter, values={**LETTER, "text": ""}, tab="", version=0)
        upload = SimpleUploadedFile(f"{planted.word('StoredFile.given_name')}.{name}", content)
        letters.attach_file(letter, uploads.check_document(upload))
        letters.send_letter(letter)


def rows_of(nomination: Nomination) -> list[models.Model]:
    """NOMINATION and all that hangs on it, whichever way the keys lead."""
    found: list[models.Model] = []
    waiting: list[models.Model] = [nomination]
    while waiting:
        row = waiting.pop(0)
        if row in found:
            continue
        found.append(row)
        for relation in row._meta.related_objects:
            if relation.related_model._meta.app_label in APPS and relation.related_model.__name__ not in NOT_OF_IT:
                waiting += relation.related_model._default_manager.filter(**{relation.field.name: row.pk})
        waiting += [file for name in _keys_to_files(type(row)) if (file := getattr(row, name)) is not None]
    return found


def _keys_to_files(model: type[models.Model]) -> list[str]:
    return [f.name for f in model._meta.concrete_fields if f.is_relation and f.related_model is StoredFile]


def plant(planted: Planted, nomination: Nomination) -> None:
    """A word at the end of every text and in every string of every list of the rows of NOMINATION."""
    for row in rows_of(nomination):
        values = dict(_planted_in(planted, row))
        if values:
            type(row)._default_manager.filter(pk=row.pk).update(**values)


def _planted_in(planted: Planted, row: models.Model) -> Iterator[tuple[str, Any]]:
    for column in row._meta.concrete_fields:
        place, value = f"{type(row).__name__}.{column.name}", getattr(row, column.attname)
        if column.name in OURS or column.choices or place == "StoredFile.given_name":
            continue
        if isinstance(column, models.EmailField):
            yield column.name, f"{planted.word(place)}@canary.example"
        elif isinstance(column, models.JSONField) and value:
            yield column.name, _in_every_string(planted, place, value)
        elif isinstance(column, (models.CharField, models.TextField)):
            yield column.name, f"{value} {planted.word(place)}".strip()[-(column.max_length or 10_000) :]


def _in_every_string(planted: Planted, place: str, value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _in_every_string(planted, f"{place}.{key}", part) for key, part in value.items()}
    if isinstance(value, list):
        return [_in_every_string(planted, place, part) for part in value]
    return f"{value} {planted.word(place)}" if isinstance(value, str) and value not in CHOSEN else value


# --- Looking ---------------------------------------------------------------------------------------------------------
@dataclass
class Things:
    """What an address of the platform may name, by the name of the argument."""

    values: dict[str, list[str]]

    def addresses(self, language: str = "en") -> Iterator[str]:
        """Of every route that there is, with everything that it may name."""
        with translation.override(language):
            routes = [route for name, route, _view in patterns() if name]
        for route in routes:
            yield from self._of(route)

    def _of(self, route: str) -> Iterator[str]:
        plain = re.sub(r"[\^$]|\\Z", "", route)
        plain = re.sub(r"\(\?P<(\w+)>[^)]*\)", r"<str:\1>", plain)
        names = re.findall(r"<(?:\w+:)?(\w+)>", plain)
        named = re.match(r"admin/(\w+)/((?:\w+/)+)", plain)
        models_named = [(named[1], each) for each in reversed(named[2].split("/")) if each] if named else []
        choices = [self._choices(name, models_named) for name in names]
        for chosen in itertools.product(*choices):
            address = plain
            for value in chosen:
                address = re.sub(r"<(?:\w+:)?\w+>", value, address, count=1)
            yield f"/{address}"

    def _choices(self, name: str, models_named: list[tuple[str, str]]) -> list[str]:
        """The keys of the model that stands next before it: admin/awards/nomination/cycle/7/ has that of a cycle."""
        if name in ("object_id", "pk", "id") and models_named:
            model = next((pair for pair in models_named if pair[1] in apps.all_models[pair[0]]), None)
            rows = apps.get_model(*model)._default_manager.order_by("-pk") if model else None
            return [str(pk) for pk in rows.values_list("pk", flat=True)[:12]] if rows else ["1"]
        return self.values.get(name) or [SAMPLES.get("str", "x")]


def things_of(nomination: Nomination, tokens: Iterable[str] = ()) -> Things:
    rows = rows_of(nomination)
    codes = [row.code for row in rows if hasattr(row, "code")]
    cycle = nomination.cycle
    return Things(
        {
            "code": codes,
            "letter": [row.code for row in rows if isinstance(row, Letter)],
            "token": list(tokens) or ["x" * 43],
            "award": [cycle.award.slug],
            "slug": [cycle.award.slug],
            "year": [str(cycle.year)],
            "pk": [str(pk) for pk in sorted({row.pk for row in rows})],
            "id": [str(pk) for pk in sorted({row.pk for row in rows})],
            "paper": [str(row.pk) for row in rows if isinstance(row, DossierPaper)],
            "later": [str(row.pk) for row in rows if isinstance(row, LaterCorrection)],
            "number": ["1", "2"],
            "page": ["1", "2"],
        }
    )


def everything_read(
    client: Client, things: Things, *, press: bool = True, within: str = ""
) -> Iterator[tuple[str, str]]:
    """(address, all that its answer says, headers and unpacked files included), by GET and, undone at once, by POST; of the
    addresses that WITHIN matches."""
    for address in dict.fromkeys(things.addresses()):
        if re.search(r"logout|/static/|^/dev/|jsi18n", address) or not re.search(within, address):
            continue
        yield address, said(client.get(address), address)
        if press and re.search(r"/awards/|/documents/|/api/v1/", address):
            with transaction.atomic():
                yield f"POST {address}", said(client.post(address, PRESS), address)
                transaction.set_rollback(True)


def said(answer: Any, address: str) -> str:
    assert answer.status_code < 500, f"{address}: {answer.status_code}"
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    head = " ".join(f"{name}: {value}" for name, value in answer.items())
    return f"{head}\n{unpacked(content)}"


def unpacked(content: bytes) -> str:
    """The bytes as text, and the text of every part of an archive, of every page and property of a PDF."""
    found = [content.decode(errors="replace")]
    if content.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            found += [f"{part.filename} {unpacked(archive.read(part))}" for part in archive.infolist()]
    elif content.startswith(b"%PDF"):
        document = pypdfium2.PdfDocument(content)
        found += [page.get_textpage().get_text_range() for page in document]
        found += [str(document.get_metadata_dict())]
        document.close()
    return "\n".join(found)


def written_to(*addresses: str) -> str:
    """Every mail to one of ADDRESSES, as it stands in the outbox."""
    mails = Mail.objects.filter(to__in=[address.lower() for address in addresses])
    return "\n".join(f"{mail.subject}\n{mail.text}\n{mail.html}" for mail in mails)
