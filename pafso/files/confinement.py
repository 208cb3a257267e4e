"""What is taken from a process before it reads a stranger's bytes: other files, the network, other processes, more than its share.

As one unprivileged user, with what Linux gives: limits; Landlock (5.13; signals from 6.12), which leaves it only the code and
the paths it was given; a seccomp filter without sockets or new processes (on x86-64 and ARM64). Where a system lacks one of
these, as macOS does, the others remain. Not prevented: seeing that a file exists (stat) or a process runs, and the kernel's own faults.
"""

import contextlib
import ctypes
import mimetypes
import os
import platform
import resource
import signal
import struct
import sys
from collections.abc import Iterable
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# What the administrator installed for names in other scripts; nothing of ours or of a member's is there.
FONT_FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts")
PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_SET_SECCOMP, PR_SET_NO_NEW_PRIVS = 1, 4, 22, 38

# linux/landlock.h: the numbers of its calls are those of every architecture.
CREATE_RULESET, ADD_RULE, RESTRICT_SELF = 444, 445, 446
READ_FILE, READ_FOLDER = 1 << 2, 1 << 3
WRITE_FILE, REMOVE_FOLDER, REMOVE_FILE, MAKE_FOLDER, MAKE_FILE = 1 << 1, 1 << 4, 1 << 5, 1 << 7, 1 << 8
TRUNCATE = 1 << 14
WORK = READ_FILE | READ_FOLDER | WRITE_FILE | REMOVE_FOLDER | REMOVE_FILE | MAKE_FOLDER | MAKE_FILE | TRUNCATE
# Accesses to files by the version of Landlock that first knew them; what is not listed here cannot be taken away there.
KNOWN_BY = {1: (1 << 13) - 1, 2: 1 << 13, 3: 1 << 14, 5: 1 << 15}
NO_TCP, NO_STRANGERS = 3, 3

# For each architecture: its name in seccomp, clone(), and what no reader of files calls: socket, execve, execveat, fork, vfork.
CALLS = {"x86_64": (0xC000003E, 56, (41, 59, 322, 57, 58)), "aarch64": (0xC00000B7, 220, (198, 221, 281))}
# io_uring opens sockets too. Where clone3 is not there, the C library takes clone, whose flags a filter can see.
IO_URING_SETUP, CLONE3, CLONE_THREAD, X32 = 425, 435, 0x10000, 0x40000000
LOAD, IF_EQUAL, IF_AT_LEAST, IF_ANY_BIT, ANSWER = 0x20, 0x15, 0x35, 0x45, 0x06
ALLOW, KILL, NOT_PERMITTED, NO_SUCH_CALL = 0x7FFF0000, 0x80000000, 0x00050001, 0x00050026


def close_to_others() -> None:
    """For this process and all that it forks: no debugger of the same user, no look into /proc of ours, no new privileges."""
    if sys.platform == "linux":
        libc = ctypes.CDLL(None)
        libc.prctl(PR_SET_DUMPABLE, 0, 0, 0, 0)
        libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)


def end_with_parent(parent: int) -> None:
    """A parent that is killed takes its child along."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:
        os._exit(1)


def refuse_sockets_and_processes() -> None:
    """Threads may be started (libheif does), processes and programs may not; no socket of any kind."""
    architecture, clone, refused = CALLS.get(platform.machine(), (0, 0, ()))
    if sys.platform != "linux" or not architecture:
        return
    steps = [(LOAD, 0, 0, 4), (IF_EQUAL, 1, 0, architecture), (ANSWER, 0, 0, KILL)]
    steps += [(LOAD, 0, 0, 0), (IF_AT_LEAST, 0, 1, X32), (ANSWER, 0, 0, KILL)]
    for call in (*refused, IO_URING_SETUP):
        steps += [(IF_EQUAL, 0, 1, call), (ANSWER, 0, 0, NOT_PERMITTED)]
    steps += [(IF_EQUAL, 0, 1, CLONE3), (ANSWER, 0, 0, NO_SUCH_CALL)]
    steps += [
        (IF_EQUAL, 0, 3, clone),
        (LOAD, 0, 0, 16),
        (IF_ANY_BIT, 1, 0, CLONE_THREAD),
        (ANSWER, 0, 0, NOT_PERMITTED),
    ]
    steps += [(ANSWER, 0, 0, ALLOW)]
    written = ctypes.create_string_buffer(b"".join(struct.pack("HBBI", *step) for step in steps))
    whole = struct.pack("@HP", len(steps), ctypes.addressof(written))
    ctypes.CDLL(None).prctl(PR_SET_SECCOMP, 2, whole, 0, 0)


def leave_only(paths: Iterable[str]) -> None:
    """From here on the code can be read, of PATHS each file be read and each folder be worked in; all else is closed."""
    if sys.platform != "linux":
        return
    libc = ctypes.CDLL(None)
    version = libc.syscall(CREATE_RULESET, None, 0, 1)
    if version < 1:
        return
    handled = sum(accesses for known_by, accesses in KNOWN_BY.items() if known_by <= version)
    attributes = struct.pack("QQQ", handled, NO_TCP, NO_STRANGERS)[: 8 if version < 4 else 16 if version < 6 else 24]
    rules = libc.syscall(CREATE_RULESET, attributes, len(attributes), 0)
    for path in code():
        _allow(libc, rules, path, READ_FILE | READ_FOLDER)
    for path in paths:
        _allow(libc, rules, path, WORK & handled)
    if libc.syscall(RESTRICT_SELF, rules, 0) != 0:
        raise OSError("the kernel has Landlock and does not use it")
    os.close(rules)


def _allow(libc: ctypes.CDLL, rules: int, path: str, accesses: int) -> None:
    place = os.open(path, os.O_PATH | os.O_CLOEXEC)
    if not os.path.isdir(path):
        accesses = READ_FILE
    if libc.syscall(ADD_RULE, rules, 1, struct.pack("=Qi", accesses, place), 0) != 0:
        raise OSError(f"no rule for {path}")
    os.close(place)


@cache
def code() -> list[str]:
    """Python, its packages and ours, for what is imported late; never the whole of ROOT, where private files may lie."""
    packages = [str(path.parent) for path in ROOT.glob("*/__init__.py")]
    # openpyxl asks for the names of media types, which Python reads from the system.
    places = [*sys.path, *packages, "/usr/lib", "/lib", *FONT_FOLDERS, *map(str, mimetypes.knownfiles)]
    return [path for path in places if os.path.exists(path) and path != str(ROOT)]


def limit(kind: int, soft: int, hard: int) -> None:
    # macOS refuses some limits, RLIMIT_AS above all; there the wall clock and the processor limit remain.
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(kind, (soft, hard))
