"""A door in front of a server (Redis, PostgreSQL) that a test can shut, or leave open with nobody answering."""

import asyncio
import threading
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager, suppress
from typing import Any

from tests.factories.smtp import free_port

PIECE = 65_536


class Gate:
    """Passes bytes on to TARGET until it is told otherwise."""

    def __init__(self, target: tuple[str, int]) -> None:
        self.target, self.port = target, free_port()
        self._loop = asyncio.new_event_loop()
        self._writers: set[asyncio.StreamWriter] = set()
        self._server: asyncio.Server | None = None
        self._passing = asyncio.Event()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self.open()

    def open(self) -> None:
        self._do(self._open())

    def fall_silent(self) -> None:
        """Still takes connections, and answers nothing on any."""
        self._do(self._fall_silent())

    def shut(self) -> None:
        """Refuses connections and drops those that there are."""
        self._do(self._shut())

    def close(self) -> None:
        self.shut()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def _do(self, work: Coroutine[Any, Any, None]) -> None:
        asyncio.run_coroutine_threadsafe(work, self._loop).result(10)

    async def _open(self) -> None:
        self._passing.set()
        if self._server is None:
            self._server = await asyncio.start_server(self._visit, "127.0.0.1", self.port)

    async def _fall_silent(self) -> None:
        self._passing.clear()

    async def _shut(self) -> None:
        if self._server is not None:
            self._server.close()
            self._server = None
        self._passing.set()
        for writer in list(self._writers):
            writer.transport.abort()
        await asyncio.sleep(0.05)

    async def _visit(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._writers.add(writer)
        await self._passing.wait()
        with suppress(OSError):
            there, back = await asyncio.open_connection(*self.target)
            self._writers.add(back)
            await asyncio.gather(self._pass(reader, back), self._pass(there, writer))
            self._writers.discard(back)
        self._writers.discard(writer)
        writer.close()

    async def _pass(self, source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            while piece := await source.read(PIECE):
                await self._passing.wait()
                target.write(piece)
                await target.drain()
        target.close()


@contextmanager
def gate_to(host: str, port: int) -> Iterator[Gate]:
    gate = Gate((host, port))
    try:
        yield gate
    finally:
        gate.close()
