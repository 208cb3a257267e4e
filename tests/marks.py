"""Marks every message that the catalogues give, so that a test sees what stands outside of the marks."""

import re
from collections.abc import Iterator
from email.utils import parseaddr
from html.parser import HTMLParser
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.db import models
from django.utils import translation

from pafso.api import schema
from pafso.mail.catalogue import Sample
from pafso.templatetags import components
from pafso.text import countries, places

INNERMOST = re.compile(r"⟦[^⟦⟧]*⟧")
LETTER = re.compile(r"[^\W\d_]")
SAID = ("title", "alt", "aria-label", "placeholder", "aria-description")
# The same in every language: names, units, kinds of files.
AS_THEY_ARE = [
    "PAFSO", "APASE", "English", "Français", "UTC", "EST", "EDT", "API", "PDF", "CSV", "HTML", "JPEG", "PNG", "WebP", "HEIC", "TIFF",
    "ZIP", "DOCX", "XLSX", "Association professionnelle des agents du Service extérieur", "Excel", "LibreOffice", "bout de papier", "OTTAWA",
]  # fmt: skip


class Texts(HTMLParser):
    """What a page says: its text as one, each piece on a line of its own, and each attribute that is read out."""

    SILENT = ("script", "style", "code", "pre")

    def __init__(self, page: str) -> None:
        super().__init__()
        self.running, self.attributes = list[str](), list[str]()
        self.silent = 0
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        has = dict(attrs)
        self.silent += tag in self.SILENT
        self.attributes += [str(has[name]) for name in SAID if has.get(name)]
        if tag == "input" and has.get("type") in ("submit", "button"):
            self.attributes.append(has.get("value") or "")

    def handle_endtag(self, tag: str) -> None:
        self.silent -= tag in self.SILENT

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.running.append(data)

    def unmarked(self) -> Iterator[str]:
        """Each piece that stands outside of every mark; a message may go over several pieces of a page."""
        yield from without_marks("\n".join(self.running)).splitlines()
        for text in self.attributes:
            yield without_marks(text)


def without_marks(text: str) -> str:
    text = re.sub(r"⟦[^⟧]*…$", "", text)  # cut to the length of a subject
    while INNERMOST.search(text):
        text = INNERMOST.sub("\n", text)
    return text


class Data:
    """Every string that a row of the database holds."""

    def __init__(self) -> None:
        found = {
            text
            for text in (*held(), *strings_of([vars(Sample("en")), parseaddr(settings.DEFAULT_FROM_EMAIL)]))
            if LETTER.search(text)
        }
        self.strings = sorted(found | set(AS_THEY_ARE), key=len, reverse=True)
        self.whole = "\n".join(self.strings)

    def left_of(self, text: str) -> str:
        """What of TEXT is no data; empty when all is."""
        text = in_one_line(text)
        if not LETTER.search(text) or text in self.whole:
            return ""
        for string in self.strings:
            if string in text:
                text = re.sub(rf"(?<!\w){re.escape(string)}(?!\w)", " ", text)
        return text.strip() if LETTER.search(text) else ""


def held() -> Iterator[str]:
    of_text = (models.CharField, models.TextField, models.JSONField, models.FileField, models.UUIDField)
    for model in apps.get_models():
        columns = [field.attname for field in model._meta.concrete_fields if isinstance(field, of_text)]
        for row in model._default_manager.values_list(*columns):
            yield from strings_of(row)


def strings_of(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        value = [*value, *value.values()]
    if isinstance(value, list | tuple):
        for one in value:
            yield from strings_of(one)
    elif value is not None and not isinstance(value, bool | int | float):
        yield in_one_line(str(value))
        yield from map(in_one_line, str(value).splitlines())


def in_one_line(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


def mark_every_message(monkeypatch: pytest.MonkeyPatch, begin: str = "⟦", end: str = "⟧") -> None:
    """What stands for ⟦ and ⟧ on paper is BEGIN and END: letters that the fonts have."""
    for name in ("gettext", "pgettext", "ngettext", "npgettext"):
        plain = getattr(translation.trans_real, name)
        monkeypatch.setattr(
            translation._trans, name, lambda *args, plain=plain: f"{begin}{plain(*args)}{end}", raising=False
        )
    named = places._named  # CLDR's names of places, a catalogue of its own
    monkeypatch.setattr(places, "_named", lambda zone, language: f"{begin}{named(zone, language)}{end}")
    of_countries = countries._names
    monkeypatch.setattr(
        countries,
        "_names",
        lambda language: {code: f"{begin}{name}{end}" for code, name in of_countries(language).items()},
    )
    forget_what_was_rendered()


def forget_what_was_rendered() -> None:
    for module in (components, countries, places, schema):
        for kept in vars(module).values():
            if hasattr(kept, "cache_clear"):
                kept.cache_clear()
