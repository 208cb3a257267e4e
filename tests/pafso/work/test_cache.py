"""A cache that may die, on a real Redis and on none."""

import pytest
from redis.backoff import NoBackoff
from redis.retry import Retry

from pafso.work.cache import SturdyRedisCache
from tests import available
from tests.factories.smtp import free_port

PARAMS = {"OPTIONS": {"socket_timeout": 1, "socket_connect_timeout": 1, "retry": Retry(NoBackoff(), 0)}}


@pytest.mark.req("R49")
def test_without_redis_it_counts_in_memory() -> None:
    cache = SturdyRedisCache(f"redis://127.0.0.1:{free_port()}/0", PARAMS)

    assert cache.add("k", 1, 60) is True
    assert cache.add("k", 2, 60) is False
    assert cache.incr("k") == 2
    assert cache.get("k") == 2
    assert cache.get_many(["k", "other"]) == {"k": 2}
    cache.delete("k")
    assert cache.get("k", "nothing") == "nothing"


@pytest.mark.services
def test_with_redis_two_processes_share_it() -> None:
    one, two = (SturdyRedisCache(f"{available.REDIS}/9", PARAMS) for _ in range(2))
    one.delete("shared")

    assert one.add("shared", 1, 60) is True
    assert two.add("shared", 1, 60) is False
    assert two.incr("shared") == 2
    assert one.get("shared") == 2
    one.delete("shared")
