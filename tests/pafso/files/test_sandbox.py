"""The child process that opens strangers' files cannot hurt, fool or outlive its parent."""

import os
import resource
import shutil
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import pytest
from django.conf import settings

from pafso.files import confinement, sandbox
from pafso.files.inspection.errors import Unreadable
from pafso.files.sandbox import Limits, SandboxFailure
from tests.pafso.files.conftest import is_alive, number_in

LINUX = pytest.mark.skipif(
    sys.platform != "linux", reason="only Linux has Landlock, seccomp and the parent's death signal"
)
HERE = "tests.pafso.files.misbehaving"


def test_returns_what_the_function_returns() -> None:
    assert sandbox.run(f"{HERE}:echo", {"été": [1, 2.5, None]}) == {"été": [1, 2.5, None]}


@pytest.mark.req("R31")
def test_printing_cannot_forge_the_answer() -> None:
    assert sandbox.run(f"{HERE}:chatter") == "the answer"


def test_a_declared_refusal_arrives_as_such() -> None:
    with pytest.raises(Unreadable) as caught:
        sandbox.run(f"{HERE}:refuse", "truncated")

    assert caught.value.code == "truncated"


def test_an_exception_becomes_a_failure() -> None:
    with pytest.raises(SandboxFailure) as caught:
        sandbox.run(f"{HERE}:stumble")

    assert (caught.value.reason, caught.value.detail) == ("error", "ValueError: a detail")


def test_a_function_that_is_not_there_is_a_failure() -> None:
    with pytest.raises(SandboxFailure) as caught:
        sandbox.run(f"{HERE}:nowhere")

    assert caught.value.reason == "error"


@pytest.mark.req("R33")
def test_an_endless_loop_is_killed_by_the_processor_limit() -> None:
    with pytest.raises(SandboxFailure) as caught:
        sandbox.run(f"{HERE}:loop_forever", limits=Limits(cpu_seconds=1, wall_seconds=30))

    assert caught.value.reason == "time"


@pytest.mark.req("R33")
def test_a_sleeper_is_killed_by_the_wall_clock() -> None:
    begun = time.monotonic()

    with pytest.raises(SandboxFailure) as caught:
        sandbox.run(f"{HERE}:sleep_forever", limits=Limits(wall_seconds=1))

    assert caught.value.reason == "time"
    assert time.monotonic() - begun < 10


@pytest.mark.req("R33")
@pytest.mark.skipif(sys.platform == "darwin", reason="macOS does not limit address space")
def test_a_memory_hog_is_stopped() -> None:
    with pytest.raises(SandboxFailure) as caught:
        sandbox.run(f"{HERE}:hoard", limits=Limits(memory_bytes=200 * 1024 * 1024))

    assert caught.value.reason == "memory"


def test_a_crash_is_a_failure() -> None:
    with pytest.raises(SandboxFailure) as caught:
        sandbox.run(f"{HERE}:segfault")

    assert caught.value.reason == "crash"


def test_a_file_cannot_grow_past_its_limit(tmp_path: Path) -> None:
    with pytest.raises(SandboxFailure):
        sandbox.run(f"{HERE}:flood", str(tmp_path), limits=Limits(file_bytes=2 * 1024 * 1024))

    assert (tmp_path / "flood").stat().st_size <= 2 * 1024 * 1024


@pytest.mark.req("R57")
def test_the_child_knows_no_settings_and_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "should stay here")
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "pafso.settings.test")

    found = sandbox.run(f"{HERE}:surroundings")

    assert found["modules"] == []
    assert not {"SECRET_KEY", "DJANGO_SETTINGS_MODULE", "DATABASE_URL"} & set(found["environment"])
    assert found["niceness"] >= 10
    assert found["session_leader"] is True
    assert found["open_files"] == 64


@pytest.mark.parametrize(
    ("function", "args", "answer"),
    [
        ("echo", ["x"], {"result": "x"}),
        ("refuse", ["bomb"], {"unreadable": "bomb"}),
        ("stumble", [], {"failure": "error", "detail": "ValueError: a detail"}),
        ("run_out", [], {"failure": "memory", "detail": ""}),
    ],
)
def test_what_the_child_answers(function: str, args: list[str], answer: dict[str, str]) -> None:
    assert sandbox._answer_to({"function": f"{HERE}:{function}", "args": args}) == answer


def test_a_limit_that_the_system_refuses_is_left_out() -> None:
    before = resource.getrlimit(resource.RLIMIT_CORE)

    confinement.limit(resource.RLIMIT_CORE, 5, 1)

    assert resource.getrlimit(resource.RLIMIT_CORE) == before


@pytest.mark.parametrize("reply", [b"not json", b"{", b"\xff"])
def test_a_garbled_answer_is_a_failure(reply: bytes) -> None:
    with pytest.raises(SandboxFailure) as caught:
        sandbox._unwrap(reply)

    assert caught.value.reason == "answer"


def test_a_failure_reads_well_in_a_log() -> None:
    assert str(SandboxFailure("time")) == "time"
    assert str(SandboxFailure("crash", "exit 9")) == "crash: exit 9"


@LINUX
@pytest.mark.req("R33")
def test_a_child_reaches_its_own_file_and_nothing_else(tmp_path: Path) -> None:
    own, folder, foreign = tmp_path / "own", tmp_path / "sibling", tmp_path / "sibling" / "photo"
    folder.mkdir()
    for path in (own, foreign):
        path.write_bytes(b"private")

    with ThreadPoolExecutor() as threads:
        sibling = threads.submit(sandbox.run, f"{HERE}:stay", str(folder), limits=Limits(wall_seconds=20))
        pids = [number_in(folder / "child"), sandbox.run(f"{HERE}:parent"), os.getpid()]
        outcomes = sandbox.run(
            f"{HERE}:attempts", str(own), [str(foreign), "/etc/passwd", str(settings.BASE_DIR / "README.md")], pids
        )
        os.kill(pids[0], signal.SIGKILL)

    assert {name for name, outcome in outcomes.items() if outcome == "worked"} == {
        "read its own file",
        "import late",
        "start a thread",
    }
    assert set(outcomes.values()) == {"worked", "PermissionError"}
    assert len(outcomes) == 10 + 3 + 4 * len(pids)
    assert isinstance(sibling.exception(), SandboxFailure)


@pytest.mark.req("R57")
def test_nothing_of_ours_is_open_in_the_child(tmp_path: Path) -> None:
    with (tmp_path / "ours").open("wb") as ours:
        os.set_inheritable(ours.fileno(), True)

        # Nothing, noise, noise, answer.
        assert sandbox.run(f"{HERE}:open_descriptors") == [0, 1, 2, 3]


def test_two_threads_at_once(tmp_path: Path) -> None:
    with ThreadPoolExecutor() as threads:
        first = threads.submit(sandbox.run, f"{HERE}:meet", str(tmp_path), "one", "two")
        second = threads.submit(sandbox.run, f"{HERE}:meet", str(tmp_path), "two", "one")

        assert (first.result(30), second.result(30)) == ("one", "two")


def test_each_thread_gets_its_own_answer() -> None:
    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(partial(sandbox.run, f"{HERE}:echo"), range(40))) == list(range(40))


def test_one_parent_forks_all() -> None:
    assert len({sandbox.run(f"{HERE}:parent") for _ in range(3)}) == 1


def test_a_parent_that_was_killed_is_replaced() -> None:
    parent = sandbox.run(f"{HERE}:parent")

    os.kill(parent, signal.SIGKILL)

    assert sandbox.run(f"{HERE}:parent") != parent


@LINUX
def test_a_parent_that_is_killed_at_work_takes_its_child_along_and_the_next_does_the_work(tmp_path: Path) -> None:
    parent = sandbox.run(f"{HERE}:parent")

    with ThreadPoolExecutor() as threads:
        work = threads.submit(sandbox.run, f"{HERE}:stay_once", str(tmp_path))
        child = number_in(tmp_path / "child")
        os.kill(parent, signal.SIGKILL)

        assert work.result(30) == "the second time"
    assert not is_alive(child)


def test_a_parent_that_cannot_start_is_a_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sandbox, "_parent", sandbox._Parent())
    monkeypatch.setattr(sys, "executable", shutil.which("false"))

    with pytest.raises(SandboxFailure) as caught:
        sandbox.run(f"{HERE}:echo", 1)

    assert caught.value.reason == "crash"


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_an_owner_that_is_told_to_stop_may_still_ask(number: int) -> None:
    """systemd and terminals signal the whole group."""
    parent = sandbox.run(f"{HERE}:parent")

    os.kill(parent, number)

    assert sandbox.run(f"{HERE}:parent") == parent


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
def test_an_owner_that_is_interrupted_leaves_no_child(tmp_path: Path) -> None:
    """As Celery's time limit does it: with an exception, in the middle of the waiting."""
    before = signal.signal(signal.SIGALRM, lambda *_: 1 / 0)
    signal.setitimer(signal.ITIMER_REAL, 1)
    try:
        with pytest.raises(ZeroDivisionError):
            sandbox.run(f"{HERE}:stay", str(tmp_path))
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)

    assert not is_alive(number_in(tmp_path / "child"))


def test_a_forked_owner_has_a_parent_of_its_own() -> None:
    parent = sandbox.run(f"{HERE}:parent")

    reader, writer = os.pipe()
    fork = os.fork()
    if not fork:
        os.write(writer, str(sandbox.run(f"{HERE}:parent")).encode())
        os._exit(0)
    os.waitpid(fork, 0)

    assert int(os.read(reader, 20)) != parent
    assert sandbox.run(f"{HERE}:parent") == parent
    os.close(reader)
    os.close(writer)


@LINUX
def test_nothing_is_left_of_an_owner_that_is_killed_though_a_fork_of_it_lives(tmp_path: Path) -> None:
    code = f"""
import os, time
from pafso.files import sandbox
print(sandbox.run("{HERE}:parent"), flush=True)
fork = os.fork()
if fork:
    print(fork, flush=True)
    sandbox.run("{HERE}:stay", "{tmp_path}")
time.sleep(60)
"""
    owner = subprocess.Popen([sys.executable, "-c", code], cwd=settings.BASE_DIR, stdout=subprocess.PIPE, text=True)
    assert owner.stdout is not None
    parent, fork = int(owner.stdout.readline()), int(owner.stdout.readline())
    child = number_in(tmp_path / "child")

    owner.kill()
    owner.wait()
    owner.stdout.close()

    deadline = time.monotonic() + 10
    while (is_alive(parent) or is_alive(child)) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert (is_alive(parent), is_alive(child), is_alive(fork)) == (False, False, True)
    os.kill(fork, signal.SIGKILL)
