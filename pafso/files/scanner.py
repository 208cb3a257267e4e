"""Asks ClamAV about a file before it is kept, where the office runs one (CLAMD_ADDRESS)."""

import socket
import struct
from typing import IO

from django.conf import settings

PIECE = 256 * 1024
SECONDS = 60


class ScannerAway(Exception):
    """The scanner did not answer, or not with a verdict."""


def is_clean(file: IO[bytes]) -> bool:
    """Send the file over clamd's INSTREAM protocol; True without a scanner. Raises ScannerAway."""
    address = settings.CLAMD_ADDRESS
    if not address:
        return True
    try:
        with _connected(address) as connection:
            verdict = _ask(connection, file)
    except OSError as error:
        raise ScannerAway from error
    if verdict.endswith("FOUND"):
        return False
    if verdict.endswith("OK"):
        return True
    raise ScannerAway(verdict)


def _connected(address: str) -> socket.socket:
    """`host:port`, or the path of a socket file."""
    if address.startswith("/"):
        connection = socket.socket(socket.AF_UNIX)
        connection.settimeout(SECONDS)
        connection.connect(address)
        return connection
    host, _, port = address.rpartition(":")
    return socket.create_connection((host, int(port)), SECONDS)


def _ask(connection: socket.socket, file: IO[bytes]) -> str:
    connection.sendall(b"zINSTREAM\0")
    file.seek(0)
    while piece := file.read(PIECE):
        connection.sendall(struct.pack(">I", len(piece)) + piece)
    connection.sendall(struct.pack(">I", 0))
    answer = b""
    while not answer.endswith(b"\0") and (more := connection.recv(4096)):
        answer += more
    return answer.rstrip(b"\0\n").decode(errors="replace")
