"""Sizes are made once however often they are asked for, whatever is killed, and one bad file stops nobody."""

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
import time_machine
from django.utils import timezone
from PIL import Image

from contests import tasks
from contests.actions import results
from contests.actions.entries import withdraw_entry
from contests.beat import sweep
from contests.models import Contest, Derivative, Entry
from contests.models.entry import TERMS
from pafso.audit.models import Entry as Audit
from pafso.files import sandbox, uploads
from pafso.files.inspection.errors import Unreadable
from pafso.files.models import StoredFile
from pafso.mail.models import Mail
from tests.contests.actions.test_entries import files
from tests.factories import contests as make
from tests.factories.people import Cast

Commits = Callable[[], Any]


@pytest.fixture
def entry(cast: Cast) -> Entry:
    return make.make_entry(make.make_contest(), cast.colleague)


def fail_with(monkeypatch: pytest.MonkeyPatch, error: BaseException) -> None:
    def broken(*args: Any, **kwargs: Any) -> Any:
        raise error

    monkeypatch.setattr(sandbox, "run", broken)


@pytest.fixture
def swept(commits: Commits) -> Callable[[], int]:
    def run() -> int:
        with commits():
            return sweep()

    return run


def later() -> Any:
    return time_machine.travel(timezone.now() + TERMS.lease + timedelta(minutes=10))


@pytest.mark.req("R31")
def test_the_sizes_are_there_and_bare(entry: Entry) -> None:
    tasks.build_derivatives(entry.pk)

    entry.refresh_from_db()
    sizes = list(entry.derivatives.all())
    assert [(size.edge, size.width, size.height) for size in sizes] == [(320, 320, 240), (640, 640, 480)]
    assert (entry.is_prepared, entry.attempts, entry.lease_until, entry.state) == (True, 1, None, "received")
    for size in sizes:
        with size.file.open() as file, Image.open(BytesIO(file.read())) as picture:
            assert (picture.format, picture.size, dict(picture.getexif())) == ("WEBP", (size.width, size.height), {})


def test_twice_is_once(entry: Entry) -> None:
    tasks.build_derivatives(entry.pk)
    before = set(Derivative.objects.values_list("pk", flat=True))

    tasks.build_derivatives(entry.pk)
    tasks.build_derivatives(entry.pk + 1000)

    assert set(Derivative.objects.values_list("pk", flat=True)) == before
    assert StoredFile.objects.count() == 1 + len(before)


def test_made_again_the_old_sizes_go_with_their_files(entry: Entry) -> None:
    tasks.build_derivatives(entry.pk)
    before = set(StoredFile.objects.filter(media_type="image/webp"))
    Entry.objects.update(prepared_at=None)

    tasks.build_derivatives(entry.pk)

    assert entry.derivatives.count() == 2
    assert before.isdisjoint(StoredFile.objects.filter(media_type="image/webp"))
    assert StoredFile.objects.count() == 3


def test_whoever_comes_while_another_is_at_work_leaves(entry: Entry, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []
    real = sandbox.run

    def run(*args: Any, **kwargs: Any) -> Any:
        asked.append(args)
        if len(asked) == 1:
            tasks.build_derivatives(entry.pk)
        return real(*args, **kwargs)

    monkeypatch.setattr(sandbox, "run", run)
    tasks.build_derivatives(entry.pk)

    assert len(asked) == 1
    assert entry.derivatives.count() == 2


@pytest.mark.req("R38")
def test_an_unreadable_photo_is_parked_at_once_and_its_author_told(
    entry: Entry, monkeypatch: pytest.MonkeyPatch
) -> None:
    fail_with(monkeypatch, Unreadable("damaged"))

    tasks.build_derivatives(entry.pk)
    tasks.build_derivatives(entry.pk)

    entry.refresh_from_db()
    assert (entry.state, entry.last_error, entry.attempts) == ("unreadable", "damaged", 1)
    mail = Mail.objects.get(event="contests/entry_unreadable")
    assert (mail.to, mail.language) == (entry.entrant.email, "fr")
    assert "JPEG" in mail.text
    assert Audit.objects.filter(verb="entry_unreadable", subject_label=entry.code).count() == 1


@pytest.mark.req("R38")
def test_a_crash_is_tried_three_times_with_waits(entry: Entry, monkeypatch: pytest.MonkeyPatch) -> None:
    fail_with(monkeypatch, sandbox.SandboxFailure("memory"))
    now = timezone.now()

    tasks.build_derivatives(entry.pk)
    entry.refresh_from_db()
    assert (entry.state, entry.attempts, entry.last_error) == ("received", 1, "memory")
    tasks.build_derivatives(entry.pk)
    entry.refresh_from_db()
    assert entry.attempts == 1  # too early

    for attempt in (2, 3):
        with time_machine.travel(now + timedelta(hours=attempt)):
            tasks.build_derivatives(entry.pk)
    entry.refresh_from_db()
    assert (entry.state, entry.attempts) == ("unreadable", 3)
    assert Mail.objects.filter(event="contests/entry_unreadable").count() == 1


@pytest.mark.req("R38")
def test_one_bad_photo_does_not_stop_the_next(
    cast: Cast, entry: Entry, monkeypatch: pytest.MonkeyPatch, commits: Commits
) -> None:
    real = sandbox.run
    bad = entry.sha256

    def run(function: str, path: str, *args: Any, **kwargs: Any) -> Any:
        import hashlib
        from pathlib import Path

        if hashlib.sha256(Path(path).read_bytes()).hexdigest() == bad:
            raise sandbox.SandboxFailure("crash")
        return real(function, path, *args, **kwargs)

    monkeypatch.setattr(sandbox, "run", run)
    good = make.make_entry(entry.contest, cast.officer, colour=200)

    with later(), commits():
        sweep()

    good.refresh_from_db()
    assert good.is_prepared
    entry.refresh_from_db()
    assert not entry.is_prepared


class Killed(BaseException):
    """What -9 looks like from inside: no line after it runs."""


@pytest.mark.req("R38")
@pytest.mark.parametrize("place", ["sandbox", "keep", "rows"])
def test_killed_at_any_line_the_sweep_takes_over(
    entry: Entry, monkeypatch: pytest.MonkeyPatch, place: str, swept: Callable[[], int]
) -> None:
    def killed(*args: Any, **kwargs: Any) -> Any:
        raise Killed

    target = {
        "sandbox": (sandbox, "run"),
        "keep": (uploads, "_store"),
        "rows": (Derivative.objects, "bulk_create"),
    }[place]
    with monkeypatch.context() as broken:
        broken.setattr(*target, killed)
        with pytest.raises(Killed):
            tasks.build_derivatives(entry.pk)
    entry.refresh_from_db()
    assert (entry.is_prepared, entry.derivatives.count(), entry.attempts) == (False, 0, 1)
    assert entry.lease_until is not None

    swept()
    entry.refresh_from_db()
    assert not entry.is_prepared  # whoever holds the lease may still be alive
    with later():
        swept()

    entry.refresh_from_db()
    assert (entry.is_prepared, entry.derivatives.count()) == (True, 2)
    assert len(files()) >= 3


@pytest.mark.req("R38")
def test_what_kills_its_worker_three_times_is_parked(entry: Entry, swept: Callable[[], int]) -> None:
    Entry.objects.update(attempts=TERMS.most, lease_until=timezone.now() - TERMS.lease)

    with later():
        swept()
        swept()

    entry.refresh_from_db()
    assert (entry.state, entry.last_error) == ("unreadable", "died")
    assert Mail.objects.filter(event="contests/entry_unreadable").count() == 1


@pytest.mark.req("R42")
def test_a_lost_wake_up_is_found(entry: Entry, swept: Callable[[], int]) -> None:
    assert swept() == 0  # the wake-up on commit may still arrive

    with later():
        assert swept() == 1
        assert swept() == 0

    entry.refresh_from_db()
    assert entry.is_prepared


def test_withdrawn_while_its_sizes_were_made(cast: Cast, entry: Entry, monkeypatch: pytest.MonkeyPatch) -> None:
    real = sandbox.run

    def run(*args: Any, **kwargs: Any) -> Any:
        made = real(*args, **kwargs)
        withdraw_entry(entry, by=cast.colleague)
        return made

    monkeypatch.setattr(sandbox, "run", run)
    tasks.build_derivatives(entry.pk)

    entry.refresh_from_db()
    assert (entry.state, entry.is_prepared) == ("withdrawn", False)
    assert (Derivative.objects.count(), StoredFile.objects.count()) == (0, 0)


def test_an_original_that_is_gone_is_tried_later(entry: Entry) -> None:
    Entry.objects.filter(pk=entry.pk).update(original=StoredFile.objects.create(sha256="", size=0, media_type=""))

    tasks.build_derivatives(entry.pk)

    entry.refresh_from_db()
    assert (entry.state, entry.last_error) == ("received", "FileNotFoundError")


@pytest.mark.req("R45")
def test_the_sweep_announces_what_was_not(cast: Cast, entry: Entry, commits: Commits) -> None:
    tasks.build_derivatives(entry.pk)
    results.accept_entry(entry, by=cast.staff)
    Contest.objects.update(gallery_published_at=timezone.now())
    sweep()
    assert Mail.objects.filter(event="contests/gallery_published").count() == 0

    with later(), commits():
        sweep()
        sweep()

    assert Mail.objects.filter(event="contests/gallery_published").count() == 1
    assert Contest.objects.get().announced_at is not None


def test_a_future_publication_is_not_announced(entry: Entry) -> None:
    Contest.objects.update(gallery_published_at=timezone.now() + timedelta(days=3))

    tasks.announce_gallery(entry.contest_id)

    assert Mail.objects.filter(event="contests/gallery_published").count() == 0
