"""A copy and the end of an account under parallel presses and clocks, on PostgreSQL."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.utils import timezone

from members.models import Closing, Copy, User
from members.privacy.actions.closing import ask_closing, close_due_accounts, undo_closing
from members.privacy.actions.copies import ask_copy, fetch_copy, remove_old_copies
from members.privacy.tasks import build_copy
from pafso.audit.models import Entry as Audit
from pafso.celery import app
from pafso.files.models import StoredFile
from pafso.mail.models import Mail
from tests.factories.people import Cast, make_cast
from tests.services.at_once import at_once

pytestmark = pytest.mark.services
AT_ONCE = 20


@pytest.fixture
def people(transactional_db: None) -> Iterator[Cast]:
    """Wake-ups go to a queue in memory that nobody reads."""
    app.conf.task_always_eager = False
    yield make_cast()
    app.conf.task_always_eager = True


@pytest.mark.req("R41", "R59")
def test_a_copy_asked_made_and_fetched_many_times_at_once_is_one(people: Cast) -> None:
    user = people.officer

    assert set(at_once(lambda number: ask_copy(user, by=user).pk, AT_ONCE)) == {str(Copy.objects.get().pk)}
    copy = Copy.objects.get()
    at_once(lambda number: build_copy(copy.pk), AT_ONCE)
    copy.refresh_from_db()
    assert (copy.state, StoredFile.objects.count()) == ("ready", 1)
    assert Mail.objects.filter(event="members/copy_ready").count() == 1
    assert at_once(lambda number: fetch_copy(copy, by=user).state, AT_ONCE) == {"fetched": AT_ONCE}

    later = timezone.now() + timedelta(minutes=20)
    assert sum(int(n) * times for n, times in at_once(lambda number: remove_old_copies(later), AT_ONCE).items()) == 1
    assert sorted(Audit.objects.values_list("verb", flat=True)) == ["copy_asked", "copy_fetched"]
    assert StoredFile.objects.count() == 0


@pytest.mark.req("R41", "R59")
def test_many_clocks_close_an_account_once(people: Cast) -> None:
    user, now = people.officer, timezone.now()
    at_once(lambda number: ask_closing(user, by=user, now=now).pk, AT_ONCE)
    assert Closing.objects.count() == 1

    due = now + timedelta(days=14)
    outcomes = at_once(lambda number: close_due_accounts(due), AT_ONCE)

    assert outcomes == {"1": 1, "0": AT_ONCE - 1}
    assert Audit.objects.filter(verb="account_closed").count() == 1
    assert Mail.objects.filter(event="members/account_closed").count() == 1
    assert User.objects.get(pk=user.pk).name == "Closed account / Compte fermé"


def test_undo_and_the_clock_at_once_leave_one_truth(people: Cast) -> None:
    user, now = people.officer, timezone.now()
    closing = ask_closing(user, by=user, now=now)
    due = now + timedelta(days=14)

    at_once(lambda number: undo_closing(closing, by=user) if number % 2 else close_due_accounts(due), AT_ONCE)

    closing.refresh_from_db()
    name = User.objects.get(pk=user.pk).name
    assert (closing.state, name) in {("undone", "Alix Tremblay-Okafor"), ("done", "Closed account / Compte fermé")}
    assert Audit.objects.filter(verb__in=["account_closed", "closing_undone"]).count() == 1
