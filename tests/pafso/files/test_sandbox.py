"""The child process that opens strangers' files cannot hurt, fool or outlive its parent."""

import resource
import sys
import time
from pathlib import Path

import pytest

from pafso.files import sandbox
from pafso.files.inspection.errors import Unreadable
from pafso.files.sandbox import Limits, SandboxFailure

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
    target = tmp_path / "flood"

    with pytest.raises(SandboxFailure):
        sandbox.run(f"{HERE}:flood", str(target), limits=Limits(file_bytes=2 * 1024 * 1024))

    assert target.stat().st_size <= 2 * 1024 * 1024


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

    sandbox._limit(resource.RLIMIT_CORE, 5, 1)

    assert resource.getrlimit(resource.RLIMIT_CORE) == before


@pytest.mark.parametrize("reply", [b"not json", b"{", b"\xff"])
def test_a_garbled_answer_is_a_failure(reply: bytes) -> None:
    with pytest.raises(SandboxFailure) as caught:
        sandbox._unwrap(reply)

    assert caught.value.reason == "answer"


def test_a_failure_reads_well_in_a_log() -> None:
    assert str(SandboxFailure("time")) == "time"
    assert str(SandboxFailure("crash", "exit 9")) == "crash: exit 9"
