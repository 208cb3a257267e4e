"""Photos of an older recipe get the sizes that they lack: once, at leisure, and at no risk to what is published."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from contests import beat, tasks
from contests.actions.entries import withdraw_entry
from contests.models import Derivative, Entry
from contests.models.entry import TERMS
from contests.models.recipe import RECIPE
from pafso.files import sandbox, uploads
from pafso.files.inspection.errors import Unreadable
from pafso.files.models import StoredFile
from tests.factories import contests as make
from tests.factories.people import Cast

Commits = Callable[[], Any]
LARGE = make.jpeg(size=(1600, 1200))


@pytest.fixture
def older(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Entry:
    """A photo with the sizes of the first recipe, accepted."""
    return older_photo(cast.colleague, LARGE)


def older_photo(by: Any, content: bytes) -> Entry:
    contest = make.make_contest()
    checked = uploads.check_photo(make.upload(content))
    entry = make.enter(contest, by=by, checked=checked, particulars=make.particulars(contest))
    tasks.build_derivatives(entry.pk)
    gone = entry.derivatives.select_related("file").get(edge=640)
    if entry.derivatives.filter(edge=1280).exists():
        gone.delete()
        uploads.forget(gone.file)
    else:
        # The first recipe knew nothing between 320 and 1280.
        Derivative.objects.filter(pk=gone.pk).update(edge=1280)
    Entry.objects.filter(pk=entry.pk).update(recipe=0, state="accepted")
    entry.refresh_from_db()
    return entry


def sizes(entry: Entry) -> dict[int, tuple[int, int]]:
    return {size.edge: (size.pk, size.width) for size in entry.derivatives.all()}


@pytest.fixture
def swept(commits: Commits) -> Callable[[], int]:
    def run() -> int:
        with commits():
            return beat.sweep()

    return run


def later(**more: Any) -> Any:
    return time_machine.travel(timezone.now() + TERMS.lease + timedelta(**{"minutes": 10, **more}))


def test_what_is_lacking_is_made_and_what_is_there_keeps_its_address(older: Entry, swept: Callable[[], int]) -> None:
    before = sizes(older)

    assert swept() == 1
    assert swept() == 0

    after = sizes(older)
    assert {edge: width for edge, (_, width) in after.items()} == {320: 320, 640: 640, 1280: 1280, 2560: 1600}
    assert {edge: size for edge, size in after.items() if edge != 640} == before
    older.refresh_from_db()
    assert (older.state, older.recipe, older.lease_until, older.last_error) == ("accepted", RECIPE, None, "")
    assert StoredFile.objects.count() == 5


def test_the_same_width_is_not_made_twice(cast: Cast) -> None:
    small = older_photo(cast.colleague, make.jpeg())
    before = sizes(small)

    tasks.build_lacking_sizes(small.pk)

    assert sizes(small) == before
    assert {edge: width for edge, (_, width) in before.items()} == {320: 320, 1280: 640}
    assert not Entry.objects.to_renew().exists()


def test_new_photos_are_of_the_newest_recipe(cast: Cast, swept: Callable[[], int]) -> None:
    entry = make.make_entry(make.make_contest(), cast.colleague)
    tasks.build_derivatives(entry.pk)

    entry.refresh_from_db()
    assert entry.recipe == RECIPE
    assert swept() == 0


def test_drafts_and_photos_without_sizes_are_none_of_them(cast: Cast) -> None:
    contest = make.make_contest()
    make.make_draft(contest, cast.colleague)
    make.make_entry(contest, cast.officer)

    assert list(Entry.objects.to_renew()) == []


def test_a_few_at_a_time(cast: Cast, swept: Callable[[], int], monkeypatch: pytest.MonkeyPatch) -> None:
    contest = make.make_contest(entries_per_member=3)
    for colour in (1, 2, 3):
        tasks.build_derivatives(make.make_entry(contest, cast.colleague, colour=colour).pk)
    Entry.objects.update(recipe=0)
    monkeypatch.setattr(beat, "RENEWED_AT_ONCE", 2)

    assert [swept(), swept(), swept()] == [2, 1, 0]


class Killed(BaseException):
    """What -9 looks like from inside: no line after it runs."""


@pytest.mark.req("R38")
@pytest.mark.parametrize("place", ["sandbox", "keep", "rows", "done"])
def test_killed_at_any_line_the_sweep_takes_over(
    older: Entry, monkeypatch: pytest.MonkeyPatch, place: str, swept: Callable[[], int]
) -> None:
    def killed(*args: Any, **kwargs: Any) -> Any:
        raise Killed

    before = sizes(older)
    target = {
        "sandbox": (sandbox, "run"),
        "keep": (uploads, "_store"),
        "rows": (Derivative.objects, "bulk_create"),
        "done": (tasks, "_done"),
    }[place]
    with monkeypatch.context() as broken:
        broken.setattr(*target, killed)
        with pytest.raises(Killed):
            tasks.build_lacking_sizes(older.pk)
    assert sizes(older) == before

    assert swept() == 0  # whoever holds the lease may still be alive
    with later():
        swept()

    assert set(sizes(older)) == {320, 640, 1280, 2560}
    assert not Entry.objects.to_renew().exists()


@pytest.mark.req("R38")
def test_a_photo_that_can_no_longer_be_read_stays_as_it_is(older: Entry, monkeypatch: pytest.MonkeyPatch) -> None:
    def unreadable(*args: Any, **kwargs: Any) -> Any:
        raise Unreadable("damaged")

    before = sizes(older)
    monkeypatch.setattr(sandbox, "run", unreadable)

    tasks.build_lacking_sizes(older.pk)

    older.refresh_from_db()
    assert (older.state, older.last_error, older.recipe) == ("accepted", "damaged", RECIPE)
    assert sizes(older) == before


@pytest.mark.req("R38")
def test_what_fails_again_and_again_is_left(
    older: Entry, monkeypatch: pytest.MonkeyPatch, swept: Callable[[], int]
) -> None:
    def broken(*args: Any, **kwargs: Any) -> Any:
        raise sandbox.SandboxFailure("memory")

    monkeypatch.setattr(sandbox, "run", broken)
    for day in range(8):
        with later(days=day):
            swept()

    older.refresh_from_db()
    assert (older.state, older.last_error, older.recipe) == ("accepted", "memory", RECIPE)
    assert older.attempts == tasks.RENEWING.most


def test_withdrawn_while_a_size_was_made(cast: Cast, older: Entry, monkeypatch: pytest.MonkeyPatch) -> None:
    real = sandbox.run

    def run(*args: Any, **kwargs: Any) -> Any:
        made = real(*args, **kwargs)
        withdraw_entry(older, by=cast.colleague)
        return made

    monkeypatch.setattr(sandbox, "run", run)
    tasks.build_lacking_sizes(older.pk)

    older.refresh_from_db()
    assert older.state == "withdrawn"
    assert (Derivative.objects.count(), StoredFile.objects.count()) == (0, 0)
    assert not Entry.objects.to_renew().exists()
