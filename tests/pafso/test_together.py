"""Steps of a migration that are taken together leave the tables and the models as they would one by one."""

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, migrations, models
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState

from pafso.together import Together
from tests.upgrade.release import LEAVES

# As many as were counted to be quick enough where each is a step of its own: about a second of somebody's waiting.
MOST_STEPS = 14
THING = migrations.CreateModel("Thing", [("id", models.BigAutoField(primary_key=True)), ("name", models.TextField())])
TOGETHER = Together(
    [
        migrations.AddField("thing", "colour", models.CharField(max_length=20, default="red", db_default="red")),
        migrations.AddField("thing", "weight", models.IntegerField(null=True)),
        migrations.AlterField("thing", "name", models.CharField(max_length=50)),
        migrations.AddConstraint(
            "thing",
            models.CheckConstraint(condition=~models.Q(colour="") | models.Q(weight__gt=0), name="thing_is_something"),
        ),
    ]
)


def after(*steps: migrations.operations.base.Operation) -> ProjectState:
    state = ProjectState()
    assert state.apps is not None  # as in a migration that is under way, where the models are there
    for step in steps:
        step.state_forwards("together", state)
    return state


def columns() -> set[str]:
    with connection.cursor() as cursor:
        return {column.name for column in connection.introspection.get_table_description(cursor, "together_thing")}


def test_columns_and_constraints_come_and_go(transactional_db: None) -> None:
    none, before, then = after(), after(THING), after(THING, TOGETHER)
    with connection.schema_editor() as editor:
        THING.database_forwards("together", editor, none, before)
    before.apps.get_model("together", "Thing").objects.create(name="first")

    with connection.schema_editor() as editor:
        TOGETHER.database_forwards("together", editor, before, then)

    things = then.apps.get_model("together", "Thing").objects
    assert columns() == {"id", "name", "colour", "weight"}
    assert list(things.values_list("name", "colour", "weight")) == [("first", "red", None)]
    with pytest.raises(IntegrityError):
        things.create(name="second", colour="", weight=0)
    with connection.schema_editor() as editor:
        TOGETHER.database_backwards("together", editor, then, before)
    assert columns() == {"id", "name"}
    with connection.schema_editor() as editor:
        THING.database_backwards("together", editor, before, none)


@pytest.mark.req("R51")
def test_no_migration_since_the_release_keeps_a_table_through_many_steps() -> None:
    """Of those that are one transaction: what the first step locks stays locked to the end."""
    loader = MigrationLoader(None)
    ours = {app for app in LEAVES if app in {config.label for config in apps.get_app_configs()}}
    known = {node for app, name in LEAVES.items() for node in loader.graph.forwards_plan((app, name))}
    long = {
        f"{app}.{name}": len(migration.operations)
        for (app, name), migration in loader.disk_migrations.items()
        if app in ours and (app, name) not in known and not migration.initial and migration.atomic
        and len(migration.operations) > MOST_STEPS
    }  # fmt: skip

    assert len(ours) == len(LEAVES)
    assert long == {}
