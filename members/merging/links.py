"""What other apps have that leads to an entry of the roll, and goes along when the entry becomes part of another.

An app registers the relation when it loads. None of it is in the preview of a merge: whoever keeps the roll need not know what it is.
"""

from django.apps import apps
from django.db.models import Model, QuerySet

from members.models import Member

# Of each relation, the rows that moved: what is kept as JSON for an undo.
Moved = list[tuple[str, list[int]]]

_relations: list[str] = []


def follow(relation: str) -> None:
    """Register RELATION ("app.Model.field") to an entry of the roll; several rows may lead to one entry."""
    if relation not in _relations:
        _relations.append(relation)


def followed() -> frozenset[str]:
    return frozenset(_relations)


def move_links(duplicate: Member, kept: Member) -> Moved:
    """Have all that leads to DUPLICATE lead to KEPT; gives what `give_back_links` needs."""
    moved: Moved = []
    for relation in sorted(_relations):
        rows, field = _rows(relation)
        keys = list(rows.filter(**{field: duplicate}).order_by("pk").select_for_update().values_list("pk", flat=True))
        if keys:
            rows.filter(pk__in=keys).update(**{field: kept})
            moved.append((relation, keys))
    return moved


def give_back_links(moved: Moved, kept: Member, duplicate: Member) -> None:
    """Have them lead to DUPLICATE again; what has been led elsewhere since stays there."""
    for relation, keys in moved:
        rows, field = _rows(relation)
        rows.filter(pk__in=keys, **{field: kept}).update(**{field: duplicate})


def _rows(relation: str) -> tuple[QuerySet[Model], str]:
    app, model, field = relation.split(".")
    return apps.get_model(app, model)._base_manager.all(), field
