"""Mail with two workers, a real SMTP server, and things killed on purpose."""

import asyncio
from collections import Counter
from typing import Any

import pytest
from django.db import transaction
from redis import Redis

from pafso.mail import catalogue
from pafso.mail.models import Mail
from pafso.mail.outbox import write
from pafso.models import MailKind, ReplyAddress
from tests.factories.smtp import Server
from tests.services.stack import BROKER, Stack, all_sent, arrived, wait_until


def queue(count: int) -> list[str]:
    """That many mails, each committed by itself; their Message-IDs."""
    mails = []
    for number in range(count):
        with transaction.atomic():
            to = f"member{number}@example.org"
            mails.append(write("tests/event", to=to, language="fr", subject="Été", text="Bonjour", key=f"k{number}"))
    return [mail.message_id for mail in mails]


@pytest.mark.req("R43")
def test_two_workers_send_every_mail_once(stack: Stack, smtp: Server) -> None:
    stack.workers("one", "two")

    ids = queue(60)

    wait_until(all_sent, what="all mails are marked sent")
    assert arrived(smtp) == Counter(ids)


def test_every_kind_of_mail_is_answered_by_its_own_people(stack: Stack, smtp: Server) -> None:
    """In the header that mail programs read, and kept with the row; a kind without an address goes where the rest goes."""
    ReplyAddress.objects.create(kind=MailKind.AWARDS, address="awards@example.org")
    ReplyAddress.objects.create(kind=MailKind.OFFICE, address="office@example.org")
    stack.worker("one")

    with transaction.atomic():
        for event in catalogue.every_event():
            event.sample(catalogue.Sample("fr"))

    wait_until(all_sent, what="all mails are marked sent")
    kinds = {event.name: event.kind for event in catalogue.every_event()}
    assert set(Mail.objects.values_list("event", flat=True)) == set(kinds)
    for row in Mail.objects.all():
        answered = "awards@example.org" if kinds[row.event] == MailKind.AWARDS else "office@example.org"
        assert (row.kind, row.reply_to) == (kinds[row.event], answered)
    sent = {str(message["Message-ID"]): str(message["Reply-To"]) for message in smtp.received}
    assert sent == dict(Mail.objects.values_list("message_id", "reply_to"))
    optional = {str(message["Message-ID"]) for message in smtp.received if message["List-Unsubscribe"]}
    voluntary = [event.name for event in catalogue.every_event() if event.is_voluntary]
    assert optional == set(Mail.objects.filter(event__in=voluntary).values_list("message_id", flat=True))


@pytest.mark.req("R42")
def test_redis_may_be_wiped(stack: Stack, smtp: Server) -> None:
    ids = queue(20)
    with Redis.from_url(BROKER) as broker:
        broker.flushdb()
    stack.worker("one")
    stack.beat()

    wait_until(all_sent, what="the sweep finds the mails")
    assert arrived(smtp) == Counter(ids)


@pytest.mark.req("R42", "R45")
def test_a_worker_killed_while_sending_is_taken_over(stack: Stack, smtp: Server) -> None:
    holding = asyncio.Event()
    accept = smtp.handle_DATA

    async def hold_the_first(*args: Any) -> str:
        if not holding.is_set():
            holding.set()
            await asyncio.sleep(3600)  # the client dies first, and the server drops the message unaccepted
        return await accept(*args)

    smtp.handle_DATA = hold_the_first  # type: ignore[method-assign]
    doomed = stack.worker("doomed")
    ids = queue(12)
    wait_until(holding.is_set, what="the first mail is being sent")

    doomed.kill()
    stack.worker("heir")
    stack.beat()

    wait_until(all_sent, what="another worker sends the rest and the interrupted one")
    assert arrived(smtp) == Counter(ids)
    assert sorted(Mail.objects.values_list("attempts", flat=True)) == [1] * 11 + [2]


@pytest.mark.req("R50")
def test_term_finishes_what_runs(stack: Stack, smtp: Server) -> None:
    begun = asyncio.Event()
    accept = smtp.handle_DATA

    async def slowly(*args: Any) -> str:
        begun.set()
        await asyncio.sleep(2)
        return await accept(*args)

    smtp.handle_DATA = slowly  # type: ignore[method-assign]
    worker = stack.worker("one")
    ids = queue(1)
    wait_until(begun.is_set, what="the mail is being sent")

    code = worker.stop()

    assert code == 0
    assert arrived(smtp) == Counter(ids)
    assert list(Mail.objects.values_list("state", "attempts")) == [("sent", 1)]
