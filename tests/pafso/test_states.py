"""States move by a table, and of two people who move at once one is told."""

import pytest

from pafso.errors import WrongMove
from pafso.mail.models import Mail
from pafso.mail.outbox import write


@pytest.fixture
def mail(db: None) -> Mail:
    return write("tests/event", to="a@example.org", language="en", subject="s", text="t", key="k")


def test_a_move_writes_the_state_and_what_goes_with_it(mail: Mail) -> None:
    assert mail.advance(Mail.State.SENDING, attempts=1) is True

    fresh = Mail.objects.get()
    assert (fresh.state, fresh.attempts) == ("sending", 1)
    assert (mail.state, mail.attempts) == ("sending", 1)


def test_repeating_a_move_changes_nothing(mail: Mail) -> None:
    mail.advance(Mail.State.SENDING, attempts=1)

    assert mail.advance(Mail.State.SENDING, attempts=9) is False
    assert Mail.objects.get().attempts == 1


def test_a_move_that_is_not_in_the_table_is_refused_in_words(mail: Mail) -> None:
    with pytest.raises(WrongMove) as caught:
        mail.advance(Mail.State.SENT)

    assert str(caught.value) == "This is “Waiting” and cannot become “Sent”."
    assert Mail.objects.get().state == "queued"


def test_of_two_who_move_at_once_one_wins(mail: Mail) -> None:
    other = Mail.objects.get()
    mail.advance(Mail.State.SENDING)
    mail.advance(Mail.State.SENT)

    with pytest.raises(WrongMove) as caught:
        other.advance(Mail.State.SENDING)

    assert str(caught.value).startswith("Somebody else changed this a moment ago.")
    assert Mail.objects.get().state == "sent"
