"""Email addresses in one form each, however they are typed: the same mailbox is the same text on every floor and engine.

Stored in small letters, the name of the host in its own writing (`bücher.example`, not `xn--bcher-kva.example`); Django writes
it the other way when it hands a mail on. What is stored is also where mail goes: two spellings that are taken for one another
can never open each other's account.
"""

import re
import unicodedata
from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import models
from django.db.models.expressions import Combinable

# Letters without width, and the marks of the direction of writing, as they come along with what is pasted.
UNSEEN = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0]"
)
# What a Turkish keyboard writes for a capital i, and what small letters make of it. Its ı is another letter: another mailbox.
CAPITAL_I, DOTTED_I = "\u0130", "i\u0307"
# An address on its way to the database: as text, or as what the database makes of a column.
Stored = str | Combinable | None


def mailbox(text: str | None) -> str:
    """``" B.İ@XN--BCHER-KVA.Example "`` → ``"b.i@bücher.example"``."""
    plain = unicodedata.normalize("NFKC", UNSEEN.sub("", str(text or ""))).strip().replace(CAPITAL_I, "i").lower()
    name, at, host = plain.replace(DOTTED_I, "i").rpartition("@")
    return f"{name}{at}{_host(host)}"


def is_address(text: str) -> bool:
    """Whether TEXT is a whole address, as an email can be sent to it."""
    try:
        validate_email(text)
    except ValidationError:
        return False
    return True


def _host(name: str) -> str:
    if name.isascii() and "xn--" not in name:
        return name
    try:
        return name.encode("idna").decode("idna")
    except UnicodeError:
        return name


class AddressInput(forms.EmailField):
    def to_python(self, value: str | None) -> str:
        return mailbox(super().to_python(value))


class AddressField(models.EmailField):
    """An address that is stored, and looked for, in its one form. For the database it is an EmailField."""

    def get_prep_value(self, value: Stored) -> Stored:
        value = super().get_prep_value(value)
        return mailbox(value) if isinstance(value, str) else value

    def pre_save(self, model_instance: models.Model, add: bool) -> Stored:
        value = super().pre_save(model_instance, add)
        if isinstance(value, str):
            value = mailbox(value)
            setattr(model_instance, self.attname, value)
        return value

    def to_python(self, value: str | None) -> str | None:
        value = super().to_python(value)
        return mailbox(value) if isinstance(value, str) else value

    def formfield(self, **kwargs: Any) -> forms.Field | None:
        return super().formfield(**{"form_class": AddressInput, **kwargs})

    def deconstruct(self) -> tuple[str, str, Sequence[object], dict[str, object]]:
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.EmailField", args, kwargs


def bring_into_one_form(model: type[models.Model], name: str, *scope: str) -> None:
    """For a migration: rewrite the addresses of MODEL's column NAME that were stored before they had one form.

    One whose form is taken already, alone or together with the columns of SCOPE, stays as it is: two rows are never made one.
    """
    rows = model._base_manager.exclude(**{name: ""}).values_list("pk", name, *scope)
    for pk, stored, *where in list(rows.iterator(chunk_size=2000)):
        if stored.isascii() and "xn--" not in stored.lower():
            continue
        form = mailbox(stored)
        same = dict(zip(scope, where, strict=True)) | {name: form}
        if form != stored and not model._base_manager.filter(**same).exclude(pk=pk).exists():
            model._base_manager.filter(pk=pk).update(**{name: form})
