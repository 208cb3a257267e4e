"""How far an application is: its transaction shows nothing of itself until all is done, so the cache says it."""

from django.core.cache import cache

KEPT_SECONDS = 15 * 60


def lines_written(import_id: int) -> int:
    return int(cache.get(_key(import_id), 0))


def count_written(import_id: int, lines: int) -> None:
    cache.set(_key(import_id), lines, KEPT_SECONDS)


def forget(import_id: int) -> None:
    cache.delete(_key(import_id))


def _key(import_id: int) -> str:
    return f"roll-import-{import_id}"
