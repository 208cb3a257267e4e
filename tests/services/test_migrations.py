"""The tables of an empty PostgreSQL database come from the migrations, and the migrations know every model."""

import subprocess
import sys
from io import StringIO
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from tests.services.stack import database_url, environment


@pytest.mark.req("R51")
def test_an_empty_database_takes_every_migration(transactional_db: None) -> None:
    """pytest-django made this database by migrating an empty one."""
    assert connection.vendor == "postgresql"
    executor = MigrationExecutor(connection)
    leaves = executor.loader.graph.leaf_nodes()

    assert executor.migration_plan(leaves) == []
    assert {app for app, _ in leaves} >= {"members", "awards", "contests", "magazine", "mail", "files", "audit"}
    assert {node for node in leaves if node not in executor.loader.applied_migrations} == set()


@pytest.mark.req("R51")
def test_no_model_is_ahead_of_its_migrations(transactional_db: None) -> None:
    said = StringIO()

    call_command("makemigrations", "--check", "--dry-run", stdout=said)

    assert said.getvalue().strip() == "No changes detected"


@pytest.mark.req("R51")
def test_the_roll_of_the_first_release_is_carried_over(transactional_db: None, tmp_path: Path) -> None:
    people, name = 50_000, f"{connection.settings_dict['NAME']}_upgrade"
    env = environment(25, tmp_path, DATABASE_URL=database_url(name))
    with connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {name}")
        cursor.execute(f"CREATE DATABASE {name}")
    try:
        manage(env, "migrate", "members", "0001", "-v0")
        with psycopg.connect(database_url(name), autocommit=True) as first:
            for statement in FIRST_RELEASE:
                first.execute(statement, {"n": people} if "%(n)s" in statement else None)
        manage(env, "migrate", "members", "-v0")
        with psycopg.connect(database_url(name), autocommit=True) as now:
            found = {question: now.execute(question).fetchone() for question in CARRIED_OVER}
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

    assert found == {question: (answer.format(people),) for question, answer in CARRIED_OVER.items()}


def manage(env: dict[str, str], *arguments: str) -> None:
    subprocess.run([sys.executable, "manage.py", *arguments], cwd=settings.BASE_DIR, env=env, check=True, timeout=240)


# Every second person has an account, in French and in Dakar; the first has left and come back as a retired member.
FIRST_RELEASE = [
    """INSERT INTO members_user (email, name, language, time_zone, is_staff, is_active, is_superuser, date_joined, password, sign_outs)
       SELECT 'm' || i || '@example.org', 'M ' || i, 'fr', 'Africa/Dakar', false, true, false, now(), '!', 0
       FROM generate_series(2, %(n)s, 2) AS i""",
    """INSERT INTO members_member (user_id, number, name, sort_name, email)
       SELECT u.id, i::text, 'M ' || i, 'm ' || i, 'M' || i || '@Example.org'
       FROM generate_series(1, %(n)s) AS i LEFT JOIN members_user u ON u.email = 'm' || i || '@example.org'""",
    """INSERT INTO members_membership (member_id, kind, starts_on, ends_on)
       SELECT id, 'regular', '2001-01-01', CASE WHEN number = '1' THEN DATE '2010-12-31' END FROM members_member""",
    """INSERT INTO members_membership (member_id, kind, starts_on)
       SELECT id, 'retired', '2011-01-01' FROM members_member WHERE number = '1'""",
]
CARRIED_OVER = {
    "SELECT count(*)::text FROM members_rolladdress WHERE verified_at IS NOT NULL AND email = lower(email)": "{}",
    "SELECT email FROM members_rolladdress a JOIN members_member m ON m.id = a.member_id WHERE number = '7'": "m7@example.org",
    "SELECT string_agg(DISTINCT language || time_zone, ' ' ORDER BY language || time_zone) FROM members_member": "en frAfrica/Dakar",
    "SELECT string_agg(kind, ' ' ORDER BY starts_on) FROM members_membership m JOIN members_member p ON p.id = member_id WHERE number = '1'": "regular retired",
    "SELECT string_agg(code, ' ' ORDER BY position) FROM members_membershipclass": "regular retired associate honorary",
}
