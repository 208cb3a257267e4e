"""Asks whether the broker answers, within a second: the client libraries would wait and retry for half a minute."""

from functools import cache

from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

ONCE = Retry(NoBackoff(), 0)
PATIENCE = 1.0


def answers(url: str) -> bool:
    """True for a broker that needs no server (development, tests) or a Redis that answers PING in time."""
    if not url.startswith("redis"):
        return True
    try:
        return bool(_client(url).ping())
    except RedisError:
        return False


@cache
def _client(url: str) -> Redis:
    return Redis.from_url(url, socket_timeout=PATIENCE, socket_connect_timeout=PATIENCE, retry=ONCE)
