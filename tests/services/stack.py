"""Workers and the clock as processes of their own, on this test's PostgreSQL database and Redis, with production settings."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import connection
from redis import Redis

from tests import reachable
from tests.factories.broker import waking_over

BROKER = f"{reachable.REDIS}/9"


def database_url() -> str:
    return f"{reachable.POSTGRES}/{connection.settings_dict['NAME']}"


def environment(smtp_port: int, folder: Path, **more: str) -> dict[str, str]:
    """Production's environment, pointing at this test."""
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "pafso.settings.prod",
        "SECRET_KEY": settings.SECRET_KEY,
        "ALLOWED_HOSTS": "testserver,127.0.0.1",
        "SITE_URL": "http://testserver",
        "DATABASE_URL": database_url(),
        "REDIS_URL": BROKER,
        "EMAIL_URL": f"smtp://127.0.0.1:{smtp_port}",
        "VAR_DIR": str(folder),
        "PRIVATE_ROOT": str(settings.PRIVATE_ROOT),
        "MAIL_LEASE_SECONDS": "3",
        "WORK_LEASE_SECONDS": "3",
        "SWEEP_SECONDS": "0.5",
        **more,
    }


class Process:
    """A child in its own session; its output is kept for when a test fails."""

    def __init__(self, name: str, command: list[str], env: dict[str, str], folder: Path) -> None:
        self.log = folder / f"{name}.log"
        with self.log.open("wb") as log:
            self.child = subprocess.Popen(
                command, env=env, stdout=log, stderr=subprocess.STDOUT, start_new_session=True, cwd=settings.BASE_DIR
            )

    def kill(self) -> None:
        """-9, the whole group: as the kernel does when memory runs out, or a power cut."""
        os.killpg(self.child.pid, signal.SIGKILL)
        self.child.wait(10)

    def stop(self) -> int:
        if self.child.poll() is None:
            self.child.terminate()
            try:
                self.child.wait(25)
            except subprocess.TimeoutExpired:
                self.kill()
        return self.child.returncode


class Stack:
    """Starts workers by name; everything it started is ended with it."""

    def __init__(self, smtp_port: int, folder: Path) -> None:
        self.env = environment(smtp_port, folder)
        self.folder = folder
        self.processes: list[Process] = []

    def worker(self, name: str) -> Process:
        command = [sys.executable, "-m", "celery", "-A", "pafso", "worker", "-n", f"{name}@test", "-c", "1"]
        command += ["-Q", "default,mail,media", "--loglevel", "INFO", "--without-gossip", "--without-mingle"]
        process = self._start(name, command)
        wait_until(lambda: b" ready." in process.log.read_bytes(), what=f"worker {name} is ready", seconds=40)
        return process

    def beat(self) -> Process:
        schedule = str(self.folder / "schedule")
        return self._start("beat", [sys.executable, "-m", "celery", "-A", "pafso", "beat", "-s", schedule])

    def _start(self, name: str, command: list[str]) -> Process:
        process = Process(name, command, self.env, self.folder)
        self.processes.append(process)
        return process


@contextmanager
def running(smtp_port: int, folder: Path) -> Iterator[Stack]:
    """This process wakes real workers over Redis for as long as the block lasts."""
    with Redis.from_url(BROKER) as broker:
        broker.flushdb()
    stack = Stack(smtp_port, folder)
    with waking_over(BROKER):
        try:
            yield stack
        finally:
            for process in stack.processes:
                process.stop()


def wait_until(condition: Callable[[], object], *, what: str, seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            raise AssertionError(f"waited {seconds} s in vain: {what}")
        time.sleep(0.05)
