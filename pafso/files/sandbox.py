"""Runs one function on a stranger's file in a child process, so that a hostile file can only hurt that child.

The children are forked by a warmed parent, one for each process of ours that has asked: without Django, settings, secrets or
database, with the modules already loaded. It is an orphan in its owner's group, so that it dies with the group; it ends when
the line to its owner does, and signals to the group leave it alone until then, since a stopping owner still finishes its work.
Arguments and result travel as JSON through files without a name, never as pickles; whatever a library prints cannot be
mistaken for the result. pafso.files.confinement says what a child cannot do.
"""

import contextlib
import gc
import importlib
import json
import os
import resource
import select
import signal
import socket
import subprocess  # nosec B404  # the command is our own interpreter with fixed arguments
import sys
import tempfile
import threading
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any, BinaryIO, NoReturn

from . import confinement
from .inspection.errors import Unreadable

MEBIBYTE = 1024 * 1024
PATIENCE_SECONDS = 10
# Where the child finds them: nothing else is open in it.
NOISE, ANSWER = (1, 2), 3


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

    An argument that is the absolute path of a file may be read by the child, that of a folder worked in, and no other.
    Raises Unreadable when the function does, SandboxFailure when the child breaks, hangs or eats too much.
    """
    limits = limits or Limits()
    request = json.dumps({"function": function, "args": args, "limits": asdict(limits)})
    with tempfile.TemporaryFile() as question, tempfile.TemporaryFile() as answer, tempfile.TemporaryFile() as noise:
        question.write(request.encode())
        question.flush()
        exit_code = _ask([file.fileno() for file in (question, answer, noise)], limits.wall_seconds)
        reply = _read(answer, limits.file_bytes)
        if exit_code != 0 or not reply:
            raise _failure_of(exit_code, _tail(noise))
    return _unwrap(reply)


def _ask(descriptors: list[int], seconds: float) -> int | None:
    """The child's exit code; None when it overran the wall clock. Where the parent was killed, a new one is asked."""
    for _ in range(2):
        with contextlib.suppress(ConnectionError), _conversation(descriptors) as (line, mine):
            mine.settimeout(seconds)
            try:
                code = mine.recv(16)
            except TimeoutError:
                return None
            if code:
                return int(code)
            _parent.forget(line)
    raise SandboxFailure("crash", "the parent of the children ended")


@contextlib.contextmanager
def _conversation(descriptors: list[int]) -> Iterator[tuple[socket.socket, socket.socket]]:
    """Who hangs up ends the child, and waits until it is gone: its folder may then go too."""
    mine, theirs = socket.socketpair()
    with mine:
        with theirs:
            line = _parent.send([*descriptors, theirs.fileno()])
        try:
            yield line, mine
        finally:
            mine.settimeout(PATIENCE_SECONDS)
            with contextlib.suppress(OSError):
                mine.shutdown(socket.SHUT_WR)
                mine.recv(16)


class _Parent:
    """This process's line to the parent of its children. Threads share it: each message is one byte."""

    def __init__(self) -> None:
        self.lock = threading.RLock()
        self.line: socket.socket | None = None

    def send(self, descriptors: list[int]) -> socket.socket:
        with self.lock:
            line = self.line = self.line or _started()
            try:
                socket.send_fds(line, [b"?"], descriptors)
            except ConnectionError:
                self.forget(line)
                raise
            return line

    def forget(self, line: socket.socket) -> None:
        """Unless another thread found out before us, and a new parent is there."""
        with self.lock:
            if self.line is line:
                line.close()
                self.line = None

    def leave_to_owner(self) -> None:
        """After a fork the line is the other process's, which must be able to end it alone."""
        self.lock = threading.RLock()
        if self.line:
            self.forget(self.line)


_parent = _Parent()
os.register_at_fork(after_in_child=_parent.leave_to_owner)


def _started() -> socket.socket:
    ours, theirs = socket.socketpair()
    with theirs:
        # It leaves a fork of itself behind and ends at once, so that nobody has to bury that one.
        command = [sys.executable, "-m", "pafso.files.sandbox"]
        places: dict[str, Any] = {"cwd": confinement.ROOT, "env": _environment(), "stdin": theirs.fileno()}
        # No shell, no word of the command comes from outside.
        subprocess.run(command, stdout=subprocess.DEVNULL, check=False, **places)  # noqa: S603  # nosec B603
    return ours


def _environment() -> dict[str, str]:
    """Only what Python needs: no secret of the owner reaches code that reads hostile bytes."""
    inherited = {name: os.environ[name] for name in ("PATH", "TMPDIR", "SYSTEMROOT") if name in os.environ}
    # One malloc arena: address space is what is limited, and threads would reserve 64 MiB of it each.
    python = {"PYTHONPATH": str(confinement.ROOT), "PYTHONUTF8": "1", "LC_ALL": "C.UTF-8", "MALLOC_ARENA_MAX": "1"}
    return inherited | python


def _read(answer: BinaryIO, at_most: int) -> bytes:
    answer.seek(0)
    return answer.read(at_most + 1)


def _tail(noise: BinaryIO) -> str:
    noise.seek(max(0, noise.seek(0, os.SEEK_END) - 500))
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


def _serve(line: socket.socket) -> NoReturn:  # pragma: no cover  (another process, where nothing measures)
    """Fork a child for each message; end those whose owner hung up; leave, with all, when the line ends."""
    ended, wake = socket.socketpair()
    wake.setblocking(False)
    signal.set_wakeup_fd(wake.fileno())
    signal.signal(signal.SIGCHLD, lambda *_: None)
    children: dict[int, socket.socket] = {}
    while True:
        ready, _, _ = select.select([line, ended, *children.values()], [], [])
        for pid, conversation in children.items():
            if conversation in ready:
                _end(pid)
        if ended in ready:
            ended.recv(512)
            _bury(children)
        if line in ready:
            message, descriptors, _, _ = socket.recv_fds(line, 1, 4)
            if not message:
                break
            children.update([_child(descriptors)])
    for pid in children:
        _end(pid)
    os._exit(0)


def _end(pid: int) -> None:  # pragma: no cover  (the same)
    for kill in (os.kill, os.killpg):
        with contextlib.suppress(ProcessLookupError, PermissionError):
            kill(pid, signal.SIGKILL)


def _bury(children: dict[int, socket.socket]) -> None:  # pragma: no cover  (the same)
    while children:
        pid, status = os.waitpid(-1, os.WNOHANG)
        if not pid:
            return
        with children.pop(pid) as conversation, contextlib.suppress(OSError):
            conversation.send(str(os.waitstatus_to_exitcode(status)).encode())


def _child(descriptors: list[int]) -> tuple[int, socket.socket]:  # pragma: no cover  (the same)
    question, answer, noise, conversation = descriptors
    request = json.loads(os.pread(question, os.fstat(question).st_size, 0))
    # A collection in a child would copy every page that it shares with us.
    gc.freeze()
    parent = os.getpid()
    pid = os.fork()
    if not pid:
        _work(request, answer, noise, parent)
    for descriptor in (question, answer, noise):
        os.close(descriptor)
    # Loaded for the next child, once; a module that is not there is the child's to report.
    with contextlib.suppress(Exception):
        importlib.import_module(request["function"].partition(":")[0])
    return pid, socket.socket(fileno=conversation)


def _work(request: dict[str, Any], answer: int, noise: int, parent: int) -> NoReturn:  # pragma: no cover  (the same)
    confinement.end_with_parent(parent)
    signal.set_wakeup_fd(-1)
    os.setsid()
    # Libraries written in C print to descriptor 1 as they like: the answer leaves by another one.
    for source, target in ((os.open(os.devnull, os.O_RDONLY), 0), *((noise, out) for out in NOISE), (answer, ANSWER)):
        os.dup2(source, target)
    os.closerange(ANSWER + 1, os.sysconf("SC_OPEN_MAX"))
    try:
        _confine(Limits(**request["limits"]), request["args"])
        reply = json.dumps(_answer_to(request))
        with os.fdopen(ANSWER, "w", encoding="utf-8") as written:
            written.write(reply)
    except BaseException as error:
        os.write(2, f"{type(error).__name__}: {error}".encode())
        os._exit(1)
    # Leave at once: no library's farewell may hang or crash after the answer is given.
    os._exit(0)


def _confine(limits: Limits, args: list[Any]) -> None:  # pragma: no cover  (the same)
    os.nice(limits.niceness)
    confinement.leave_only(arg for arg in args if isinstance(arg, str) and os.path.isabs(arg) and os.path.exists(arg))
    confinement.refuse_sockets_and_processes()
    confinement.limit(resource.RLIMIT_CPU, limits.cpu_seconds, limits.cpu_seconds + 2)
    confinement.limit(resource.RLIMIT_FSIZE, limits.file_bytes, limits.file_bytes)
    confinement.limit(resource.RLIMIT_NOFILE, limits.open_files, limits.open_files)
    confinement.limit(resource.RLIMIT_CORE, 0, 0)
    confinement.limit(resource.RLIMIT_AS, limits.memory_bytes, limits.memory_bytes)


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


if __name__ == "__main__":  # pragma: no cover
    if os.fork():
        os._exit(0)
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT):
        signal.signal(number, signal.SIG_IGN)
    confinement.close_to_others()
    confinement.code()
    _serve(socket.socket(fileno=0))
