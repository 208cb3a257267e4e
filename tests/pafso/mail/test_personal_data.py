"""Whose mail it is: the person's since they proved the address, and nobody's for ever."""

from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.utils import timezone

from members.models import User
from pafso.audit.log import record
from pafso.mail.beat import forget_old
from pafso.mail.models import Mail
from pafso.mail.outbox import write
from pafso.mail.personal_data import describe, erase, proven_addresses
from tests.factories.people import Cast

DAY = timedelta(days=1)


def mail(to: str, event: str = "members/password_changed", *, at: datetime | None = None, **fields: Any) -> Mail:
    made = write(event, to=to, language="en", subject="s", text="t", key=f"{event}:{to}:{Mail.objects.count()}")
    Mail.objects.filter(pk=made.pk).update(created_at=at or timezone.now(), **fields)
    made.refresh_from_db()
    return made


def seen_by(user: User) -> set[Mail]:
    return set(describe(user).kinds[0].rows)


@pytest.mark.req("R15", "R59")
def test_only_verified_addresses_are_a_persons(cast: Cast) -> None:
    EmailAddress.objects.create(user=cast.officer, email="second@example.org", verified=True)
    EmailAddress.objects.create(user=cast.officer, email=cast.colleague.email, verified=False)
    mine = {mail("alix@example.org"), mail("second@example.org")}
    theirs = mail(cast.colleague.email)

    assert seen_by(cast.officer) == mine
    assert seen_by(cast.colleague) == {theirs}
    assert erase(cast.officer, timezone.now()) == {"mails": 2}
    assert set(Mail.objects.all()) == {theirs}


@pytest.mark.req("R15", "R59")
def test_mail_to_whoever_had_the_mailbox_before_is_not_the_next_ones(cast: Cast) -> None:
    """A mission's mailbox: another officer had it in their account until last year."""
    now = timezone.now()
    User.objects.filter(pk=cast.officer.pk).update(date_joined=now - 900 * DAY)
    cast.officer.refresh_from_db()
    earlier = mail("kabul@example.org", at=now - 400 * DAY)
    with time_machine.travel(now - 10 * DAY):
        code = mail("kabul@example.org", "members/address_code_asked")
        EmailAddress.objects.create(user=cast.officer, email="kabul@example.org", verified=True)
        record("address_confirmed", cast.officer, by=cast.officer)
    # Somebody else tries to add it later: that changes nothing.
    tried = mail("kabul@example.org", "members/address_code_asked", at=now)

    assert seen_by(cast.officer) == {code, tried}
    assert erase(cast.officer, now) == {"mails": 2}
    assert set(Mail.objects.all()) == {earlier}


def test_an_address_without_a_code_counts_from_the_day_of_the_account(cast: Cast) -> None:
    before = mail("alix@example.org", at=cast.officer.date_joined - DAY)

    assert proven_addresses(cast.officer) == {"alix@example.org": cast.officer.date_joined}
    assert before not in seen_by(cast.officer)


@pytest.mark.req("R55")
def test_a_secret_is_not_shown(cast: Cast) -> None:
    secret = mail("alix@example.org", is_secret=True, text="K7QX3P")

    [kind] = describe(cast.officer).kinds

    assert kind.made["text"](secret) == "(holds a secret and is not shown)"


def test_ended_mail_goes_after_a_year(cast: Cast) -> None:
    now = timezone.now()
    old = [mail("a@example.org", at=now - 366 * DAY, state=state) for state in ("sent", "failed", "queued")]
    young = mail("a@example.org", at=now - 364 * DAY, state="sent")

    assert forget_old() == 2
    assert forget_old() == 0

    assert set(Mail.objects.all()) == {old[2], young}
