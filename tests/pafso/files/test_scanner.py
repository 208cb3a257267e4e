"""The virus scanner's protocol, against a small server that speaks it."""

import socket
import struct
import threading
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from pafso.files import scanner


class Clamd:
    """Answers one INSTREAM request with the verdict that the test sets."""

    def __init__(self, listening: socket.socket) -> None:
        self.listening = listening
        self.verdict = b"stream: OK\0"
        self.received = b""
        self.thread = threading.Thread(target=self._serve, daemon=True)
        self.thread.start()

    def _serve(self) -> None:
        connection, _ = self.listening.accept()
        with connection, connection.makefile("rb") as stream:
            assert stream.read(10) == b"zINSTREAM\0"
            while length := struct.unpack(">I", stream.read(4))[0]:
                self.received += stream.read(length)
            connection.sendall(self.verdict)


@pytest.fixture
def clamd(settings: Any) -> Iterator[Clamd]:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        settings.CLAMD_ADDRESS = f"127.0.0.1:{listening.getsockname()[1]}"
        yield Clamd(listening)


@pytest.mark.req("R39")
@pytest.mark.parametrize(("verdict", "clean"), [(b"stream: OK\0", True), (b"stream: Eicar-Test FOUND\0", False)])
def test_the_verdict_on_every_byte(clamd: Clamd, verdict: bytes, clean: bool) -> None:
    clamd.verdict = verdict
    content = bytes(range(256)) * 3000

    assert scanner.is_clean(BytesIO(content)) is clean
    clamd.thread.join(5)
    assert clamd.received == content


@pytest.mark.req("R39")
@pytest.mark.parametrize("verdict", [b"INSTREAM size limit exceeded. ERROR\0", b""])
def test_no_verdict_is_no_permission(clamd: Clamd, verdict: bytes) -> None:
    clamd.verdict = verdict

    with pytest.raises(scanner.ScannerAway):
        scanner.is_clean(BytesIO(b"content"))


def test_a_scanner_behind_a_socket_file(settings: Any, tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(tmp_path / "clamd"))
        listening.listen()
        settings.CLAMD_ADDRESS = str(tmp_path / "clamd")
        Clamd(listening)

        assert scanner.is_clean(BytesIO(b"content")) is True


@pytest.mark.req("R39")
def test_nobody_at_home(settings: Any) -> None:
    settings.CLAMD_ADDRESS = "127.0.0.1:1"

    with pytest.raises(scanner.ScannerAway):
        scanner.is_clean(BytesIO(b"content"))


def test_no_scanner_no_question(settings: Any) -> None:
    settings.CLAMD_ADDRESS = ""

    assert scanner.is_clean(BytesIO(b"content")) is True
