"""A populated platform under gunicorn, on PostgreSQL where that is reachable, for as long as it is measured."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests import available
from tests.factories.smtp import free_port

ROOT = Path(__file__).resolve().parent.parent.parent
DATABASE = os.environ.get("BENCH_DATABASE", "pafso_bench")


@dataclass
class Platform:
    """Where it listens, and the process whose children do the work."""

    port: int
    engine: str
    child: subprocess.Popen[bytes]

    @property
    def pid(self) -> int:
        return self.child.pid

    def start_again(self) -> None:
        """Every process of the web dies at once, as when the machine falls; the next begins at once, and nothing waits for it."""
        os.killpg(self.pid, signal.SIGKILL)
        self.child.wait()
        self.child = serve(self.port)

    def end(self) -> None:
        self.child.terminate()
        self.child.wait(40)

    def cpu_seconds(self) -> float:
        """CPU time of the web processes so far; 0 where /proc does not tell."""
        return _cpu_seconds(lambda pid, parent, _command: self.pid in (pid, parent))

    def database_seconds(self) -> float:
        """CPU time so far of the database's processes that serve these; 0 where it is on another machine or a file."""
        return _cpu_seconds(
            lambda _pid, _parent, command: command.startswith("postgres: ") and f" {DATABASE} " in command
        )


def _cpu_seconds(wanted: Callable[[int, int, str], bool]) -> float:
    ticks = 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rsplit(")", 1)[1].split()
            command = stat.with_name("cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except OSError:
            continue
        if wanted(int(stat.parent.name), int(fields[1]), command):
            ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


@contextmanager
def running(sizes: list[str]) -> Iterator[Platform]:
    """Fill a scratch database with SIZES (arguments of `populate`) and serve it; everything is removed afterwards."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # whoever is asked to end takes the web along
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
    manage("collectstatic", "--no-input", "-v0")
    manage("migrate", "-v0")
    manage("demonstrate")
    manage("populate", *sizes)
    port = free_port()
    platform = Platform(port, "PostgreSQL" if postgres else "SQLite", serve(port))
    try:
        wait_for_an_answer(port)
        yield platform
    finally:
        platform.end()
        shutil.rmtree(folder, ignore_errors=True)
        if postgres:
            _postgres(f"DROP DATABASE IF EXISTS {DATABASE} WITH (FORCE)")


def serve(port: int) -> subprocess.Popen[bytes]:
    """The web as it is deployed, in a session of its own; its workers stay, so that whoever measures one keeps it."""
    server = [sys.executable, "-m", "gunicorn", "-c", "deploy/gunicorn.conf.py", "pafso.wsgi:application"]
    server += ["--bind", f"127.0.0.1:{port}", "--workers", "2", "--max-requests", "0", "--log-level", "error"]
    return subprocess.Popen(server, cwd=ROOT, start_new_session=True)


def manage(*arguments: str) -> None:
    subprocess.run([sys.executable, "manage.py", *arguments], cwd=ROOT, check=True)


def _postgres(*statements: str) -> None:
    import psycopg

    with psycopg.connect(f"{available.POSTGRES}/postgres", autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement)  # type: ignore[arg-type]


def wait_for_an_answer(port: int, path: str = "/healthz", seconds: float = 60) -> None:
    """Back with the first answer that is one."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=seconds).close()
            return
        except OSError:
            time.sleep(0.02)
    raise SystemExit("the server does not answer")
