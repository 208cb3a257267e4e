"""Which columns are texts of the association: each app registers its own, column by column, when it loads.

Never what a person wrote, and never a person's name: `problems` says why a column may not be registered, and is asked by
a system check, so that a server with a wrong one does not start.
"""

from collections.abc import Iterable, Mapping

from django.apps import apps
from django.conf import settings
from django.core.exceptions import FieldDoesNotExist
from django.db import models

from pafso.privacy.registry import erasures
from pafso.text.differences import one_line_end

LANGUAGES = ("_en", "_fr")
# Words in the name of a column that holds somebody's name.
NAMES_OF_PERSONS = {
    "author", "by", "byline", "credit", "editor", "email", "entrant", "juror", "nominator", "nominee", "person",
    "photographer", "recipient", "signatory", "signature", "supporter", "writer",
}  # fmt: skip

Wording = dict[str, str]
_columns: dict[str, tuple[str, ...]] = {}


def register_wordings(model: type[models.Model], *names: str) -> None:
    """The texts of MODEL that keep their earlier wordings: NAMES without language, each in two columns."""
    _columns[model._meta.label] = tuple(f"{name}{language}" for name in names for language in LANGUAGES)


def registered() -> Mapping[str, tuple[str, ...]]:
    return _columns


def columns_of(model: type[models.Model]) -> tuple[str, ...]:
    return _columns.get(model._meta.label, ())


def wording_of(row: models.Model) -> Wording:
    """The registered texts of ROW as it stands in memory."""
    return {name: getattr(row, name) for name in columns_of(type(row))}


def stored_wording(row: models.Model) -> Wording:
    """The same as the database has it; empty for a row of another kind, which costs nothing."""
    columns = columns_of(type(row))
    found = type(row)._base_manager.filter(pk=row.pk).values(*columns).first() if columns else None
    return dict(found or {})


def changed(before: Wording, after: Wording) -> list[str]:
    """The columns whose words differ; line ends are no words."""
    return [name for name in before if name in after and one_line_end(before[name]) != one_line_end(after[name])]


def problems(model: type[models.Model], columns: Iterable[str]) -> list[str]:
    """Why these COLUMNS of MODEL are no texts of the association, as far as a machine can tell."""
    columns = tuple(columns)
    found = [sentence for column in columns for sentence in _of_column(model, column)]
    if leads_to_person(model):
        found.append(f"{model._meta.label} is about a person.")
    return found


def _of_column(model: type[models.Model], column: str) -> list[str]:
    where = f"{model._meta.label}.{column}"
    base, language = column[:-3], column[-3:]
    twin = base + next((each for each in LANGUAGES if each != language), "")
    try:
        field = model._meta.get_field(column)
        model._meta.get_field(twin)
    except FieldDoesNotExist:
        return [f"{where} is not in two languages: what has one language was written by a person, or names one."]
    if language not in LANGUAGES or not isinstance(field, models.CharField | models.TextField) or field.choices:
        return [f"{where} is no text."]
    return [f"{where} names a person."] if NAMES_OF_PERSONS & set(base.split("_")) else []


def leads_to_person(model: type[models.Model]) -> bool:
    """Whether a chain of foreign keys of MODEL ends at a person, or at something that is dealt with when an account closes."""
    people = {settings.AUTH_USER_MODEL.lower()}
    people |= {name.rpartition(".")[0].lower() for erasure in erasures() for name in erasure.through}
    seen: set[type[models.Model]] = set()
    ahead = [model]
    while ahead:
        each = ahead.pop()
        if each._meta.label_lower in people:
            return True
        if each not in seen:
            seen.add(each)
            ahead += [field.related_model for field in each._meta.get_fields() if _is_forward(field)]  # type: ignore[misc, union-attr]
    return False


def _is_forward(field: object) -> bool:
    return isinstance(field, models.ForeignKey | models.ManyToManyField) and not isinstance(field.related_model, str)


def all_problems() -> list[str]:
    return [each for label, columns in _columns.items() for each in problems(apps.get_model(label), columns)]
