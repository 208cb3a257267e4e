"""A broker that is gone, or accepts and then says nothing, costs the person little and the work nothing."""

import socket
import time
from typing import Any

import pytest

from pafso.mail.beat import sweep
from pafso.mail.models import Mail
from pafso.mail.outbox import write
from pafso.settings import prod_broker
from tests.factories.broker import waking_over
from tests.factories.smtp import free_port


def three_mails() -> None:
    for number in range(3):
        write("tests/event", to="a@example.org", language="en", subject="s", text="t", key=f"k{number}")


@pytest.mark.req("R42", "R49")
def test_a_broker_that_is_gone_loses_nothing(db: None, commits: Any) -> None:
    with waking_over(f"redis://127.0.0.1:{free_port()}/0", prod_broker.OPTIONS), commits():
        three_mails()

    assert Mail.objects.filter(state=Mail.State.QUEUED).count() == 3
    assert sweep() == 3


@pytest.mark.req("R49")
def test_a_broker_that_hangs_keeps_nobody_for_ten_seconds(db: None, commits: Any) -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        began = time.monotonic()

        with waking_over(f"redis://127.0.0.1:{silent.getsockname()[1]}/0", prod_broker.OPTIONS), commits():
            three_mails()

        assert time.monotonic() - began < 10
    assert sweep() == 3
