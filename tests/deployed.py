"""A first start with production settings, on a database of its own, then a management command: `python -m tests.deployed check --deploy`.

The values are good enough for checks, never for production.
"""

import os
import secrets
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg

from tests import available

ENVIRONMENT = {
    "DJANGO_SETTINGS_MODULE": "pafso.settings.prod",
    "SECRET_KEY": secrets.token_urlsafe(64),
    "ALLOWED_HOSTS": "services.example.org",
    "SITE_URL": "https://services.example.org",
    "TRUSTED_PROXY_COUNT": "1",
    # Nobody listens there: what loads must load without a database.
    "DATABASE_URL": "postgres://postgres@127.0.0.1:1/pafso",
    "REDIS_URL": "redis://127.0.0.1:6379/0",
    "EMAIL_URL": "smtp://127.0.0.1:25",
    "FROM_EMAIL": "PAFSO / APASE <services@example.org>",
    "POSTAL_ADDRESS": "1 Sample Street, Ottawa, Ontario  K1N 0A1",
}


@contextmanager
def scratch_database() -> Iterator[str]:
    """The address of an empty database, gone afterwards."""
    name = f"pafso_deployed_{os.getpid()}"
    with psycopg.connect(f"{available.POSTGRES}/postgres", autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}")
        try:
            yield f"{available.POSTGRES}/{name}"
        finally:
            server.execute(f"DROP DATABASE {name} WITH (FORCE)")


def manage(environment: dict[str, str], *command: str) -> int:
    return subprocess.run([sys.executable, "manage.py", *command], env={**os.environ, **environment}).returncode


if __name__ == "__main__":
    with scratch_database() as url:
        deployed = ENVIRONMENT | {"DATABASE_URL": url}
        # As docs/operations.md says it.
        failed = manage(deployed, "migrate", "-v0") or manage(deployed, "office") or manage(deployed, *sys.argv[1:])
    sys.exit(failed)
