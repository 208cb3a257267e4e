"""Two versions of one row side by side: what is saved, and what somebody typed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django import forms
from django.contrib.admin.utils import display_for_field
from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext, gettext_lazy

from pafso.text.dates import moment_in_words
from pafso.text.differences import Piece, difference, one_line_end

YES_NO = {True: gettext_lazy("Yes"), False: gettext_lazy("No")}


@dataclass(frozen=True)
class Version:
    """One thing that differs: its name, and both wordings."""

    name: str
    theirs: str
    yours: str

    @property
    def pieces(self) -> list[Piece]:
        return difference(self.theirs, self.yours)

    @property
    def their_pieces(self) -> list[Piece]:
        return [piece for piece in self.pieces if piece.kind != "added"]

    @property
    def your_pieces(self) -> list[Piece]:
        return [piece for piece in self.pieces if piece.kind != "removed"]


def versions_of_form(
    form: forms.BaseForm,
    theirs: models.Model,
    formsets: Iterable[forms.BaseInlineFormSet],
    files: Iterable[str] = (),
) -> list[Version]:
    """What differs between the row as it is saved, THEIRS, and the bound FORM with its inline FORMSETS.

    FILES are columns behind an upload: a browser does not send a chosen file a second time by itself, so it is named.
    """
    columns = {field.name: field for field in (*theirs._meta.concrete_fields, *theirs._meta.many_to_many)}
    found = [
        Version(
            str(form[name].label), in_words(columns[name], _value(theirs, columns[name])), _typed(form, columns[name])
        )
        for name in form.fields
        if name in columns
    ]
    found += [_rows(formset) for formset in formsets]
    if chosen := ", ".join(str(getattr(file, "name", "")) for file in form.files.values()):
        again = gettext("%(file)s (choose it again to send it)") % {"file": chosen}
        found += [Version(capfirst(str(columns[name].verbose_name)), _file(theirs, name), again) for name in files]
    return _differing(found)


def versions_of_values(form: forms.BaseForm, theirs: Mapping[str, object]) -> list[Version]:
    """The same for a form that is of no model: THEIRS by the names of its fields."""
    found = []
    for name, value in theirs.items():
        if name in form.fields:
            typed = form.cleaned_data.get(name, form[name].data) if hasattr(form, "cleaned_data") else form[name].data
            choices = dict(getattr(form.fields[name], "choices", ()))
            words = [str(choices.get(each, in_words(None, each))) for each in (value, typed)]
            found.append(Version(str(form[name].label), *words))
    return _differing(found)


def in_words(field: models.Field | None, value: object) -> str:
    """A value as the office reads it."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return str(YES_NO[value])
    if isinstance(value, datetime):
        return moment_in_words(value)
    if isinstance(value, models.QuerySet):
        return ", ".join(sorted(str(each) for each in value))
    if isinstance(value, list | tuple):
        return ", ".join(str(each) for each in value)
    if field is None or isinstance(value, models.Model):
        return str(value)
    return str(display_for_field(value, field, ""))


def _differing(found: Iterable[Version]) -> list[Version]:
    return [each for each in found if one_line_end(each.theirs).strip() != one_line_end(each.yours).strip()]


def _value(row: models.Model, field: models.Field) -> object:
    return getattr(row, field.name).all() if field.many_to_many else getattr(row, field.name)


def _typed(form: forms.BaseForm, field: models.Field) -> str:
    """What was meant, where it could be understood; else what was typed."""
    cleaned = getattr(form, "cleaned_data", {})
    if field.name in cleaned:
        return in_words(field, cleaned[field.name])
    data = form[field.name].data
    return in_words(None, [part for part in data if part] if isinstance(data, list) else data)


def _file(row: models.Model, name: str) -> str:
    stored = getattr(row, name)
    return str(getattr(stored, "given_name", "") or stored or "")


def _rows(formset: forms.BaseInlineFormSet) -> Version:
    """All inline rows of one kind, a line each."""
    model: type[models.Model] = formset.model  # type: ignore[assignment]
    asked = set(formset.form.base_fields) - {formset.fk.name}
    columns = [field for field in model._meta.concrete_fields if field.name in asked]
    saved = model._base_manager.filter(**{formset.fk.attname: formset.instance.pk})
    theirs = [" · ".join(in_words(field, _value(row, field)) for field in columns) for row in saved]
    kept = [form for form in formset.forms if form.instance.pk or form.has_changed()]
    gone = {id(form) for form in formset.deleted_forms} if formset.is_valid() else set()
    yours = [" · ".join(_typed(form, field) for field in columns) for form in kept if id(form) not in gone]
    return Version(capfirst(str(model._meta.verbose_name_plural)), "\n".join(theirs), "\n".join(yours))
