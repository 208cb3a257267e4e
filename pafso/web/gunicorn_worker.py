"""gunicorn's threaded worker, with what it lacks: it notes when a request came, and takes turns with others at being renewed."""

import fcntl
import os
import sys
import tempfile
import time
from datetime import UTC, datetime
from typing import IO, ClassVar

from gunicorn.http.message import Request
from gunicorn.workers.gthread import TConn, ThreadWorker

from pafso.clock import received

# After one was renewed the next waits: the new one is forked and answers by then.
BETWEEN_TURNS = 2.0


class Worker(ThreadWorker):
    """Deadlines are judged by the instant noted here where no proxy says a better one: a request may wait for its thread.

    Even load brings all workers to `max_requests` together. Whoever is renewed holds the turn until its process has
    ended, so that the others go on answering; those that wait for it answer too.
    """

    alive: bool
    nr: int
    max_requests: int
    # Shared by all workers of a master: the lock is a process's own and ends with it, the file's time says when it was held.
    turn: ClassVar[IO[bytes] | None] = None

    def __init__(self, *args: object, **kwargs: object) -> None:
        """In the master, before the fork."""
        super().__init__(*args, **kwargs)
        self.renewed_after, self.max_requests = self.max_requests, sys.maxsize
        if Worker.turn is None:
            Worker.turn = tempfile.TemporaryFile(prefix="pafso-turn-")  # noqa: SIM115  (as long as the master)
            os.utime(Worker.turn.fileno(), (0, 0))

    def enqueue_req(self, conn: TConn) -> None:
        conn.noted_at = datetime.now(UTC)
        super().enqueue_req(conn)

    def handle_request(self, req: Request, conn: TConn) -> bool:
        with received(conn.noted_at):
            return bool(super().handle_request(req, conn))

    def notify(self) -> None:
        """Once in each round of the worker's loop, a second apart at most."""
        super().notify()
        if self.alive and self.nr >= self.renewed_after and self._has_turn():
            self.log.info("Worker is renewed after %d requests.", self.nr)
            self.alive = False
        elif not self.alive and self.nr >= self.renewed_after:
            self._stamp()

    def _has_turn(self) -> bool:
        assert Worker.turn is not None
        number = Worker.turn.fileno()
        try:
            fcntl.lockf(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        if time.time() - os.fstat(number).st_mtime >= BETWEEN_TURNS:
            self._stamp()
            return True
        fcntl.lockf(number, fcntl.LOCK_UN)
        return False

    def _stamp(self) -> None:
        assert Worker.turn is not None
        os.utime(Worker.turn.fileno())
