"""Production starts with its own secrets only, from the environment or from files; a rotated key ends no session."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from members.models import User
from tests.factories.people import make_cast
from tests.services.stack import environment

START = (
    "import django; django.setup(); from django.conf import settings; print(settings.SECRET_KEY, settings.REDIS_URL)"
)
WHO = """
import sys, django; django.setup()
from django.contrib.auth import get_user
from django.contrib.sessions.backends.db import SessionStore
from django.http import HttpRequest
request = HttpRequest(); request.session = SessionStore(sys.argv[1]); print(get_user(request))
"""
OLD, NEW = "oldest" * 9, "newest" * 9


def start(env: dict[str, str], code: str = START, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", code, *arguments]
    return subprocess.run(command, env=env, cwd=settings.BASE_DIR, capture_output=True, text=True, check=False)


@pytest.mark.req("R13", "R57")
@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        ("", "SECRET_KEY must be at least 50 random characters that nobody else has; set it, or SECRET_KEY_FILE"),
        ("development-only-" + "x" * 60, "SECRET_KEY must be at least 50 random characters"),
        ("short", "SECRET_KEY must be at least 50 random characters"),
    ],
)
def test_without_a_key_of_its_own_it_does_not_start(tmp_path: Path, db: None, value: str, sentence: str) -> None:
    started = start(environment(25, tmp_path, SECRET_KEY=value))

    assert started.returncode == 1
    assert sentence in started.stderr
    assert value == "" or value not in started.stderr


@pytest.mark.req("R57")
def test_secrets_may_come_from_files(tmp_path: Path, db: None) -> None:
    env = environment(25, tmp_path)
    for name, value in (
        ("SECRET_KEY", NEW),
        ("REDIS_URL", "redis://:pass@127.0.0.1/9"),
        ("DATABASE_URL", env["DATABASE_URL"]),
    ):
        (tmp_path / name).write_text(f"{value}\n")
        env |= {f"{name}_FILE": str(tmp_path / name)}
        del env[name]

    started = start(env)

    assert (started.stdout.strip(), started.stderr) == (f"{NEW} redis://:pass@127.0.0.1/9", "")


@pytest.mark.req("R57")
def test_a_rotated_key_keeps_sessions(transactional_db: None, settings: Any, client: Any, tmp_path: Path) -> None:
    settings.SECRET_KEY = OLD
    person: User = make_cast().officer
    client.force_login(person)
    session = client.session.session_key

    rotated = start(environment(25, tmp_path, SECRET_KEY=NEW, SECRET_KEY_FALLBACKS=OLD), WHO, session)
    dropped = start(environment(25, tmp_path, SECRET_KEY=NEW, SECRET_KEY_FALLBACKS=""), WHO, session)

    assert (rotated.stdout.strip(), dropped.stdout.strip()) == (str(person), "AnonymousUser")
