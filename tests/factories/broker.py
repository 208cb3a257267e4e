"""Lets this process wake workers over another broker for a while."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from kombu import pools

from pafso import celery

KEYS = ("task_always_eager", "broker_url", "broker_transport_options")


@contextmanager
def waking_over(url: str, options: dict[str, Any] | None = None) -> Iterator[None]:
    conf = celery.app.conf
    before = {key: conf[key] for key in KEYS}
    conf.update(task_always_eager=False, broker_url=url, broker_transport_options=options or {})
    _forget_connections()
    try:
        yield
    finally:
        conf.update(before)
        _forget_connections()
        celery._rest["until"] = 0.0


def _forget_connections() -> None:
    """Celery keeps pools for the first broker that it saw."""
    pools.reset()
    celery.app._pool = None
    celery.app.amqp._producer_pool = None
