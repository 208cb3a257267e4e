"""A cache that may die: rate limits then count in this process instead of failing the login."""

import logging
import time
from collections.abc import Callable
from typing import Any

from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

log = logging.getLogger(__name__)
REST_SECONDS = 15


class SturdyRedisCache(RedisCache):
    """Redis while it answers; for 15 s after each failure, this process's memory.

    Holds nothing but rate limits and short-lived counters: losing them is harmless, waiting for them is not.
    """

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self._spare = LocMemCache("spare", {})
        self._down_until = 0.0

    def _try(self, name: str, call: Callable[[], Any], *args: Any, **kwargs: Any) -> Any:
        if time.monotonic() >= self._down_until:
            try:
                return call()
            except (RedisError, OSError) as error:
                self._down_until = time.monotonic() + REST_SECONDS
                log.warning("cache away (%s), counting in memory", type(error).__name__)
        return getattr(self._spare, name)(*args, **kwargs)


def _sturdy(name: str) -> Callable[..., Any]:
    def method(self: SturdyRedisCache, *args: Any, **kwargs: Any) -> Any:
        parent = getattr(super(SturdyRedisCache, self), name)
        return self._try(name, lambda: parent(*args, **kwargs), *args, **kwargs)

    return method


for _name in [
    "get",
    "set",
    "add",
    "delete",
    "touch",
    "incr",
    "has_key",
    "get_many",
    "set_many",
    "delete_many",
    "clear",
]:
    setattr(SturdyRedisCache, _name, _sturdy(_name))
