"""What the audit trail says of before and after, in words of the reader's language."""

from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from pafso.lazy import Words
from pafso.text.figures import file_size

from .models import Entry

# Keys that are no field of what the entry is about.
NAMES: dict[str, Words] = {
    "addresses_verified": gettext_lazy("addresses confirmed"),
    "after": gettext_lazy("after"),
    "before": gettext_lazy("before"),
    "by": gettext_lazy("with"),
    "bytes": pgettext_lazy("of a file", "size"),
    "colleague": gettext_lazy("colleague"),
    "contest": gettext_lazy("contest"),
    "count": gettext_lazy("how many"),
    "cycle": gettext_lazy("cycle"),
    "device": gettext_lazy("device"),
    "died_on": gettext_lazy("died on"),
    "ends_on": gettext_lazy("last day"),
    "fields": gettext_lazy("what"),
    "import": gettext_lazy("import of the roll"),
    "keeper": gettext_lazy("looks after it"),
    "kind": gettext_lazy("kind"),
    "left": gettext_lazy("left alone"),
    "lines": gettext_lazy("lines"),
    "moved": gettext_lazy("what was moved"),
    "nomination": gettext_lazy("nomination"),
    "number": gettext_lazy("number"),
    "page": gettext_lazy("page"),
    "rank": gettext_lazy("rank"),
    "reason": gettext_lazy("reason"),
    "received_on": gettext_lazy("received on"),
    "recovery": gettext_lazy("recovery"),
    "removed": gettext_lazy("text removed"),
    "revision": gettext_lazy("earlier wording"),
    "right": gettext_lazy("right"),
    "row": gettext_lazy("line"),
    "second_steps_taken_off": gettext_lazy("two-step verification turned off"),
    "set": gettext_lazy("text added"),
    "sha256": gettext_lazy("SHA-256"),
    "sha256_en": gettext_lazy("SHA-256 (English)"),
    "sha256_fr": gettext_lazy("SHA-256 (French)"),
    "source": gettext_lazy("where"),
    "to": gettext_lazy("to"),
    "token": gettext_lazy("token"),
    "told": gettext_lazy("people told"),
    "topic": gettext_lazy("kind of email"),
    "version": gettext_lazy("version"),
    "was_asked": gettext_lazy("had been requested by email"),
}
NAMES_OF_FIELDS = {"fields", "removed", "set"}
# How somebody logged in, as allauth calls it.
METHODS: dict[str, Words] = {
    "password": gettext_lazy("password"),
    "code": gettext_lazy("code"),
    "mfa": gettext_lazy("two-step verification"),
    "webauthn": gettext_lazy("passkey"),
}


def in_words(entry: Entry) -> list[tuple[str, str]]:
    """Each change of ENTRY: what it is called, and its value; a pair is what was and what is."""
    return [(_name(entry, key), _said(entry, key, value)) for key, value in entry.changes.items()]


def _name(entry: Entry, key: str) -> str:
    """The model's own word for a field of it, else ours; the key itself when an older release wrote one nobody knows."""
    words = getattr(_field(entry, key), "verbose_name", None)  # a relation from elsewhere has none
    return str(words if isinstance(words, Promise) else NAMES.get(key, key))


def _field(entry: Entry, key: str) -> object:
    """The field of the model that KEY is; None of an older release, or of no field."""
    try:
        return apps.get_model(entry.subject_type)._meta.get_field(key)
    except (LookupError, ValueError, FieldDoesNotExist):
        return None


def _said(entry: Entry, key: str, value: Any) -> str:
    if key == "bytes" and isinstance(value, int):
        return file_size(value)
    if key in NAMES_OF_FIELDS and isinstance(value, list):
        return ", ".join(_name(entry, str(name)) for name in value)
    return _value(value, METHODS if key == "by" else dict(getattr(_field(entry, key), "flatchoices", ())))


def _value(value: Any, named: dict[str, Words]) -> str:
    if isinstance(value, list | tuple):
        return " → ".join(_value(part, named) for part in value)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return str(named.get(str(value), value)) or "–"
