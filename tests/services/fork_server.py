"""Loads production once, then forks a process for each order: a worker starts in a moment instead of ten seconds.

Orders come as JSON, one a line; each is answered with one line. When the orders end, whatever was started ends too.
"""

import json
import os
import signal
import sys
import time
from contextlib import suppress
from typing import Any, NoReturn


def serve() -> None:
    _load()
    running: set[int] = set()
    print("ready", flush=True)
    for line in sys.stdin:
        order = json.loads(line)
        if "command" in order:
            pid = _start(order)
            running.add(pid)
            print(pid, flush=True)
        else:
            code = _exit_code(order["pid"], order["seconds"])
            if code is not None:
                running.discard(order["pid"])
            print(json.dumps(code), flush=True)
    for pid in running:
        with suppress(ProcessLookupError):
            os.killpg(pid, signal.SIGKILL)


def _load() -> None:
    """All that a worker imports, and nothing that opens a connection."""
    import celery.apps.worker
    import celery.bin.beat
    import celery.bin.celery
    import celery.bin.worker
    import celery.concurrency.prefork
    import celery.worker.consumer  # noqa: F401
    import django
    import kombu.transport.redis  # noqa: F401

    django.setup()

    from django.core.checks import run_checks

    from pafso.celery import app

    app.loader.import_default_modules()
    run_checks()


def _start(order: dict[str, Any]) -> int:
    """The real command line, in a session of its own, its output in a file."""
    pid = os.fork()
    if not pid:
        _become(order["command"], order["log"])
    return pid


def _become(command: list[str], log: str) -> NoReturn:
    os.setsid()
    output = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    for target, descriptor in ((0, os.open(os.devnull, os.O_RDONLY)), (1, output), (2, output)):
        os.dup2(descriptor, target)
    sys.argv = command
    code: Any = 1
    try:
        from celery.__main__ import main

        main()
        code = 0
    except SystemExit as leaving:
        code = leaving.code or 0
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code if isinstance(code, int) else 1)


def _exit_code(pid: int, seconds: float) -> int | None:
    """Waits for a process and takes it off the list; None when it still runs."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        ended, status = os.waitpid(pid, os.WNOHANG)
        if ended:
            return os.waitstatus_to_exitcode(status)
        time.sleep(0.02)
    return None


if __name__ == "__main__":
    serve()
