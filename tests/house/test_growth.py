"""Of every table it is said whether it grows, and what fills the tables in tests names columns that there are.

The guard of plans takes minutes; what it would fall over before it has looked at anything is found here in a second.
"""

from django.apps import apps
from django.db.migrations.loader import MigrationLoader

from tests.factories.bulk import COMMON, RECIPES
from tests.plans.pages import EXAMPLES, pages_for_persons
from tests.plans.tables import GROWS, STAYS_SMALL
from tests.upgrade.release import LEAVES


def test_every_table_grows_or_stays_small_for_a_reason() -> None:
    models = {model._meta.label for model in apps.get_models(include_auto_created=True)}

    assert models == GROWS.keys() | STAYS_SMALL.keys()
    assert GROWS.keys() & STAYS_SMALL.keys() == set()
    assert [label for label, (_rows, why) in STAYS_SMALL.items() if not why] == []


def test_recipes_name_columns_of_today_or_of_the_release() -> None:
    release = MigrationLoader(None).project_state(list(LEAVES.items())).apps
    known = {
        f"{model._meta.label}.{field.name}"
        for registry in (apps, release)
        for model in registry.get_models(include_auto_created=True)
        for field in model._meta.concrete_fields
    }

    assert {f"{label}.{name}" for label, fields in RECIPES.items() for name in fields} - known == set()
    assert COMMON.keys() - known == set()


def test_every_page_with_arguments_has_an_example_or_shows_no_list() -> None:
    forgotten = {
        name: arguments for name, arguments in pages_for_persons() if set(arguments) != EXAMPLES.get(name, {}).keys()
    }

    assert forgotten == {}
