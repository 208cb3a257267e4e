"""Functions that the sandbox tests run in the child: each misbehaves in one way."""

import importlib
import os
import resource
import socket
import sys
import threading
import time
from collections.abc import Callable
from functools import partial
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


def flood(folder: str) -> None:
    with (Path(folder) / "flood").open("wb") as target:
        while True:
            target.write(bytes(1024 * 1024))


def surroundings() -> dict[str, Any]:
    return {
        "modules": sorted(name for name in sys.modules if name.split(".")[0] in {"django", "celery"}),
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
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)


def stay(folder: str) -> None:
    """Writes its own number, then waits to be ended."""
    with open(f"{folder}/child", "w") as target:
        target.write(str(os.getpid()))
    time.sleep(60)


def attempts(own: str, others: list[str], pids: list[int]) -> dict[str, str]:
    """What a hostile file would try, by whether it worked; `others` are paths wrapped in a list, so not given to this child."""
    tries: dict[str, Callable[[], Any]] = {
        "read its own file": lambda: Path(own).read_bytes(),
        "write its own file": partial(os.open, own, os.O_RDWR),
        "beside its own file": lambda: (Path(own).parent / "new").write_bytes(b""),
        "list the folder of its own file": lambda: os.listdir(Path(own).parent),
        "start a process": os.fork,
        "start a program": lambda: os.execv("/bin/true", ["true"]),
        "open a socket": lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM),
        "open a local socket": lambda: socket.socket(socket.AF_UNIX),
        "import late": lambda: importlib.import_module("wave"),
        "start a thread": lambda: threading.Thread(target=int).start(),
    }
    tries |= {f"read {other}": partial(_open, other) for other in others}
    for pid in pids:
        tries |= {f"{name} of {pid}": partial(_open, f"/proc/{pid}/{name}") for name in ("mem", "environ", "fd/0")}
        tries[f"signal {pid}"] = partial(os.kill, pid, 0)
    return {name: _outcome(attempt) for name, attempt in tries.items()}


def _open(path: str) -> None:
    Path(path).open("rb").close()


def _outcome(attempt: Callable[[], Any]) -> str:
    try:
        attempt()
    except OSError as error:
        return type(error).__name__
    return "worked"


def parent() -> int:
    return os.getppid()


def open_descriptors() -> list[int]:
    return [number for number in range(resource.getrlimit(resource.RLIMIT_NOFILE)[0]) if _is_open(number)]


def _is_open(number: int) -> bool:
    try:
        os.fstat(number)
    except OSError:
        return False
    return True


def meet(folder: str, own: str, other: str) -> str:
    """Ends only when another child is at work in the same folder."""
    (Path(folder) / own).touch()
    while not (Path(folder) / other).exists():
        time.sleep(0.01)
    return own


def stay_once(folder: str) -> str:
    if (Path(folder) / "child").exists():
        return "the second time"
    stay(folder)
    return "the first time"
