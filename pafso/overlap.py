"""Dated rows of one person that may not overlap: refused by the database itself, on either engine."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import DEFAULT_DB_ALIAS
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.backends.ddl_references import Statement, Table
from django.db.models import BaseConstraint, Model, Q

from pafso.lazy import Words

FOREVER = "9999-12-31"
CLASH = """EXISTS (SELECT 1 FROM %(table)s WHERE {same} AND struck_at IS NULL
 AND starts_on <= COALESCE(NEW.ends_on, '{forever}') AND COALESCE(ends_on, '{forever}') >= NEW.starts_on{other})"""


class NoOverlap(BaseConstraint):
    """No two rows that agree in SAME share a day. Rows have ``starts_on``, ``ends_on`` (the last day, None while it lasts)
    and ``struck_at`` (a row that was struck out does not count).

    On PostgreSQL an exclusion constraint (extension btree_gist); on SQLite two triggers, made again with the table.
    """

    def __init__(self, *, name: str, same: Sequence[str], violation_error_message: Words | None = None) -> None:
        super().__init__(name=name, violation_error_message=violation_error_message)
        self.same = tuple(same)

    def constraint_sql(self, model: Any, schema_editor: Any) -> Any:
        if schema_editor.connection.vendor == "postgresql":
            return f"CONSTRAINT {schema_editor.quote_name(self.name)} {self._exclusion(model, schema_editor)}"
        for verb in ("INSERT", "UPDATE"):
            schema_editor.deferred_sql.append(self._trigger(model, schema_editor, verb))
        return None

    def create_sql(self, model: Any, schema_editor: Any) -> str:
        table = schema_editor.quote_name(model._meta.db_table)
        name = schema_editor.quote_name(self.name)
        return f"ALTER TABLE {table} ADD CONSTRAINT {name} {self._exclusion(model, schema_editor)}"

    def remove_sql(self, model: Any, schema_editor: Any) -> str:
        table = schema_editor.quote_name(model._meta.db_table)
        return f"ALTER TABLE {table} DROP CONSTRAINT {schema_editor.quote_name(self.name)}"

    def validate(
        self, model: type[Model], instance: Any, exclude: Iterable[str] | None = None, using: str = DEFAULT_DB_ALIAS
    ) -> None:
        """Say it before the database does, beside the form."""
        left_out = set(exclude or ())
        if instance.struck_at or not instance.starts_on or left_out & {*self.same, "starts_on", "ends_on"}:
            return
        meta: Any = model._meta
        same = {name: getattr(instance, meta.get_field(name).attname) for name in self.same}
        if None in same.values():
            return
        rows = model._default_manager.using(using).filter(**same, struck_at=None).exclude(pk=instance.pk)
        rows = rows.filter(Q(ends_on=None) | Q(ends_on__gte=instance.starts_on))
        if instance.ends_on is not None:
            rows = rows.filter(starts_on__lte=instance.ends_on)
        if rows.exists():
            raise ValidationError(self.get_violation_error_message(), code="overlap")

    def deconstruct(self) -> tuple[str, Any, dict[str, Any]]:
        path, args, kwargs = super().deconstruct()
        return path, args, {**kwargs, "same": self.same}

    def __eq__(self, other: object) -> bool:
        return isinstance(other, NoOverlap) and self.deconstruct() == other.deconstruct()

    def __hash__(self) -> int:
        return hash((self.name, self.same))

    def _exclusion(self, model: type[Model], schema_editor: BaseDatabaseSchemaEditor) -> str:
        equal = ", ".join(f"{schema_editor.quote_name(column)} WITH =" for column in self._columns(model))
        span = "daterange(starts_on, ends_on, '[]') WITH &&"
        return f"EXCLUDE USING gist ({equal}, {span}) WHERE (struck_at IS NULL)"

    def _trigger(self, model: type[Model], schema_editor: BaseDatabaseSchemaEditor, verb: str) -> Statement:
        same = " AND ".join(f'"{column}" = NEW."{column}"' for column in self._columns(model))
        other = " AND id <> NEW.id" if verb == "UPDATE" else ""
        clash = CLASH.format(same=same, forever=FOREVER, other=other)
        return Statement(
            f'CREATE TRIGGER "{self.name}_{verb.lower()}" BEFORE {verb} ON %(table)s WHEN NEW.struck_at IS NULL AND {clash}'
            f" BEGIN SELECT RAISE(ABORT, '{self.name}'); END",
            table=Table(model._meta.db_table, schema_editor.quote_name),
        )

    def _columns(self, model: Any) -> list[str]:
        return [model._meta.get_field(name).column for name in self.same]
