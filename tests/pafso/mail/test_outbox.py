"""The outbox: one row a mail, sent once, never lost, never with its secret afterwards."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.core import mail as django_mail
from django.core.mail import send_mail
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django.fixtures import DjangoAssertNumQueries

from magazine.mails import issue_published
from pafso.audit.models import Entry
from pafso.errors import WrongMove
from pafso.mail import delivery
from pafso.mail.actions import send_again
from pafso.mail.beat import sweep
from pafso.mail.models import Mail
from pafso.mail.outbox import NoPostalAddress, write
from pafso.models import MailKind, ReplyAddress, Text
from pafso.work import leases
from tests.factories.magazine import make_issue
from tests.factories.people import Cast
from tests.factories.smtp import SMTP, Server, free_port, serving

NOW = datetime(2026, 4, 1, 12, tzinfo=UTC)


@pytest.fixture
def smtp(settings: Any) -> Iterator[Server]:
    with serving() as server:
        settings.DELIVERY = {"EMAIL_BACKEND": SMTP, "EMAIL_HOST": "127.0.0.1", "EMAIL_PORT": server.port}
        yield server


def queued(key: str = "k1", **fields: Any) -> Mail:
    values = {"to": "alix@example.org", "language": "en", "subject": "Hello", "text": "Text", "key": key, **fields}
    return write("tests/event", **values)


@pytest.mark.req("R42")
def test_a_mail_goes_out_after_the_commit_and_not_before(db: None, commits: Callable[[], Any]) -> None:
    with commits():
        mail = queued()
        assert django_mail.outbox == []

    mail.refresh_from_db()
    assert mail.state == Mail.State.SENT
    assert [message.to for message in django_mail.outbox] == [["alix@example.org"]]
    assert django_mail.outbox[0].extra_headers["Message-ID"] == mail.message_id


@pytest.mark.req("R42")
def test_a_rolled_back_act_sends_nothing(db: None, commits: Callable[[], Any]) -> None:
    with commits(), pytest.raises(RuntimeError), transaction.atomic():
        queued()
        raise RuntimeError

    assert Mail.objects.count() == 0
    assert django_mail.outbox == []


@pytest.mark.req("R43")
def test_the_same_event_twice_is_one_mail(db: None, commits: Callable[[], Any]) -> None:
    with commits():
        first, second = queued("same"), queued("same", subject="Another")

    assert first.pk == second.pk
    assert [message.subject for message in django_mail.outbox] == ["Hello"]
    assert delivery.deliver([first.pk]) == 0


def test_a_secret_body_is_blank_once_sent(db: None, commits: Callable[[], Any]) -> None:
    with commits():
        mail = queued(text="Your code is K7QX3Z", html="<p>K7QX3Z</p>", secret=True)

    mail.refresh_from_db()
    assert (mail.text, mail.html) == ("", "")
    assert "K7QX3Z" in str(django_mail.outbox[0].body)


@pytest.mark.req("R28")
def test_a_subject_is_one_line(db: None) -> None:
    mail = queued(subject="One\r\nBcc: everyone@example.org")

    assert mail.subject == "One Bcc: everyone@example.org"


@pytest.mark.req("R44")
@pytest.mark.parametrize(
    ("answers", "state", "said"),
    [
        ({"RCPT": "450 mailbox busy"}, Mail.State.QUEUED, "SMTPRecipientsRefused"),
        ({"RCPT": "550 no such person"}, Mail.State.FAILED, "SMTPRecipientsRefused"),
        ({"DATA": "451 try later"}, Mail.State.QUEUED, "SMTPDataError"),
        ({"DATA": "554 refused"}, Mail.State.FAILED, "SMTPDataError"),
    ],
)
def test_refusals_wait_or_end(db: None, smtp: Server, answers: dict[str, str], state: str, said: str) -> None:
    smtp.answers = answers
    with time_machine.travel(NOW, tick=False):
        mail = queued()
        assert delivery.deliver([mail.pk]) == 0
        mail.refresh_from_db()

    assert mail.state == state
    assert mail.last_error.startswith(said)
    assert mail.lease_until is None
    if state == Mail.State.QUEUED:
        assert mail.not_before == NOW + timedelta(seconds=30)


@pytest.mark.req("R44")
def test_one_bad_address_stops_nobody(db: None, smtp: Server) -> None:
    smtp.refused = "nobody@example.org"
    mails = [queued(to, to=to) for to in ("alix@example.org", "nobody@example.org", "benoit@example.org")]

    assert delivery.deliver([mail.pk for mail in mails]) == 2

    assert [message["To"] for message in smtp.received] == ["alix@example.org", "benoit@example.org"]
    assert list(Mail.objects.order_by("id").values_list("state", flat=True)) == ["sent", "failed", "sent"]


def test_what_arrives_is_text_and_html_in_the_right_language(db: None, smtp: Server) -> None:
    mail = queued(language="fr", subject="Candidature reçue", text="Voilà.", html="<p>Voilà.</p>")

    assert delivery.deliver([mail.pk]) == 1

    message = smtp.received[0]
    assert (message["Message-ID"], message["Content-Language"]) == (mail.message_id, "fr")
    assert message["Subject"] == "Candidature reçue"
    assert message.get_body(("plain",)).get_content().strip() == "Voilà."
    assert message.get_body(("html",)).get_content().strip() == "<p>Voilà.</p>"


@pytest.mark.req("R58")
def test_the_way_out_is_in_the_headers_of_mail_that_one_can_do_without(db: None, smtp: Server) -> None:
    url = f"https://services.example.org/fr/unsubscribe/{'x' * 120}:{'y' * 43}/"
    bulk, service = queued("bulk", unsubscribe_url=url), queued("service")

    assert delivery.deliver([bulk.pk, service.pk]) == 2

    # As it goes over the line: on a line of its own, whole, not as an encoded word, whatever its length.
    raw = smtp.raw[0].replace(b": \r\n ", b": ")
    assert f"\r\nList-Unsubscribe: <{url}>\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n".encode() in raw
    assert b"List-Unsubscribe" not in smtp.raw[1]


@pytest.mark.req("R44")
def test_waits_grow_and_end_after_two_days(db: None, settings: Any) -> None:
    settings.DELIVERY = {"EMAIL_BACKEND": SMTP, "EMAIL_HOST": "127.0.0.1", "EMAIL_PORT": free_port()}
    waits = []
    with time_machine.travel(NOW, tick=False) as clock:
        mail = queued()
        while mail.state == Mail.State.QUEUED:
            before = timezone.now().timestamp()
            delivery.deliver([mail.pk])
            mail.refresh_from_db()
            waits.append(int(mail.not_before.timestamp() - before))
            clock.move_to(mail.not_before)
        ended = timezone.now()

    assert waits[:5] == [30, 60, 120, 240, 480]
    assert max(waits) == 6 * 3600
    assert mail.state == Mail.State.FAILED
    assert mail.last_error.startswith("ConnectionRefusedError")
    assert ended - NOW > timedelta(hours=48)


@pytest.mark.req("R43")
def test_a_mail_that_is_being_sent_is_left_alone_until_its_lease_ends(db: None) -> None:
    with time_machine.travel(NOW, tick=False) as clock:
        mail = queued()
        assert leases.claim(Mail.objects.due(), mail.pk, delivery.TERMS, state=Mail.State.SENDING) is not None
        assert leases.claim(Mail.objects.due(), mail.pk, delivery.TERMS, state=Mail.State.SENDING) is None
        assert sweep() == 0
        clock.shift(timedelta(seconds=91))
        assert sweep() == 1

    mail.refresh_from_db()
    assert (mail.state, mail.attempts) == (Mail.State.SENT, 2)


@pytest.mark.req("R43")
def test_the_sweep_finds_what_nobody_was_woken_for(db: None) -> None:
    queued("one")
    queued("two", to="benoit@example.org")

    assert sweep() == 2
    assert sweep() == 0
    assert sorted(message.to[0] for message in django_mail.outbox) == ["alix@example.org", "benoit@example.org"]


def test_what_a_library_sends_lands_in_the_outbox(db: None) -> None:
    send_mail("Subject", "Body", "from@example.org", ["a@example.org", "b@example.org"])

    assert sorted(Mail.objects.values_list("to", "subject", "is_secret")) == [
        ("a@example.org", "Subject", True),
        ("b@example.org", "Subject", True),
    ]


def test_staff_send_a_failed_mail_again(cast: Cast, commits: Callable[[], Any]) -> None:
    mail = queued()
    Mail.objects.filter(pk=mail.pk).update(state=Mail.State.FAILED)
    mail.refresh_from_db()

    with commits():
        send_again(mail, by=cast.staff)

    mail.refresh_from_db()
    assert mail.state == Mail.State.SENT
    assert list(Entry.objects.values_list("verb", "by_label")) == [("mail_sent_again", "Dominique Roy")]


def test_a_sent_mail_is_not_sent_again(cast: Cast, commits: Callable[[], Any]) -> None:
    with commits():
        mail = queued()
        blanked = queued("secret", secret=True)

    for one in (mail, blanked):
        with pytest.raises(WrongMove):
            send_again(one, by=cast.staff)
    assert len(django_mail.outbox) == 2


@pytest.mark.parametrize(
    ("subject", "expected"),
    [
        (" A \t letter\n\r\u2028of support ", "A letter of support"),
        ("Lettre reçue\u00a0: K7QX3", "Lettre reçue\u00a0: K7QX3"),  # French does not break there
        ("x" * 60, "x" * 60),
        ("x" * 61, "x" * 59 + "…"),
        ("word " * 20, ("word " * 12)[:59].rstrip() + "…"),
    ],
)
def test_a_subject_is_one_line_of_at_most_sixty_characters(db: None, subject: str, expected: str) -> None:
    assert queued(subject=subject).subject == expected


def test_the_answers_go_to_the_people_of_the_kind_and_the_row_says_so(db: None, commits: Callable[[], Any]) -> None:
    ReplyAddress.objects.create(kind=MailKind.MAGAZINE, address="wrong@example.org")
    with commits():
        mail = queued(kind=MailKind.MAGAZINE)
        assert mail.reply_to == ""
        ReplyAddress.objects.update(address="editor@example.org")  # corrected while it waits

    mail.refresh_from_db()
    assert mail.reply_to == "editor@example.org"
    assert django_mail.outbox[0].reply_to == ["editor@example.org"]


def test_what_failed_says_no_address(db: None, settings: Any) -> None:
    settings.DELIVERY = {"EMAIL_BACKEND": SMTP, "EMAIL_HOST": "127.0.0.1", "EMAIL_PORT": free_port()}
    mail = queued()

    delivery.deliver([mail.pk])

    mail.refresh_from_db()
    assert (mail.state, mail.reply_to) == (Mail.State.QUEUED, "")


def test_the_addresses_are_looked_up_once_for_many(db: None, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    """Three mails cost twice what one costs more, and not another look each."""
    first, *others = [queued(key=f"k{number}").pk for number in range(4)]
    with CaptureQueriesContext(connection) as one:
        delivery.deliver([first])

    looks = [query for query in one.captured_queries if "pafso_replyaddress" in query["sql"]]
    assert len(looks) == 1
    with django_assert_num_queries(len(looks) + 3 * (len(one) - len(looks))):
        delivery.deliver(others)


@pytest.mark.req("R58")
def test_optional_mail_waits_for_the_postal_address(db: None, cast: Cast) -> None:
    Text.objects.all().delete()

    with pytest.raises(NoPostalAddress):
        issue_published(make_issue(38, 1), cast.officer)

    assert not Mail.objects.exists()
