"""No save of the office undoes another one unseen: a form says what it was opened from, and an older one is refused.

`StaffAdmin` stands on this, so every change form has it. A page of a verb that edits something names it in ``reads``.
The digest is of the values that the form edits, as the database has them, inline rows included: no column is kept for it,
and what others write beside the form (a state, a count) refuses nothing. It is no secret and no right, so it is not signed.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import ClassVar, TypeVar

from django import forms
from django.contrib import admin
from django.core.exceptions import NON_FIELD_ERRORS, ImproperlyConfigured, ObjectDoesNotExist
from django.db import models, transaction
from django.http import HttpRequest, HttpResponse

from pafso.as_read import FIELD, SavedMeanwhile, check, digest_of, is_late, lock
from pafso.audit import labels
from pafso.audit.models import Entry
from pafso.text.one_line import OneLineFields

from .versions import Version, versions_of_form, versions_of_values

MOST_SAVES = 3
# What `admin/stale.html` shows.
Refusal = dict[str, object]
Target = TypeVar("Target")
Result = TypeVar("Result")
Reads = Callable[[Target], dict[str, object]]


def last_saves(row: models.Model) -> list[dict[str, object]]:
    """Who did what to ROW last, as far as the audit trail knows."""
    entries = Entry.objects.filter(subject_type=row._meta.label, subject_id=str(row.pk)).order_by("-id")
    return [{"who": each.by_label, "what": labels.of(each.verb), "at": each.at} for each in entries[:MOST_SAVES]]


@dataclass(frozen=True)
class Reading:
    """What a form reads and writes of a row: columns of its own, and rows that lead to it with theirs."""

    fields: tuple[str, ...]
    inlines: tuple[tuple[type[models.Model], str, tuple[str, ...]], ...] = ()

    def values(self, row: models.Model) -> list[object]:
        own = [_stored(row, self.fields)]
        inline = [
            [_stored(each, ("pk", *fields)) for each in model._base_manager.filter(**{to_row: row.pk}).order_by("pk")]
            for model, to_row, fields in self.inlines
        ]
        return [*own, *inline]


def _stored(row: models.Model, names: Iterable[str]) -> list[list[object]]:
    return [[name, _plain(row, name)] for name in names]


def _plain(row: models.Model, name: str) -> object:
    field = row._meta.pk if name == "pk" else row._meta.get_field(name)
    if not isinstance(field, models.Field):
        raise ImproperlyConfigured(f"{row._meta.label}.{name} is no column that a form edits.")
    if field.many_to_many:
        return sorted(str(each.pk) for each in field.value_from_object(row))
    return field.value_from_object(row)


def act_on_what_was_read(
    record: models.Model,
    find: Callable[[], Target],
    reads: Reads[Target],
    as_read: str,
    act: Callable[[Target], Result],
) -> Result:
    """ACT on what FIND finds once RECORD is locked, or raise SavedMeanwhile when it is not what was opened."""
    with transaction.atomic():
        lock(record)
        target = find()
        check(reads(target), as_read)
        return act(target)


def refusal_of(
    error: SavedMeanwhile, form: forms.BaseForm, record: models.Model, theirs: Mapping[str, object]
) -> Refusal:
    """What the page of a verb says of it, about a form that is of no model."""
    versions = versions_of_values(form, theirs)
    return {"stale": error, "versions": versions, "last_saves": last_saves(record), FIELD: digest_of(theirs)}


class AsRead(OneLineFields, forms.ModelForm):
    """Mixed into a change form: invalid when the row is not what it was when the form was opened."""

    reading: ClassVar[Reading]
    locks: ClassVar["StaleSaves"]
    stale: SavedMeanwhile | None = None

    def __init__(self, *args: object, **kwargs: object) -> None:
        # Read before the form reads its own: what is shown is never older than what the digest says.
        self.now = self.reading.values(kwargs["instance"])  # type: ignore[arg-type]
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]

    def full_clean(self) -> None:
        super().full_clean()
        if not self.is_bound:
            return
        self.stale = is_late(self.now, self.data.get(FIELD, ""))
        if self.stale is not None:
            self.add_error(None, forms.ValidationError(self.stale.message, code=self.stale.code))

    def check_again(self) -> None:
        """For a verb that opens the transaction only now: lock, read afresh, and raise SavedMeanwhile when it is too late."""
        self.locks.lock_row(self.instance)
        fresh = type(self.instance)._base_manager.get(pk=self.instance.pk)
        check(self.reading.values(fresh), self.data.get(FIELD, ""))


class StaleSaves(admin.ModelAdmin):
    """A model admin whose change form loses nobody's save."""

    # Columns that the form changes by a field of another name: the file behind an upload.
    reads_also: tuple[str, ...] = ()

    def lock_row(self, row: models.Model) -> None:
        """Before a row is read to be saved. Where the verbs lock something else first, so does a subclass."""
        lock(row)

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> models.Model | None:
        row = super().get_object(request, object_id, from_field)
        if row is None or request.method != "POST" or not transaction.get_connection().in_atomic_block:
            return row
        self.lock_row(row)
        # As it is once whoever came before us is done.
        return super().get_object(request, object_id, from_field)

    def get_form(  # type: ignore[override]
        self, request: HttpRequest, obj: models.Model | None = None, change: bool = False, **kwargs: object
    ) -> type[forms.ModelForm]:
        form = super().get_form(request, obj, change, **kwargs)
        if not change or obj is None or not self.has_change_permission(request, obj):
            return form
        own = {"reading": self._reading(request, obj, form), "locks": self, "__module__": form.__module__}
        return type(form)(form.__name__, (AsRead, form), own)  # type: ignore[misc, return-value]

    def _reading(self, request: HttpRequest, row: models.Model, form: type[forms.ModelForm]) -> Reading:
        inlines = []
        for formset, _inline in self.get_formsets_with_inlines(request, row):
            columns = _columns(formset.model, formset.form.base_fields)
            inlines.append((formset.model, formset.fk.attname, columns))
        return Reading((*_columns(self.model, form.base_fields), *self.reads_also), tuple(inlines))

    def render_change_form(  # type: ignore[override]
        self, request: HttpRequest, context: dict[str, object], *args: object, **kwargs: object
    ) -> HttpResponse:
        form = getattr(context.get("adminform"), "form", None)
        if not isinstance(form, AsRead):
            return super().render_change_form(request, context, *args, **kwargs)  # type: ignore[arg-type]
        context[FIELD] = digest_of(form.now)
        if form.stale is not None:
            context.update(self._refusal(form, context))
        response = super().render_change_form(request, context, *args, **kwargs)  # type: ignore[arg-type]
        if form.stale is not None:
            response.status_code = form.stale.status
        return response

    def _refusal(self, form: AsRead, context: Mapping[str, object]) -> Refusal:
        """What the page says of it: both versions, and who saved theirs."""
        try:
            theirs = self.model._base_manager.get(pk=form.instance.pk)
        except ObjectDoesNotExist:  # gone between the check and now
            return {"stale": form.stale}
        formsets = [each.formset for each in context.get("inline_admin_formsets", ())]  # type: ignore[attr-defined]
        versions: list[Version] = versions_of_form(form, theirs, formsets, self.reads_also)
        return {
            "stale": form.stale,
            "versions": versions,
            "last_saves": last_saves(theirs),
            "wrong": _other_errors(form, context),
            # The form has written into its own row: the heading says what is saved.
            "original": theirs,
        }


def _other_errors(form: AsRead, context: Mapping[str, object]) -> list[object]:
    """What else is wrong: the refusal itself has a place of its own on the page."""
    if on_top := form.errors.get(NON_FIELD_ERRORS):
        on_top.data = [each for each in on_top.as_data() if each.code != getattr(form.stale, "code", "")]
        if not on_top.data:
            del form.errors[NON_FIELD_ERRORS]
    return [each for each in context["wrong"] or () if each]  # type: ignore[attr-defined]


def _columns(model: type[models.Model], names: Iterable[str]) -> tuple[str, ...]:
    """Those of NAMES that are columns, or many-to-many, of MODEL; a form may ask for more."""
    own = {field.name for field in (*model._meta.concrete_fields, *model._meta.many_to_many)}
    return tuple(sorted(own & set(names)))
