"""A reload of the web: the same master with the new code, nothing cut off, nothing shared over the fork that must not be."""

import os
import re
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.services.stack import environment, wait_until
from tests.services.web import HOST, Web, serving_web

FORM = b"login=nobody%40example.org&password=not+at+all"


@pytest.fixture(scope="module")
def web(django_db_setup: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Web]:
    folder = tmp_path_factory.mktemp("web")
    with serving_web(folder, environment(25, folder)) as web:
        yield web


@pytest.mark.req("R50")
def test_the_new_code_comes_in_the_same_process(web: Web) -> None:
    wait_until(lambda: len(workers(web)) == 2, what="both workers are there")
    before, descriptors = workers(web), open_in(web)

    update(web, "2")

    assert web.child.poll() is None
    wait_until(lambda: len(workers(web)) == 2 and not workers(web) & before, what="those of before are gone")
    # The master closes the heartbeat file of a worker when it has taken notice of its end.
    wait_until(lambda: open_in(web) == descriptors, what="the master has open what it had before")


@pytest.mark.req("R50")
def test_a_second_reload_in_the_middle_of_the_first(web: Web) -> None:
    web.release(3)
    web.reload()
    update(web, "4")

    assert web.child.poll() is None
    assert {release(web) for _ in range(8)} == {"4"}


@pytest.mark.req("R50")
def test_a_request_begun_before_is_answered_by_the_code_of_before(web: Web) -> None:
    update(web, "5")
    head = ["POST /en/accounts/login/ HTTP/1.1", f"Host: {HOST}", "X-Forwarded-Proto: https", "Connection: close"]
    head += ["Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(FORM)}", "", ""]
    with socket.create_connection(("127.0.0.1", web.port), timeout=60) as slow:
        slow.sendall("\r\n".join(head).encode() + FORM[:10])

        update(web, "6")
        slow.sendall(FORM[10:])
        answer = b"".join(iter(lambda: slow.recv(65536), b"")).decode()

    assert answer.startswith("HTTP/1.1 403 ")  # it came without the form's token
    assert "X-Release: 5" in answer


def test_the_master_has_one_thread_and_one_socket(web: Web) -> None:
    """No connection to the database or to Redis is open when workers are forked, or two of them would write into one."""
    open_there = open_in(web)

    assert len(os.listdir(f"/proc/{web.child.pid}/task")) == 1
    assert [kind for kind in open_there if kind.startswith("socket:")] == ["socket:"]


def update(web: Web, number: str) -> None:
    web.release(int(number))
    web.reload()
    wait_until(lambda: release(web) == number, what=f"release {number} answers")


def release(web: Web) -> str:
    return web.visitor().get("/healthz").headers["X-Release"]


def workers(web: Web) -> set[int]:
    table = subprocess.run(["ps", "-o", "pid=,stat=", "--ppid", str(web.child.pid)], capture_output=True, text=True)
    rows = [line.split() for line in table.stdout.splitlines()]
    return {int(pid) for pid, state in rows if not state.startswith("Z")}


def open_in(web: Web) -> list[str]:
    """What kinds of files the master has open."""
    folder = Path(f"/proc/{web.child.pid}/fd")
    return sorted(re.split(r"\[|-", os.readlink(entry))[0] for entry in folder.iterdir())
