"""A broker that is gone, or accepts and then says nothing, costs the person little and the work nothing."""

import socket
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from pafso import celery
from pafso.mail.beat import sweep
from pafso.mail.models import Mail
from pafso.mail.outbox import write
from pafso.settings import prod_broker
from tests.factories.smtp import free_port


@pytest.fixture
def broker() -> Iterator[Callable[[str], None]]:
    """Point this process at another broker, with production's options."""
    conf, before = celery.app.conf, celery.app.conf.copy()

    def use(url: str) -> None:
        conf.update(task_always_eager=False, broker_url=url, broker_transport_options=prod_broker.OPTIONS)

    yield use
    conf.update({key: before[key] for key in ("task_always_eager", "broker_url", "broker_transport_options")})
    celery.app.pool.force_close_all()
    celery._rest["until"] = 0.0


def three_mails() -> None:
    for number in range(3):
        write("tests/event", to="a@example.org", language="en", subject="s", text="t", key=f"k{number}")


@pytest.mark.req("R42", "R49")
def test_a_broker_that_is_gone_loses_nothing(db: None, commits: Any, broker: Callable[[str], None]) -> None:
    broker(f"redis://127.0.0.1:{free_port()}/0")

    with commits():
        three_mails()

    assert Mail.objects.filter(state=Mail.State.QUEUED).count() == 3
    assert sweep() == 3


@pytest.mark.req("R49")
def test_a_broker_that_hangs_keeps_nobody_for_ten_seconds(
    db: None, commits: Any, broker: Callable[[str], None]
) -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        broker(f"redis://127.0.0.1:{silent.getsockname()[1]}/0")
        began = time.monotonic()

        with commits():
            three_mails()

        assert time.monotonic() - began < 10
    assert sweep() == 3
