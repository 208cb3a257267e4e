"""Whoever comes from the release finds every row as it should be, and nobody waits while it is upgraded."""

import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from psycopg import sql

from tests.services.stack import database_url, environment
from tests.upgrade.expectations import EXPECTATIONS
from tests.upgrade.locks import LONGEST, Worker, somebody_works
from tests.upgrade.release import LEAVES, MEMBERS, is_of_ours, release_models

pytestmark = [pytest.mark.services, pytest.mark.django_db, pytest.mark.timeout(900)]
SETTLED = {
    "members_member": MEMBERS,
    "members_membership": MEMBERS,
    "members_posting": MEMBERS,
    "members_rolladdress": MEMBERS,
}


@dataclass(frozen=True)
class Table:
    """What a table of the release holds: how many rows, and a digest of the columns that were asked for."""

    rows: int
    digest: str


@dataclass(frozen=True)
class Upgrade:
    """One upgrade: what there was, what there is, and who worked meanwhile."""

    url: str
    before: dict[str, Table]
    after: dict[str, Table]
    worker: Worker
    seconds: float


@pytest.fixture(scope="module")
def models(django_db_setup: None, django_db_blocker: Any) -> list[Any]:
    with django_db_blocker.unblock():
        return [model for model in release_models(MigrationExecutor(connection)) if is_of_ours(model)]


@pytest.fixture(scope="module")
def release(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: Any) -> Iterator[dict[str, str]]:
    """A database of the release, as the environment that points at it."""
    with django_db_blocker.unblock():
        assert connection.vendor == "postgresql"
        name = f"{connection.settings_dict['NAME']}_upgrade"
        with connection.cursor() as cursor:
            cursor.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
            cursor.execute(f"CREATE DATABASE {name}")
        env = environment(25, tmp_path_factory.mktemp("upgrade"), DATABASE_URL=database_url(name))
    run(env, "-m", "tests.upgrade.release")
    yield env
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


@pytest.fixture(scope="module")
def full(release: dict[str, str], models: list[Any]) -> dict[str, dict[str, Any]]:
    """Of each table of the release, before anything is changed: its rows, and the states that occur."""
    with psycopg.connect(release["DATABASE_URL"], autocommit=True) as now:
        return {model._meta.db_table: {"rows": _count(now, model), "states": _states(now, model)} for model in models}


@pytest.fixture(scope="module")
def upgrade(release: dict[str, str], models: list[Any], full: dict[str, Any]) -> Upgrade:
    url = release["DATABASE_URL"]
    with psycopg.connect(url, autocommit=True) as now:
        before = {model._meta.db_table: _table(now, model, _release_columns(model)) for model in models}
        with somebody_works(url, list(before)) as worker:
            began = time.monotonic()
            run(release, "manage.py", "migrate", "-v0")
            seconds = time.monotonic() - began
        after = {model._meta.db_table: _table(now, model, _release_columns(model)) for model in models}
    return Upgrade(url, before, after, worker, seconds)


def run(env: dict[str, str], *arguments: str) -> None:
    subprocess.run([sys.executable, *arguments], cwd=settings.BASE_DIR, env=env, check=True, timeout=600)


@pytest.mark.req("R51")
def test_every_table_of_the_release_is_full_and_every_state_occurs(full: dict[str, Any], models: list[Any]) -> None:
    states = {
        m._meta.db_table: {value for value, _ in m._meta.get_field("state").choices} for m in models if _has_state(m)
    }

    assert [table for table, found in full.items() if not found["rows"]] == []
    assert {table: found["states"] for table, found in full.items() if found["states"]} == states
    assert len(states) == 11
    assert {table: full[table]["rows"] for table in SETTLED} == SETTLED


@pytest.mark.req("R51")
def test_every_row_is_as_it_should_be(upgrade: Upgrade) -> None:
    changed = {table for table, was in upgrade.before.items() if upgrade.after[table].digest != was.digest}

    assert changed == set()
    with psycopg.connect(upgrade.url, autocommit=True) as now:
        for table, was in upgrade.before.items():
            more = sum(_answer(now, each.more_rows) for each in EXPECTATIONS if each.table == table)
            assert upgrade.after[table].rows == was.rows + more, table


def test_what_a_migration_changes_is_what_it_says(upgrade: Upgrade) -> None:
    with psycopg.connect(upgrade.url, autocommit=True) as now:
        not_so = [each.why for each in EXPECTATIONS if _answer(now, each.holds) is not True]

    assert not_so == []
    assert {each.table for each in EXPECTATIONS} <= set(upgrade.before)


@pytest.mark.req("R51")
def test_nobody_waits_for_two_seconds(upgrade: Upgrade) -> None:
    """On a machine that is busy with other things everything takes longer: then no more than as large a part of the whole."""
    assert upgrade.worker.rounds > 20
    assert upgrade.worker.too_long(max(LONGEST, upgrade.seconds / 40)) == {}


def test_a_table_that_lets_nobody_write_is_noticed(upgrade: Upgrade) -> None:
    """The worker itself: who holds a table for too long is named, and nobody else."""
    with (
        psycopg.connect(upgrade.url) as somebody,
        somebody_works(upgrade.url, ["pafso_text", "awards_award"]) as worker,
    ):
        somebody.execute("LOCK TABLE awards_award IN SHARE MODE")
        time.sleep(LONGEST + 0.3)
        somebody.rollback()
        rounds = worker.rounds
        while worker.rounds <= rounds:
            time.sleep(0.01)

    assert set(worker.too_long()) == {"awards_award"}


def test_the_release_is_a_real_one() -> None:
    """Its migrations are there, each the end of what it knew, so that nobody edits what people have run."""
    missing = [
        path
        for app, name in LEAVES.items()
        if not (path := Path(settings.BASE_DIR) / _folder(app) / "migrations" / f"{name}.py").exists()
    ]

    assert missing == []


def _folder(app: str) -> str:
    return {"pafso": "pafso", "audit": "pafso/audit", "files": "pafso/files", "mail": "pafso/mail"}.get(app, app)


def _has_state(model: Any) -> bool:
    return any(field.name == "state" and field.choices for field in model._meta.concrete_fields)


def _count(now: psycopg.Connection, model: Any) -> int:
    return int(_answer(now, sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(model._meta.db_table))))


def _states(now: psycopg.Connection, model: Any) -> set[str]:
    if not _has_state(model):
        return set()
    found = now.execute(sql.SQL("SELECT DISTINCT state FROM {}").format(sql.Identifier(model._meta.db_table)))
    return {state for (state,) in found.fetchall()}


def _release_columns(model: Any) -> list[str]:
    """Those of the release, without what a migration says that it changes."""
    gone = {column for each in EXPECTATIONS if each.table == model._meta.db_table for column in each.columns}
    return [field.column for field in model._meta.concrete_fields if field.column not in gone]


def _table(now: psycopg.Connection, model: Any, columns: list[str]) -> Table:
    digest = sql.SQL(
        "SELECT count(*), md5(string_agg(md5(ROW({columns})::text), '' ORDER BY {key})) FROM {table}"
    ).format(
        columns=sql.SQL(", ").join(map(sql.Identifier, columns)),
        key=sql.Identifier(model._meta.pk.column),
        table=sql.Identifier(model._meta.db_table),
    )
    found = now.execute(digest).fetchone()
    assert found is not None
    return Table(found[0], found[1])


def _answer(now: psycopg.Connection, question: Any) -> Any:
    found = now.execute(question).fetchone()
    assert found is not None
    return found[0]
