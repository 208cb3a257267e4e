"""Model admins of what somebody looks after: everybody of the office may look, and whoever holds the right may change it."""

from typing import Any, ClassVar

from django import forms
from django.db.models import ForeignKey, Model
from django.http import HttpRequest

from pafso.access import Visitor
from pafso.rights import Held, OfficeRight, held

from .chosen import Chosen
from .verb_pages import Verb


class LookedAfter:
    """Mixed into a model admin, before `StaffAdmin`: without a row in RIGHT, a permission of Django's changes nothing.

    ``within`` names the column whose object is looked after; without one it is the record itself. A new record of that kind
    is for whoever looks after all of them: nobody else would see it afterwards.
    """

    right: ClassVar[type[OfficeRight]]
    within: ClassVar[str] = ""
    model: type[Model]

    def has_add_permission(self, request: HttpRequest) -> bool:
        mine = held(request.user, self.right)
        may_add = bool(mine) if self.within or not self.right.OBJECT else mine.every
        return may_add and super().has_add_permission(request)  # type: ignore[misc]

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self.looks_after(request, obj) and super().has_change_permission(request, obj)  # type: ignore[misc]

    def may_do(self, verb: Verb, target: Model | Chosen, person: Visitor) -> bool:
        """Its verbs too, where it has any: on a record, or on several chosen ones."""
        rows = getattr(target, "rows", None) or [verb.record(target)]
        mine = held(person, self.right)
        return all(self._is_within(mine, row) for row in rows) and super().may_do(verb, target, person)  # type: ignore[misc]

    def looks_after(self, request: HttpRequest, obj: Model | None) -> bool:
        mine = held(request.user, self.right)
        return bool(mine) if obj is None else self._is_within(mine, obj)

    def _is_within(self, mine: Held, row: Model) -> bool:
        if not self.right.OBJECT:
            return bool(mine)
        return mine.opens(getattr(row, f"{self.within}_id") if self.within else row.pk)

    def formfield_for_foreignkey(
        self, db_field: ForeignKey, request: HttpRequest, **kwargs: Any
    ) -> forms.ModelChoiceField | None:
        """A new record belongs to something that one looks after."""
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)  # type: ignore[misc]
        if field is not None and self.within and db_field.name == self.within:
            field.queryset = field.queryset.filter(held(request.user, self.right).within("pk"))
        return field
