"""Reads the environment once, so that every setting that an operator may change is found in one way."""

import os
from pathlib import Path

import environ
from django.core.exceptions import ImproperlyConfigured

from .wants import read

BASE_DIR = Path(__file__).resolve().parent.parent.parent

env = environ.Env()


def secret(name: str) -> str:
    """The value of NAME, or the content of the file that NAME_FILE names (container secrets); refuses neither."""
    value = read(name, os.environ)
    if not value:
        raise ImproperlyConfigured(f"Set {name}, or {name}_FILE to a file that holds it.")
    return value


def database(url: str, *, keep_alive: int) -> dict:
    """A DATABASES entry for a sqlite:// or postgres:// URL with the options that both engines need to be safe."""
    config = environ.Env.db_url_config(url)
    if config["ENGINE"].endswith("sqlite3"):
        # IMMEDIATE: a transaction that reads and then writes would otherwise fail with "database is locked" at once.
        config["OPTIONS"] = {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;",
        }
    else:
        config["CONN_MAX_AGE"] = keep_alive
        config["CONN_HEALTH_CHECKS"] = True
        config["OPTIONS"] = {"connect_timeout": 5, **config.get("OPTIONS", {})}
    return config
