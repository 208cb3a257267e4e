"""A small closed-loop client: keep-alive connections, whole answers read, every status checked."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field


@dataclass
class Result:
    """What one scenario gave: answers a second, the 95th percentile in ms, and statuses other than the expected."""

    name: str
    seconds: float
    times: list[float] = field(default_factory=list)
    wrong: dict[int, int] = field(default_factory=dict)

    @property
    def per_second(self) -> float:
        return len(self.times) / self.seconds

    def percentile(self, share: float) -> float:
        ordered = sorted(self.times)
        return 1000 * ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else 0.0


def drive(
    name: str,
    port: int,
    requests: Callable[[int], Iterator[bytes]],
    *,
    expect: int,
    seconds: float,
    connections: int = 4,
) -> Result:
    """Send what REQUESTS(connection number) yields, each connection one after the other, for SECONDS."""
    result = Result(name, seconds)
    lock, stop = threading.Lock(), time.monotonic() + seconds

    def one(number: int) -> None:
        connection = Connection(port)
        for request in requests(number):
            if time.monotonic() >= stop:
                break
            began = time.monotonic()
            status = connection.ask(request)
            took = time.monotonic() - began
            with lock:
                if status == expect:
                    result.times.append(took)
                else:
                    result.wrong[status] = result.wrong.get(status, 0) + 1
        connection.close()

    threads = [threading.Thread(target=one, args=(number,)) for number in range(connections)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return result


class Connection:
    """One keep-alive connection to 127.0.0.1."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.socket: socket.socket | None = None
        self.head = b""

    def ask(self, request: bytes) -> int:
        """Send REQUEST, read the whole answer, give its status; the answer's head stays in ``head``."""
        if self.socket is None:
            self.socket = socket.create_connection(("127.0.0.1", self.port), timeout=60)
            self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        try:
            self.socket.sendall(request)
            return self._read()
        except (ConnectionError, TimeoutError):
            self.close()
            return 0

    def _read(self) -> int:
        assert self.socket is not None
        data = b""
        while b"\r\n\r\n" not in data:
            chunk = self.socket.recv(65536)
            if not chunk:
                raise ConnectionError
            data += chunk
        self.head, _, body = data.partition(b"\r\n\r\n")
        lowered = self.head.lower()
        if b"transfer-encoding: chunked" in lowered:
            while not body.endswith(b"0\r\n\r\n"):
                body += self.socket.recv(65536)
        elif b"content-length:" in lowered:
            length = int(lowered.split(b"content-length:")[1].split(b"\r\n")[0])
            while len(body) < length:
                body += self.socket.recv(65536)
        self.body = body
        status = int(self.head.split(b" ", 2)[1])
        if b"connection: close" in lowered:
            self.close()
        return status

    def close(self) -> None:
        if self.socket is not None:
            self.socket.close()
            self.socket = None
