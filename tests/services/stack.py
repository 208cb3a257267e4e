"""Workers and the clock as processes of their own, on this test's PostgreSQL database and Redis, with production settings."""

import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from redis import Redis

from pafso.mail.models import Mail
from tests import available as reachable
from tests.factories.broker import waking_over
from tests.factories.smtp import Server

# Each of several runners side by side has a database of its own, here as in PostgreSQL.
REDIS_NUMBER = int(os.environ.get("TEST_REDIS_NUMBER", "9")) + int(os.environ.get("PYTEST_XDIST_WORKER", "gw0")[2:])
BROKER = f"{reachable.REDIS}/{REDIS_NUMBER}"
# A machine that is busy with other things is no reason to fail: what works needs seconds of these.
PATIENCE = 100


def database_url(name: str = "") -> str:
    return f"{reachable.POSTGRES}/{name or connection.settings_dict['NAME']}"


def environment(smtp_port: int, folder: Path, **more: str) -> dict[str, str]:
    """Production's environment, pointing at this test."""
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "pafso.settings.prod",
        "SECRET_KEY": settings.SECRET_KEY,
        "ALLOWED_HOSTS": "testserver,127.0.0.1",
        "SITE_URL": "https://testserver",
        "TRUSTED_PROXY_COUNT": "0",
        "DATABASE_URL": database_url(),
        "REDIS_URL": BROKER,
        "EMAIL_URL": f"smtp://127.0.0.1:{smtp_port}",
        "FROM_EMAIL": "PAFSO / APASE <services@example.org>",
        "VAR_DIR": str(folder),
        "TMPDIR": str(folder),
        "PRIVATE_ROOT": str(settings.PRIVATE_ROOT),
        "MAIL_LEASE_SECONDS": "3",
        "WORK_LEASE_SECONDS": "12",
        "SWEEP_SECONDS": "0.5",
        **more,
    }


class Nursery:
    """The process that forks the others (see nursery.py)."""

    def __init__(self, env: dict[str, str]) -> None:
        self.child = subprocess.Popen(
            [sys.executable, "-m", "tests.services.fork_server"],
            env=env,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=settings.BASE_DIR,
        )
        self._answer()

    def ask(self, **order: Any) -> Any:
        assert self.child.stdin is not None
        self.child.stdin.write(json.dumps(order) + "\n")
        self.child.stdin.flush()
        return self._answer()

    def _answer(self) -> Any:
        assert self.child.stdout is not None
        line = self.child.stdout.readline().strip()
        return line if line == "ready" else json.loads(line)

    def close(self) -> None:
        self.child.communicate(timeout=30)


class Process:
    """A process in its own session; its output is kept for when a test fails."""

    def __init__(self, nursery: Nursery, command: list[str], log: Path) -> None:
        self.nursery = nursery
        self.log = log
        log.touch()
        self.has_ended = False
        self.pid = nursery.ask(command=command, log=str(log))

    def kill(self) -> None:
        """-9, the whole group: as the kernel does when memory runs out, or a power cut."""
        os.killpg(self.pid, signal.SIGKILL)
        self._wait(10)

    def stop(self) -> int | None:
        """TERM, as systemd does it; the exit code."""
        os.kill(self.pid, signal.SIGTERM)
        return self._wait(PATIENCE)

    def _wait(self, seconds: float) -> int | None:
        code: int | None = self.nursery.ask(pid=self.pid, seconds=seconds)
        self.has_ended = code is not None
        return code

    def works_in_sandbox(self) -> bool:
        """Whether a child of this group is at work on a stranger's file (in a session of its own)."""
        table = subprocess.run(
            ["ps", "-A", "-ww", "-o", "pid=,ppid=,pgid=,args="], capture_output=True, text=True, check=True
        )
        rows = [row.split(None, 3) for row in table.stdout.splitlines()]
        group = {pid for pid, _, pgid, *_ in rows if pgid == str(self.pid)}
        return any(ppid in group and "pafso.files.sandbox" in args[0] for _, ppid, _, *args in rows if args)

    @property
    def is_ready(self) -> bool:
        return b" ready." in self.log.read_bytes()


class Stack:
    """Starts workers by name; everything it started is ended with it."""

    def __init__(self, nursery: Nursery, folder: Path) -> None:
        self.nursery = nursery
        self.folder = folder
        self.processes: list[Process] = []

    def workers(self, *names: str) -> list[Process]:
        """All at once, back when all are ready."""
        processes = [self._worker(name) for name in names]
        wait_until(lambda: all(process.is_ready for process in processes), what=f"workers {names} are ready")
        return processes

    def worker(self, name: str) -> Process:
        return self.workers(name)[0]

    def _worker(self, name: str) -> Process:
        command = ["celery", "-A", "pafso", "worker", "-n", f"{name}@test", "-c", "1", "-Q", "default,mail,media"]
        return self._start(name, [*command, "--loglevel", "INFO", "--without-gossip", "--without-mingle"])

    def beat(self) -> Process:
        return self._start("beat", ["celery", "-A", "pafso", "beat", "-s", str(self.folder / "schedule")])

    def _start(self, name: str, command: list[str]) -> Process:
        process = Process(self.nursery, command, self.folder / f"{name}.log")
        self.processes.append(process)
        return process

    def end(self) -> None:
        for process in self.processes:
            if not process.has_ended:
                process.kill()

    def logs(self) -> str:
        return "\n".join(f"--- {process.log.name}\n{process.log.read_text()[-6000:]}" for process in self.processes)


@contextmanager
def running(nursery: Nursery, folder: Path) -> Iterator[Stack]:
    """This process wakes real workers over Redis for as long as the block lasts."""
    with Redis.from_url(BROKER) as broker:
        broker.flushdb()
    stack = Stack(nursery, folder)
    with waking_over(BROKER):
        try:
            yield stack
        finally:
            stack.end()
            print(stack.logs())  # pytest shows it when the test failed


def wait_until(condition: Callable[[], object], *, what: str, seconds: float = PATIENCE) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            raise AssertionError(f"waited {seconds} s in vain: {what}")
        time.sleep(0.02)


def all_sent() -> bool:
    return not Mail.objects.exclude(state=Mail.State.SENT).exists()


def arrived(smtp: Server) -> Counter[str]:
    """How often each Message-ID came."""
    return Counter(str(message["Message-ID"]) for message in smtp.received)


def assert_each_arrived_once(smtp: Server) -> None:
    """What came is what the outbox holds, one to one, with the subject, to the person and in the language written there."""
    wait_until(all_sent, what="all mails are marked sent")
    rows = list(Mail.objects.values_list("message_id", "to", "subject", "language"))
    come = [
        tuple(str(message[name]).strip() for name in ("Message-ID", "To", "Subject", "Content-Language"))
        for message in smtp.received
    ]
    assert Counter(come) == Counter(rows)
    assert max(arrived(smtp).values()) == 1
