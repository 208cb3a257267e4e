"""The release from which people come: its schema and rows in every table. Run as a program, on the database of DATABASE_URL."""

from pathlib import Path
from typing import Any

from tests.plans.tables import SIZES

# The last migration of each app in that release. Other people's packages are as they are pinned.
LEAVES = {
    "pafso": "0001_initial",
    "audit": "0003_append_only",
    "files": "0001_initial",
    "mail": "0002_way_out",
    "members": "0005_names_by_word",
    "awards": "0001_initial",
    "contests": "0002_credit",
    "magazine": "0003_lease_until",
}
MEMBERS = 50_000
LARGE = ("User", "Member", "Membership", "Posting", "RollAddress")
MOST, LEAST = 3_000, 400


def rows_of(label: str) -> int:
    """How many rows a table of the release has; so many at least that every state occurs."""
    if label in {f"members.{name}" for name in LARGE}:
        return MEMBERS
    planned = SIZES.get(label, 0)
    return min(planned, MOST) if planned else LEAST


def build() -> None:
    """Migrate an empty database to the release, and fill every table of ours through the models that it had."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    from tests.factories.bulk import Tables

    executor = MigrationExecutor(connection)
    targets = [*LEAVES.items(), *(node for node in executor.loader.graph.leaf_nodes() if not _is_ours(node[0]))]
    executor.migrate(targets)
    models = release_models(executor)
    Tables().fill(models, {model._meta.label: rows_of(model._meta.label) for model in models})


def release_models(executor: Any) -> list[Any]:
    """The models of the release, other people's among them, in the state in which its migrations leave them."""
    nodes = [*LEAVES.items(), *(node for node in executor.loader.graph.leaf_nodes() if not _is_ours(node[0]))]
    return executor.loader.project_state(nodes).apps.get_models(include_auto_created=True)  # type: ignore[no-any-return]


def is_of_ours(model: Any) -> bool:
    return model._meta.app_label in LEAVES


def _is_ours(app: str) -> bool:
    from django.apps import apps
    from django.conf import settings

    return Path(apps.get_app_config(app).path).is_relative_to(Path(settings.BASE_DIR)) and ".venv" not in str(
        apps.get_app_config(app).path
    )


if __name__ == "__main__":
    import django

    django.setup()
    build()
