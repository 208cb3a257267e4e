"""Steps of a migration that are taken together: a table is locked for as long as PostgreSQL needs for them, and no longer.

Django works out anew after each step what every model looks like: a tenth of a second for each, in which nobody writes to a table
that the first step has locked. Forty columns one by one keep people waiting for seconds (R51).
"""

from django.db.backends.base.schema import BaseDatabaseSchemaEditor as Editor
from django.db.migrations import SeparateDatabaseAndState
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState


class Together(SeparateDatabaseAndState):
    """STEPS between two states of the models, the one before all of them and the one after.

    For columns and constraints. A table that is made here may get no column here: it would have it already.
    """

    def __init__(self, steps: list[Operation]) -> None:
        super().__init__(database_operations=steps, state_operations=steps)

    def deconstruct(self) -> tuple[str, list[object], dict[str, object]]:
        return self.__class__.__name__, [self.state_operations], {}

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """The models are made anew once, after the last step."""
        shown = state.__dict__.pop("apps", None)
        super().state_forwards(app_label, state)
        if shown is not None:
            state.__dict__["apps"] = shown
            names = {
                str(getattr(step, "model_name", "") or getattr(step, "name", "")) for step in self.state_operations
            }
            state.reload_models([(app_label, name.lower()) for name in sorted(names)], delay=False)

    def database_forwards(
        self, app_label: str, schema_editor: Editor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        # SQLite makes the whole table anew for each column, and must know of those before.
        if schema_editor.connection.vendor != "postgresql":
            super().database_forwards(app_label, schema_editor, from_state, to_state)
            return
        for step in self.database_operations:
            step.database_forwards(app_label, schema_editor, from_state, to_state)
