"""One command for a newcomer: prepares var/, fills an empty database with the demonstration, starts web, worker and beat."""

import hashlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

PATIENCE = 15.0


class Command(BaseCommand):
    help = "Prepare and start everything for development (PORT= chooses the port); Ctrl-C stops all of it."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEVELOPMENT:
            raise CommandError("This is for development; see deploy/ for production.")
        refuse_taken_port(settings.PORT)
        prepare(self.stdout)
        stop: list[int] = []
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda number, frame: stop.append(number))
        children = start()
        try:
            if wait_until_it_answers(children, stop):
                self.announce()
            while not stop and all(child.poll() is None for child in children):
                time.sleep(0.2)
        finally:
            fell = [child for child in children if child.poll() is not None]
            end(children)
        if fell and not stop:
            raise CommandError(f"One part stopped unexpectedly; see its log in {settings.VAR_DIR / 'log'}")
        self.stdout.write("Stopped. Queued work continues at the next start.")

    def announce(self) -> None:
        address = settings.SITE_URL
        lines = ["", f"  The platform      {address}/", f"  The office        {address}/admin/"]
        lines.append(f"  Mail goes to      {address}/dev/mailbox/   (nothing leaves this machine)")
        lines.append(f"  Logs go to        {settings.VAR_DIR / 'log'}")
        lines += ["", "  Sign in as"]
        for role, email, password, note in signins():
            lines.append(f"    {role:<12} {email:<34} {password}   {note}")
        self.stdout.write("\n".join([*lines, "", "  Ctrl-C stops everything.", ""]))
        self.stdout.flush()


def refuse_taken_port(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise CommandError(f"Port {port} is taken; choose another: PORT=8001 make run") from error


def prepare(stdout: Any) -> None:
    """Everything that a start needs; each step does nothing when there is nothing to do."""
    for folder in ("log", "private", "mailbox", "queue/messages", "queue/done", "queue/control"):
        (settings.VAR_DIR / folder).mkdir(parents=True, exist_ok=True)
    call_command("messages", compile=True)
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        stdout.write("Preparing the database…")
        call_command("migrate", verbosity=0)
    collect_static(stdout)
    call_command("demonstrate")


def collect_static(stdout: Any) -> None:
    """Hashed and compressed copies under var/static, made again only when a source changed."""
    stamp = settings.VAR_DIR / "static.stamp"
    sources = hashlib.sha256()
    for finder in get_finders():
        for path, storage in finder.list([]):
            facts = Path(storage.path(path)).stat()
            sources.update(f"{path} {facts.st_size} {facts.st_mtime_ns}\n".encode())
    if stamp.exists() and stamp.read_text() == sources.hexdigest():
        return
    stdout.write("Collecting style sheets and scripts…")
    command = [sys.executable, "manage.py", "collectstatic", "--no-input", "--clear", "-v0"]
    subprocess.run(command, check=True, cwd=settings.BASE_DIR, env=environment())
    stamp.write_text(sources.hexdigest())


def environment() -> dict[str, str]:
    """For every child: the same settings, and static files from where they were collected."""
    return {**os.environ, "COLLECTED_STATIC": "1", "PORT": str(settings.PORT)}


def start() -> list[subprocess.Popen[bytes]]:
    """Web, and one worker with beat; each in its own session, so that Ctrl-C reaches only us and we end them in order."""
    python = sys.executable
    web = [python, "-m", "gunicorn", "pafso.wsgi:application", "--bind", f"127.0.0.1:{settings.PORT}"]
    web += [
        "--worker-class",
        "gthread",
        "--workers",
        "1",
        "--threads",
        "8",
        "--log-level",
        "warning",
        "--timeout",
        "120",
    ]
    worker = [
        python,
        "-m",
        "celery",
        "-A",
        "pafso",
        "worker",
        "-B",
        "-s",
        str(settings.VAR_DIR / "celerybeat-schedule"),
    ]
    worker += ["-P", "threads", "-c", "4", "-Q", "default,mail,media", "--loglevel", "WARNING"]
    worker += ["--without-gossip", "--without-mingle", "--without-heartbeat"]
    return [launch("web", web), launch("worker", worker)]


def launch(name: str, command: list[str]) -> subprocess.Popen[bytes]:
    """A child whose output goes to var/log/NAME.log."""
    setup = {**environment(), "DJANGO_SETTINGS_MODULE": "pafso.settings.dev"}
    with (settings.VAR_DIR / "log" / f"{name}.log").open("ab") as log:
        return subprocess.Popen(
            command, cwd=settings.BASE_DIR, env=setup, stdout=log, stderr=log, start_new_session=True
        )


def wait_until_it_answers(children: list[subprocess.Popen[bytes]], stop: list[int]) -> bool:
    while not stop and all(child.poll() is None for child in children):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{settings.PORT}/healthz", timeout=10):
                return True
        except OSError:
            time.sleep(0.1)
    return False


def end(children: list[subprocess.Popen[bytes]]) -> None:
    """Ask, wait, and only then insist."""
    for child in children:
        if child.poll() is None:
            os.killpg(child.pid, signal.SIGTERM)
    deadline = time.monotonic() + PATIENCE
    for child in children:
        try:
            child.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            os.killpg(child.pid, signal.SIGKILL)
            child.wait()


def signins() -> list[list[str]]:
    path = settings.VAR_DIR / "demonstration.json"
    return json.loads(path.read_text())["signins"] if path.exists() else []
