"""One after the other: whoever works on the same thing at the same instant waits until the first has committed.

For what has no row yet that could be locked. SQLite has one writer at a time, who waited when the transaction began.
"""

import hashlib

from django.db import connection


def wait_turn(*names: object) -> None:
    """Go on when nobody else is at work on what NAMES name; kept until the transaction ends."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_number(names)])


def share_turn(*names: object) -> None:
    """Go on together with others who share it, and never while somebody has it alone by `wait_turn`; nor they meanwhile."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock_shared(%s)", [_number(names)])


def is_my_turn(*names: object) -> bool:
    """The same without waiting: False while somebody else is at work on it."""
    if connection.vendor != "postgresql":
        return True
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_number(names)])
        return bool(cursor.fetchone()[0])


def _number(names: tuple[object, ...]) -> int:
    written = ":".join(str(name) for name in names)
    return int.from_bytes(hashlib.sha256(written.encode()).digest()[:8], signed=True)
