"""Runs one function on a stranger's file in a child process, so that a hostile file can only hurt that child.

The child knows neither the settings nor the database. Arguments and result travel as JSON through files without a
name, never as pickles; whatever a library prints cannot be mistaken for the result.
"""

import contextlib
import ctypes
import importlib
import json
import os
import resource
import signal
import subprocess  # nosec B404  # the command is our own interpreter with fixed arguments
import sys
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, BinaryIO, NoReturn

from .inspection.errors import Unreadable

ROOT = Path(__file__).resolve().parents[2]
MEBIBYTE = 1024 * 1024
PR_SET_PDEATHSIG = 1


@dataclass(frozen=True)
class Limits:
    """What the child may use. `file_bytes` caps each file it writes, its result included."""

    memory_bytes: int = 1024 * MEBIBYTE
    cpu_seconds: int = 30
    wall_seconds: float = 60
    file_bytes: int = 64 * MEBIBYTE
    open_files: int = 64
    niceness: int = 10


class SandboxFailure(Exception):
    """The child gave no answer. `reason` is one of memory, time, crash, error, answer; `detail` is for the log."""

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(f"{reason}: {detail}" if detail else reason)
        self.reason = reason
        self.detail = detail


def run(function: str, *args: Any, limits: Limits | None = None) -> Any:
    """Call `"package.module:function"` with JSON-able args in a child; return its JSON-able result.

    Raises Unreadable when the function does, SandboxFailure when the child breaks, hangs or eats too much.
    """
    limits = limits or Limits()
    request = json.dumps({"function": function, "args": args, "limits": asdict(limits)})
    with tempfile.TemporaryFile() as question, tempfile.TemporaryFile() as answer, tempfile.TemporaryFile() as noise:
        question.write(request.encode())
        question.seek(0)
        exit_code = _spawn(question, answer, noise, limits)
        reply = _read(answer, limits.file_bytes)
        if exit_code != 0 or not reply:
            raise _failure_of(exit_code, _tail(noise))
    return _unwrap(reply)


def _spawn(question: BinaryIO, answer: BinaryIO, noise: BinaryIO, limits: Limits) -> int | None:
    """Start the child in a session of its own and wait; None means that it overran the wall clock."""
    child = subprocess.Popen(  # nosec B603  # no shell, no word of the command comes from outside
        [sys.executable, "-m", "pafso.files.sandbox"],
        stdin=question,
        stdout=answer,
        stderr=noise,
        cwd=ROOT,
        env=_environment(),
        start_new_session=True,
    )
    try:
        return child.wait(limits.wall_seconds)
    except subprocess.TimeoutExpired:
        return None
    finally:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(child.pid, signal.SIGKILL)
        child.wait()


def _environment() -> dict[str, str]:
    """Only what Python needs: no secret of the parent reaches code that reads hostile bytes."""
    inherited = {name: os.environ[name] for name in ("PATH", "TMPDIR", "SYSTEMROOT") if name in os.environ}
    # One malloc arena: address space is what is limited, and threads would reserve 64 MiB of it each.
    return inherited | {"PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", "LC_ALL": "C.UTF-8", "MALLOC_ARENA_MAX": "1"}


def _read(answer: BinaryIO, at_most: int) -> bytes:
    answer.seek(0)
    return answer.read(at_most + 1)


def _tail(noise: BinaryIO) -> str:
    size = noise.seek(0, os.SEEK_END)
    noise.seek(max(0, size - 500))
    return noise.read().decode(errors="replace").strip()


def _failure_of(exit_code: int | None, detail: str) -> SandboxFailure:
    if exit_code is None:
        return SandboxFailure("time", "wall clock")
    if exit_code == -signal.SIGXCPU:
        return SandboxFailure("time", "processor")
    return SandboxFailure("crash", detail or f"exit {exit_code}")


def _unwrap(reply: bytes) -> Any:
    try:
        message = json.loads(reply)
    except ValueError as error:
        raise SandboxFailure("answer", str(error)) from error
    if "unreadable" in message:
        raise Unreadable(message["unreadable"])
    if "failure" in message:
        raise SandboxFailure(message["failure"], message["detail"])
    return message["result"]


# From here on: the child's side.


def _confine(limits: Limits) -> None:  # pragma: no cover  (the same)
    os.nice(limits.niceness)
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)  # a worker that is killed takes its child along
    _limit(resource.RLIMIT_CPU, limits.cpu_seconds, limits.cpu_seconds + 2)
    _limit(resource.RLIMIT_FSIZE, limits.file_bytes, limits.file_bytes)
    _limit(resource.RLIMIT_NOFILE, limits.open_files, limits.open_files)
    _limit(resource.RLIMIT_CORE, 0, 0)
    _limit(resource.RLIMIT_AS, limits.memory_bytes, limits.memory_bytes)


def _limit(kind: int, soft: int, hard: int) -> None:
    # macOS refuses some limits, RLIMIT_AS above all; there the wall clock and the processor limit remain.
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(kind, (soft, hard))


def _answer_to(request: dict[str, Any]) -> dict[str, Any]:
    """Errors are told apart by class; anything unforeseen becomes a failure with its name, never a traceback."""
    module, _, name = request["function"].partition(":")
    try:
        return {"result": getattr(importlib.import_module(module), name)(*request["args"])}
    except Unreadable as refusal:
        return {"unreadable": refusal.code}
    except MemoryError:
        return {"failure": "memory", "detail": ""}
    except Exception as error:  # the parent must hear of whatever went wrong
        return {"failure": "error", "detail": f"{type(error).__name__}: {error}"[:500]}


def _serve() -> NoReturn:  # pragma: no cover  (runs in the child, where nothing measures)
    request = json.load(sys.stdin)
    # Libraries written in C print to descriptor 1 as they like: the answer leaves by another one.
    reply_to = os.dup(1)
    os.dup2(2, 1)
    _confine(Limits(**request["limits"]))
    reply = json.dumps(_answer_to(request))
    with os.fdopen(reply_to, "w", encoding="utf-8") as answer:
        answer.write(reply)
    # Leave at once: no library's farewell may hang or crash after the answer is given.
    os._exit(0)


if __name__ == "__main__":  # pragma: no cover
    _serve()
