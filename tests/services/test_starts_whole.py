"""Production starts whole or not at all: what only the database knows is asked before anything is served or sent."""

import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from pafso.models import POSTAL_ADDRESS, Text
from tests.factories.smtp import Server, free_port
from tests.services.stack import BROKER, database_url, environment
from tests.services.web import serving_web

SENTENCE = "The association's postal address must be written"
WEB = ["gunicorn", "-c", "deploy/gunicorn.conf.py", "pafso.wsgi:application"]
WORKER = ["celery", "-A", "pafso", "worker", "-c", "1", "-Q", "default", "--without-gossip", "--without-mingle"]


@pytest.fixture
def env(transactional_db: None, smtp: Server, tmp_path: Path) -> dict[str, str]:
    return environment(smtp.port, tmp_path, BIND=f"127.0.0.1:{free_port()}")


def start(env: dict[str, str], *command: str) -> subprocess.CompletedProcess[str]:
    """Back when the process has ended: one that serves would never."""
    return subprocess.run(
        [sys.executable, "-m", *command], env=env, cwd=settings.BASE_DIR, capture_output=True, text=True, timeout=60
    )


def manage(env: dict[str, str], *command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "manage.py", *command], env=env, cwd=settings.BASE_DIR, capture_output=True, text=True
    )


@pytest.mark.req("R13", "R58")
@pytest.mark.parametrize("command", [WEB, [*WEB, "--check-config"], WORKER], ids=["web", "reload", "worker"])
def test_nothing_starts_without_a_postal_address(env: dict[str, str], command: list[str]) -> None:
    Text.objects.all().delete()

    ended = start(env, *command)

    assert ended.returncode != 0
    assert SENTENCE in ended.stderr


def test_the_first_address_comes_with_the_installation(env: dict[str, str], tmp_path: Path) -> None:
    Text.objects.all().delete()
    env |= {"POSTAL_ADDRESS": "1 First Street, Ottawa", "POSTAL_ADDRESS_FR": "1, rue Première, Ottawa"}
    before = manage(env, "check", "--deploy")

    office = manage(env, "office")

    assert "(pafso.E022)" in before.stderr
    assert "The postal address is written" in office.stdout
    assert manage(env, "check", "--deploy").returncode == 0
    text = Text.objects.get(key=POSTAL_ADDRESS)
    assert (text.body_en, text.body_fr) == ("1 First Street, Ottawa", "1, rue Première, Ottawa")
    with serving_web(tmp_path, env) as web:
        assert web.visitor().get("/en/").status == 200


@pytest.mark.req("R49")
def test_a_database_that_is_away_stops_no_start(env: dict[str, str], tmp_path: Path) -> None:
    """It comes back by itself; until then there is a page that says so."""
    env |= {"DATABASE_URL": "postgres://postgres@127.0.0.1:1/pafso"}

    with serving_web(tmp_path, env) as web:
        assert web.visitor().get("/en/contact/").status == 503


@pytest.mark.req("R13")
def test_a_database_without_tables_is_named(env: dict[str, str]) -> None:
    ended = start(env | {"DATABASE_URL": database_url("postgres"), "REDIS_URL": BROKER}, *WEB)

    assert ended.returncode != 0
    assert "The database must have its tables: `manage.py migrate`." in ended.stderr
