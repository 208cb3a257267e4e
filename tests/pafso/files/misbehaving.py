"""Functions that the sandbox tests run in the child: each misbehaves in one way."""

import importlib
import os
import resource
import sys
import time
from pathlib import Path
from typing import Any

from pafso.files.inspection.errors import Unreadable


def echo(value: Any) -> Any:
    return value


def chatter() -> str:
    os.write(1, b'{"result": "forged"}')
    sys.stdout.write("more noise\n")
    return "the answer"


def refuse(code: str) -> None:
    raise Unreadable(code)


def stumble() -> None:
    raise ValueError("a detail")


def loop_forever() -> None:
    while True:
        pass


def sleep_forever() -> None:
    time.sleep(3600)


def hoard() -> None:
    held = []
    while True:
        held.append(bytearray(16 * 1024 * 1024))


def run_out() -> None:
    raise MemoryError


def segfault() -> None:
    os.kill(os.getpid(), 11)


def flood(path: str) -> None:
    with Path(path).open("wb") as target:
        while True:
            target.write(bytes(1024 * 1024))


def surroundings() -> dict[str, Any]:
    return {
        "modules": sorted(name for name in sys.modules if name.split(".")[0] in {"django", "celery", "PIL"}),
        "environment": sorted(os.environ),
        "niceness": os.nice(0),
        "session_leader": os.getsid(0) == os.getpid(),
        "open_files": resource.getrlimit(resource.RLIMIT_NOFILE)[0],
    }


def peak_memory_of(function: str, *args: Any) -> dict[str, Any]:
    """Run another function here and tell the most memory this child ever held, in bytes."""
    module, _, name = function.partition(":")
    result = getattr(importlib.import_module(module), name)(*args)
    return {"result": result, "peak": _peak()}


def _peak() -> int:
    # Linux hands ru_maxrss of the parent down through fork and exec: its own high-water mark is elsewhere.
    status = Path("/proc/self/status")
    if status.exists():
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) * 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def stay(mark: str) -> None:
    """Writes its own number, then waits to be ended."""
    with open(mark, "w") as target:
        target.write(str(os.getpid()))
    time.sleep(60)
