"""What this machine has for the tests that need more than Python."""

import os
import shutil
from functools import cache
from pathlib import Path

POSTGRES = os.environ.get("TEST_POSTGRES", "postgres://postgres@127.0.0.1:5432")
REDIS = os.environ.get("TEST_REDIS", "redis://127.0.0.1:6379")
SAMPLES = Path(__file__).resolve().parent.parent.parent / "shared" / "samples"
REQUIRED = os.environ.get("REQUIRE_ALL", "") == "1"


@cache
def postgres() -> bool:
    import psycopg

    try:
        psycopg.connect(f"{POSTGRES}/postgres".replace("postgres://", "postgresql://"), connect_timeout=2).close()
    except psycopg.OperationalError:
        return False
    return True


@cache
def redis() -> bool:
    from redis import Redis
    from redis.exceptions import RedisError

    try:
        with Redis.from_url(REDIS, socket_timeout=2, socket_connect_timeout=2) as client:
            return bool(client.ping())
    except RedisError:
        return False


@cache
def chromium() -> str:
    """The path of a browser, or nothing."""
    names = ("chromium", "chromium-browser", "google-chrome")
    return os.environ.get("CHROMIUM") or next((path for name in names if (path := shutil.which(name))), "")


@cache
def nginx() -> str:
    """The path of nginx, or nothing."""
    return shutil.which("nginx", path=f"{os.environ.get('PATH', os.defpath)}:/usr/sbin") or ""


@cache
def java() -> str:
    """The path of Java, or nothing."""
    return shutil.which("java") or ""


@cache
def nu() -> str:
    """The path of the Nu Html Checker where there is Java to run it, or nothing."""
    jar = (
        Path(__file__).resolve().parent.parent
        / ".venv"
        / "nu"
        / "node_modules"
        / "vnu-jar"
        / "build"
        / "dist"
        / "vnu.jar"
    )
    return str(jar) if java() and jar.is_file() else ""


def missing() -> list[str]:
    found = {"PostgreSQL": postgres(), "Redis": redis(), "Chromium": bool(chromium()), "nginx": bool(nginx())}
    return [name for name, there in found.items() if not there]
