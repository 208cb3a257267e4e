"""Somebody who goes on working while the database is upgraded, and notes how long each table let nobody write to it."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from psycopg import sql

LONGEST = 2.0
REST = 0.02


class Worker:
    """Asks of every table in turn what a row that is written asks of it; remembers the longest wait for each."""

    def __init__(self, url: str, tables: list[str]) -> None:
        self.url, self.tables = url, tables
        self.waits: dict[str, float] = dict.fromkeys(tables, 0.0)
        self.rounds = 0
        self.is_over = threading.Event()

    def work(self) -> None:
        with psycopg.connect(self.url, autocommit=True) as connection:
            # Longer than is allowed, so that a wait is measured; and an end, so that nothing hangs.
            connection.execute("SET lock_timeout = '30s'")
            while not self.is_over.is_set():
                for table in self.tables:
                    self._write_to(connection, table)
                self.rounds += 1
                time.sleep(REST)

    def _write_to(self, connection: psycopg.Connection, table: str) -> None:
        began = time.monotonic()
        try:
            with connection.transaction(force_rollback=True):
                connection.execute(sql.SQL("LOCK TABLE {} IN ROW EXCLUSIVE MODE").format(sql.Identifier(table)))
        except psycopg.errors.UndefinedTable:  # a migration took it away
            return
        except psycopg.errors.LockNotAvailable:
            pass
        self.waits[table] = max(self.waits[table], time.monotonic() - began)

    def too_long(self, longest: float = LONGEST) -> dict[str, float]:
        return {table: round(wait, 1) for table, wait in self.waits.items() if wait > longest}


@contextmanager
def somebody_works(url: str, tables: list[str]) -> Iterator[Worker]:
    worker = Worker(url, tables)
    thread = threading.Thread(target=worker.work, daemon=True)
    thread.start()
    try:
        yield worker
    finally:
        worker.is_over.set()
        thread.join(60)
