"""Content in two columns: picks the reader's language, and the other one rather than nothing."""

from typing import Any

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


class Language(models.TextChoices):
    """The language that a person reads, or in which something is written."""

    ENGLISH = "en", _("English")
    FRENCH = "fr", _("French")


def language_in_use() -> str:
    """ "en" or "fr": the language in which the reader is answered."""
    return (get_language() or "en")[:2]


def localized(obj: Any, field: str, language: str | None = None) -> str:
    """``field_en`` or ``field_fr`` of OBJ in LANGUAGE (the reader's by default); the other language when that is empty."""
    first = (language or language_in_use())[:2]
    second = "fr" if first == "en" else "en"
    return getattr(obj, f"{field}_{first}", "") or getattr(obj, f"{field}_{second}", "")


def in_both_languages(*fields: str) -> models.Q:
    """A condition for a CheckConstraint: none of FIELDS is empty in English or in French."""
    condition = models.Q()
    for field in fields:
        condition &= ~models.Q(**{f"{field}_en": ""}) & ~models.Q(**{f"{field}_fr": ""})
    return condition


def in_both_or_neither(field: str) -> models.Q:
    """A condition for a CheckConstraint: FIELD is written in both languages, or not at all."""
    return in_both_languages(field) | models.Q(**{f"{field}_en": "", f"{field}_fr": ""})
