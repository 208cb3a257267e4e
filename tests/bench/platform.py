"""A populated platform under gunicorn, on PostgreSQL where that is reachable, for as long as it is measured."""

import os
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests import available
from tests.factories.smtp import free_port

ROOT = Path(__file__).resolve().parent.parent.parent
DATABASE = "pafso_bench"


@dataclass
class Platform:
    """Where it listens, and the process whose children do the work."""

    port: int
    engine: str
    pid: int

    def cpu_seconds(self) -> float:
        """CPU time of the web processes so far; 0 where /proc does not tell."""
        ticks = 0
        for stat in Path("/proc").glob("[0-9]*/stat"):
            try:
                fields = stat.read_text().rsplit(")", 1)[1].split()
            except OSError:
                continue
            if int(fields[1]) == self.pid or int(stat.parent.name) == self.pid:
                ticks += int(fields[11]) + int(fields[12])
        return ticks / os.sysconf("SC_CLK_TCK")


@contextmanager
def running(sizes: list[str]) -> Iterator[Platform]:
    """Fill a scratch database with SIZES (arguments of `populate`) and serve it; everything is removed afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="pafso-bench-"))
    postgres = available.postgres()
    url = f"{available.POSTGRES}/{DATABASE}" if postgres else f"sqlite:///{folder / 'bench.sqlite3'}"
    os.environ.update(
        DJANGO_SETTINGS_MODULE="tests.bench.settings",
        DATABASE_URL=url,
        VAR_DIR=str(folder),
        COLLECTED_STATIC="1",
        PORT="0",
    )
    for name in ("private", "mailbox", "queue/messages", "queue/done", "queue/control"):
        (folder / name).mkdir(parents=True)
    if postgres:
        _postgres(f"DROP DATABASE IF EXISTS {DATABASE}", f"CREATE DATABASE {DATABASE}")
    manage("collectstatic", "--no-input", "-v0", "-i", "redoc", "-i", "drf_spectacular_sidecar")
    manage("migrate", "-v0")
    manage("demonstrate")
    manage("populate", *sizes)
    port = free_port()
    server = [sys.executable, "-m", "gunicorn", "pafso.wsgi:application", "-b", f"127.0.0.1:{port}", "-k", "gthread"]
    child = subprocess.Popen([*server, "-w", "2", "--threads", "4", "--log-level", "error"], cwd=ROOT)
    try:
        _wait(port)
        yield Platform(port, "PostgreSQL" if postgres else "SQLite", child.pid)
    finally:
        child.terminate()
        child.wait(30)
        shutil.rmtree(folder, ignore_errors=True)
        if postgres:
            _postgres(f"DROP DATABASE IF EXISTS {DATABASE} WITH (FORCE)")


def manage(*arguments: str) -> None:
    subprocess.run([sys.executable, "manage.py", *arguments], cwd=ROOT, check=True)


def _postgres(*statements: str) -> None:
    import psycopg

    with psycopg.connect(f"{available.POSTGRES}/postgres", autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement)  # type: ignore[arg-type]


def _wait(port: int) -> None:
    for _ in range(300):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=2).close()
            return
        except OSError:
            time.sleep(0.1)
    raise SystemExit("the server does not answer")
