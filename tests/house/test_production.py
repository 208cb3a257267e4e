"""What production loads, which is nothing that only a demonstration or the sandbox needs; and that it starts whole or not at all."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from pafso.settings.wants import RULES, wants
from tests.deployed import ENVIRONMENT

LOAD = """
import sys
from django.urls import get_resolver
from pafso.wsgi import application
from pafso.celery import app

app.loader.import_default_modules()
assert get_resolver().url_patterns
print(*sys.modules)
"""


def modules(**environment: str) -> set[str]:
    loaded = subprocess.run(
        [sys.executable, "-c", LOAD],
        cwd=settings.BASE_DIR,
        env={**os.environ, **ENVIRONMENT, **environment},
        capture_output=True,
        text=True,
        check=True,
    )
    return set(loaded.stdout.split())


def is_for_a_demonstration(module: str) -> bool:
    return "demonstration" in module.split(".") or module in {"typst", "pafso.web.dev_mailbox", "members.office_codes"}


def test_production_loads_no_demonstration() -> None:
    loaded = modules()

    assert {"awards.cycles", "members.admin", "magazine.tasks", "contests.beat"} <= {
        ".".join(module.split(".")[:2]) for module in loaded
    }
    assert [module for module in sorted(loaded) if is_for_a_demonstration(module)] == []
    # What reads strangers' bytes is loaded in the sandbox only.
    assert {"PIL", "pi_heif", "pypdfium2"} & loaded == set()


def test_development_loads_the_mailbox_page_and_its_codes() -> None:
    loaded = modules(DJANGO_SETTINGS_MODULE="pafso.settings.dev")

    assert [module for module in sorted(loaded) if is_for_a_demonstration(module)] == [
        "members.office_codes",
        "pafso.web.dev_mailbox",
    ]


# One thing wrong at a time: the number of the check, and what is stated instead.
WRONG = [
    ("E010", {"SECRET_KEY": ""}),
    ("E010", {"SECRET_KEY": "short"}),
    ("E010", {"SECRET_KEY": "ab" * 40}),
    ("E010", {"SECRET_KEY": f"development-only-{ENVIRONMENT['SECRET_KEY']}"}),
    ("E010", {"SECRET_KEY_FILE": "/nowhere"}),
    ("E011", {"ALLOWED_HOSTS": ""}),
    ("E011", {"ALLOWED_HOSTS": "*"}),
    ("E011", {"ALLOWED_HOSTS": "services.example.org,*"}),
    ("E011", {"ALLOWED_HOSTS": "*.example.org"}),
    ("E002", {"SITE_URL": ""}),
    ("E002", {"SITE_URL": "http://services.example.org"}),
    ("E002", {"SITE_URL": "https://services.example.org/"}),
    ("E002", {"SITE_URL": "https://"}),
    ("E012", {"TRUSTED_PROXY_COUNT": ""}),
    ("E012", {"TRUSTED_PROXY_COUNT": "one"}),
    ("E012", {"TRUSTED_PROXY_COUNT": "-1"}),
    ("E013", {"DATABASE_URL": ""}),
    ("E013", {"DATABASE_URL": "sqlite:////srv/pafso.sqlite3"}),
    ("E013", {"DATABASE_URL": "postgres://postgres@127.0.0.1:5432/"}),
    ("E014", {"REDIS_URL": ""}),
    ("E014", {"REDIS_URL": "filesystem://localhost"}),
    ("E014", {"CACHE_URL": "locmem://"}),
    ("E015", {"EMAIL_URL": ""}),
    ("E015", {"EMAIL_URL": "consolemail://"}),
    ("E015", {"EMAIL_URL": "dummymail://"}),
    ("E015", {"EMAIL_URL": "filemail:///tmp/mail"}),
    ("E015", {"EMAIL_URL": "smtp://"}),
    ("E016", {"FROM_EMAIL": ""}),
    ("E018", {"S3_BUCKET": "pafso-private"}),
]
NOTHING = {"DJANGO_SETTINGS_MODULE": "pafso.settings.prod", "PATH": os.environ["PATH"]}
STARTS = {
    "web": ["-m", "gunicorn", "-c", "deploy/gunicorn.conf.py", "pafso.wsgi:application"],
    "worker": ["-m", "celery", "-A", "pafso", "worker"],
    "beat": ["-m", "celery", "--skip-checks", "-A", "pafso", "beat"],
    "command": ["manage.py", "migrate"],
}


def run(environment: dict[str, str], *command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *command], cwd=settings.BASE_DIR, env=environment, capture_output=True, text=True, timeout=60
    )


def test_what_is_whole_lacks_nothing() -> None:
    assert wants(ENVIRONMENT) == []
    assert wants(ENVIRONMENT | {"S3_BUCKET": "b", "S3_ACCESS_KEY": "a", "S3_SECRET_KEY": "s"}) == []


def test_a_secret_may_come_from_a_file(tmp_path: Path) -> None:
    (tmp_path / "key").write_text(f"{ENVIRONMENT['SECRET_KEY']}\n")

    assert wants(ENVIRONMENT | {"SECRET_KEY": "", "SECRET_KEY_FILE": str(tmp_path / "key")}) == []


@pytest.mark.req("R13")
@pytest.mark.parametrize(
    ("number", "wrong"), WRONG, ids=lambda value: value if isinstance(value, str) else next(iter(value.items()))
)
def test_each_thing_that_is_missing_or_wrong_is_named(number: str, wrong: dict[str, str]) -> None:
    assert [want.id for want in wants(ENVIRONMENT | wrong)] == [f"pafso.{number}"]


@pytest.mark.req("R13")
@pytest.mark.parametrize("process", STARTS)
def test_nothing_starts_and_all_that_is_missing_is_said_at_once(process: str) -> None:
    ended = run(NOTHING, *STARTS[process])

    assert ended.returncode != 0
    assert [want for _number, _rule, want in RULES if want not in ended.stderr + ended.stdout] == []


@pytest.mark.req("R13", "R56")
def test_the_check_names_all_that_is_missing_at_once() -> None:
    ended = run(NOTHING, "manage.py", "check", "--deploy")

    assert ended.returncode != 0
    assert set(re.findall(r"\((pafso\.E\d+)\)", ended.stderr)) == {
        *(f"pafso.{number}" for number, _rule, _sentence in RULES), "pafso.E020",
    }  # fmt: skip


def test_the_image_is_built_with_an_environment_that_is_whole() -> None:
    dockerfile = (settings.BASE_DIR / "deploy/Dockerfile").read_text()
    stated = dict(
        re.findall(r"\b([A-Z_0-9]+)=(\S+)", dockerfile.split("RUN SECRET_KEY", 1)[1].join(["SECRET_KEY", ""]))
    )

    assert wants(stated) == []


def test_the_example_states_all_that_must_be_stated() -> None:
    example = (settings.BASE_DIR / "deploy/env.example").read_text()
    stated = dict(re.findall(r"^([A-Z_0-9]+)=(.*)$", example, re.MULTILINE))

    # The key is everybody's own.
    assert [want.id for want in wants(stated)] == ["pafso.E010"]
    assert stated["POSTAL_ADDRESS"]
