"""A copy of what is held: one at a time, made in the background, fetched once, removed."""

import io
import json
import zipfile
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from members import beat
from members.beat import sweep_copies
from members.models import Copy, User
from members.privacy.actions.copies import ask_copy, fetch_copy, file_of, remove_old_copies
from members.privacy.tasks import TERMS, build_copy
from pafso.audit.models import Entry as Audit
from pafso.errors import WrongMove
from pafso.files.models import StoredFile, private
from pafso.mail.models import Mail
from tests.factories.people import Cast

Commits = Callable[[], Any]


def made(user: User) -> Copy:
    copy = ask_copy(user, by=user)
    build_copy(copy.pk)
    copy.refresh_from_db()
    assert copy.state == "ready"
    return copy


def archive(copy: Copy) -> zipfile.ZipFile:
    assert copy.file is not None
    with copy.file.open() as file:
        return zipfile.ZipFile(io.BytesIO(file.read()))


def verbs() -> list[str]:
    return list(Audit.objects.order_by("pk").values_list("verb", flat=True))


def test_asked_it_is_made_and_the_person_told(cast: Cast, commits: Commits) -> None:
    with commits():
        copy = ask_copy(cast.colleague, by=cast.colleague)

    copy.refresh_from_db()
    assert (copy.state, copy.attempts, copy.lease_until) == ("ready", 1, None)
    assert verbs() == ["copy_asked"]
    mail = Mail.objects.get()
    assert (mail.event, mail.to, mail.language) == ("members/copy_ready", "benoit@example.org", "fr")
    assert "/fr/account/held/" in mail.text
    assert "Benoît" not in mail.text


def test_asked_twice_is_one(cast: Cast) -> None:
    first = ask_copy(cast.officer, by=cast.officer)

    assert ask_copy(cast.officer, by=cast.officer) == first
    build_copy(first.pk)
    assert ask_copy(cast.officer, by=cast.officer) == first
    assert verbs() == ["copy_asked"]


def test_the_zip_opens_and_says_what_it_is_in_the_readers_language(cast: Cast) -> None:
    found = archive(made(cast.colleague))

    assert found.testzip() is None
    readme = found.read("README.txt").decode("utf-8-sig")
    assert "account/account.json" in readme
    account = json.loads(found.read("account/account.json"))
    assert account["rows"][0]["name"] == "Benoît Lefèvre"
    assert [row["number"] for row in json.loads(found.read("account/member.json"))["rows"]] == ["1002"]
    assert json.loads(found.read("account/memberships.json"))["rows"][0]["starts_on"] == "2018-01-01"


@pytest.mark.req("R59")
def test_fetched_once(cast: Cast) -> None:
    copy = made(cast.officer)
    now = timezone.now()

    fetch_copy(copy, by=cast.officer, now=now)
    fetch_copy(copy, by=cast.officer, now=now + timedelta(minutes=14))

    copy.refresh_from_db()
    assert (copy.state, copy.ended_at) == ("fetched", now)
    assert verbs() == ["copy_asked", "copy_fetched"]
    assert file_of(copy, now + timedelta(minutes=14)) == copy.file
    assert file_of(copy, now + timedelta(minutes=15)) is None
    with pytest.raises(WrongMove, match=r"This copy is no longer there\. Prepare a new one\."):
        fetch_copy(copy, by=cast.officer, now=now + timedelta(minutes=15))


def test_after_the_fetch_the_file_goes_and_the_row_stays(cast: Cast, commits: Commits) -> None:
    copy = made(cast.officer)
    key = copy.file.key  # type: ignore[union-attr]
    now = timezone.now()
    fetch_copy(copy, by=cast.officer, now=now)

    with commits():
        assert remove_old_copies(now + timedelta(minutes=14)) == 0
        assert remove_old_copies(now + timedelta(minutes=15)) == 1
        assert remove_old_copies(now + timedelta(minutes=15)) == 0

    copy.refresh_from_db()
    assert (copy.state, copy.file) == ("fetched", None)
    assert not private().exists(key)
    assert not StoredFile.objects.exists()


def test_nobody_fetches_it_for_a_week(cast: Cast, commits: Commits) -> None:
    copy = made(cast.officer)
    week = copy.ready_at + timedelta(days=7)  # type: ignore[operator]

    with pytest.raises(WrongMove):
        fetch_copy(copy, by=cast.officer, now=week)
    with commits():
        assert remove_old_copies(week - timedelta(seconds=1)) == 0
        assert remove_old_copies(week) == 1

    copy.refresh_from_db()
    assert (copy.state, copy.file, copy.ended_at) == ("expired", None, week)
    assert not StoredFile.objects.exists()
    assert ask_copy(cast.officer, by=cast.officer) != copy


def test_a_file_that_is_lost_fails_after_three_tries(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    copy = ask_copy(cast.officer, by=cast.officer)
    now = timezone.now()
    monkeypatch.setattr("members.privacy.tasks.write_copy", lambda *args: (_ for _ in ()).throw(FileNotFoundError()))

    build_copy(copy.pk)
    build_copy(copy.pk)  # too early
    copy.refresh_from_db()
    assert (copy.state, copy.attempts) == ("waiting", 1)
    for attempt in (2, 3):
        with time_machine.travel(now + timedelta(hours=attempt)):
            build_copy(copy.pk)

    copy.refresh_from_db()
    assert (copy.state, copy.attempts, copy.file) == ("failed", 3, None)
    assert not StoredFile.objects.exists()
    assert not Mail.objects.exists()
    assert ask_copy(cast.officer, by=cast.officer).state == "waiting"


def test_a_maker_that_died_is_replaced_and_given_up_the_third_time(cast: Cast) -> None:
    copy = ask_copy(cast.officer, by=cast.officer)
    now = timezone.now()
    Copy.objects.update(attempts=1, lease_until=now + TERMS.lease)
    assert sweep_copies() == 0

    with time_machine.travel(now + TERMS.lease + timedelta(seconds=1)):
        assert sweep_copies() == 1
        build_copy(copy.pk)
    copy.refresh_from_db()
    assert (copy.state, copy.attempts) == ("ready", 2)

    Copy.objects.update(state="waiting", file=None, attempts=3, lease_until=now)
    with time_machine.travel(now + TERMS.lease + timedelta(seconds=1)):
        build_copy(copy.pk)
    copy.refresh_from_db()
    assert copy.state == "failed"


def test_whoever_finishes_late_leaves_nothing(cast: Cast, monkeypatch: pytest.MonkeyPatch, commits: Commits) -> None:
    """Meanwhile another worker took the copy over: its own file is forgotten."""
    copy = ask_copy(cast.officer, by=cast.officer)

    def taken_over(user: User, path: Any) -> None:
        path.write_bytes(b"late")
        Copy.objects.update(attempts=2)

    monkeypatch.setattr("members.privacy.tasks.write_copy", taken_over)
    with commits():
        build_copy(copy.pk)

    copy.refresh_from_db()
    assert (copy.state, copy.attempts, copy.file) == ("waiting", 2, None)
    assert not StoredFile.objects.exists()


def test_the_clock_wakes_and_removes(cast: Cast, commits: Commits) -> None:
    copy = ask_copy(cast.officer, by=cast.officer)
    with commits():
        assert beat.sweep_copies() == 1
    copy.refresh_from_db()
    assert copy.state == "ready"

    with commits(), time_machine.travel(timezone.now() + timedelta(days=8)):
        assert beat.sweep_copies() == 1

    copy.refresh_from_db()
    assert copy.state == "expired"
