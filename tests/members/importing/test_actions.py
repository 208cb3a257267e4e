"""A file is handed in once, applied by one, dropped with all that it said, and forgotten after a month."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from members.beat import sweep_imports
from members.importing.actions import KEPT, apply_import, drop_import, forget_old_imports
from members.importing.tasks import work_on_import
from members.models import Member, RollImport
from pafso.audit.models import Entry
from pafso.errors import WrongMove
from pafso.files.models import StoredFile, private
from tests.factories.people import Cast
from tests.factories.rollfiles import NEW, asked, checked, csv_of

State = RollImport.State


def test_handing_in_keeps_the_file_and_wakes_the_worker(cast: Cast, commits: Callable[[], Any]) -> None:
    with commits():
        found = asked(csv_of(NEW), by=cast.staff, verified=True, name="C:\\lists\\roll.csv")

    found.refresh_from_db()
    assert (found.state, found.file_name, found.addresses_verified) == (State.CHECKED, "roll.csv", True)
    assert found.file is not None and found.file.media_type == "text/csv"
    entry = Entry.objects.get(verb="roll_import_asked")
    assert (entry.by_label, entry.subject_id, entry.changes) == ("Dominique Roy", str(found.pk), {"addresses_verified": True})  # fmt: skip


@pytest.mark.req("R41")
def test_a_double_click_hands_in_once(cast: Cast) -> None:
    first = asked(csv_of(NEW), by=cast.staff)

    assert asked(csv_of(NEW), by=cast.staff) == first
    assert (RollImport.objects.count(), StoredFile.objects.count()) == (1, 1)
    assert asked(csv_of(NEW), by=cast.staff, verified=True) != first
    with time_machine.travel(timezone.now() + timedelta(minutes=2)):
        assert asked(csv_of(NEW), by=cast.staff) != first


def test_pressing_apply_twice_or_together_applies_once(cast: Cast, commits: Callable[[], Any]) -> None:
    found = checked(NEW, by=cast.staff)

    apply_import(found, by=cast.staff)
    again = apply_import(found, by=cast.colleague)

    assert (again.state, again.applied_by) == (State.APPLYING, cast.staff)
    assert Entry.objects.filter(verb="roll_import_confirmed").count() == 1
    with commits():
        sweep_imports()
    assert Member.objects.filter(number="2001").count() == 1


def test_only_what_was_checked_can_be_applied(cast: Cast) -> None:
    waiting = asked(csv_of(NEW), by=cast.staff)
    dropped = drop_import(asked(csv_of({"number": "1"}), by=cast.staff), by=cast.staff)

    for found in (waiting, dropped):
        with pytest.raises(WrongMove):
            apply_import(found, by=cast.staff)

    assert not Entry.objects.filter(verb="roll_import_confirmed").exists()
    assert not Member.objects.filter(number="2001").exists()


def test_dropping_forgets_the_file_and_its_lines(cast: Cast, commits: Callable[[], Any]) -> None:
    found = checked(NEW, by=cast.staff)
    assert found.file is not None
    key = found.file.key

    with commits():
        dropped = drop_import(found, by=cast.staff)

    assert (dropped.state, dropped.lines.count(), private().exists(key)) == (State.DROPPED, 0, False)
    assert not StoredFile.objects.filter(key=key).exists()
    assert Entry.objects.get(verb="roll_import_dropped").by == cast.staff
    drop_import(dropped, by=cast.staff)
    assert Entry.objects.filter(verb="roll_import_dropped").count() == 1


def test_what_is_applied_cannot_be_dropped(cast: Cast) -> None:
    found = checked(NEW, by=cast.staff)
    apply_import(found, by=cast.staff)
    with pytest.raises(WrongMove):
        drop_import(found, by=cast.staff)
    work_on_import(found.pk)

    with pytest.raises(WrongMove):
        drop_import(found, by=cast.staff)


def test_a_check_that_was_dropped_meanwhile_leaves_nothing(cast: Cast) -> None:
    found = asked(csv_of(NEW), by=cast.staff)
    drop_import(found, by=cast.staff)

    work_on_import(found.pk)

    found.refresh_from_db()
    assert (found.state, found.lines.count()) == (State.DROPPED, 0)


def test_after_a_month_files_and_lines_are_forgotten_and_counts_stay(cast: Cast) -> None:
    applied, waiting = checked(NEW, by=cast.staff), checked({"number": "1001"}, by=cast.staff)
    apply_import(applied, by=cast.staff)
    work_on_import(applied.pk)

    assert forget_old_imports(now=timezone.now() + KEPT - timedelta(minutes=1)) == 0
    assert forget_old_imports(now=timezone.now() + KEPT + timedelta(minutes=1)) == 2
    assert forget_old_imports(now=timezone.now() + KEPT + timedelta(minutes=1)) == 0

    applied.refresh_from_db()
    waiting.refresh_from_db()
    assert (applied.state, applied.created_count, applied.file, applied.lines.count()) == (State.APPLIED, 1, None, 0)
    assert (waiting.state, waiting.file, waiting.lines.count()) == (State.DROPPED, None, 0)
    entry = Entry.objects.get(verb="roll_import_dropped")
    assert (entry.by, entry.by_label) == (None, "")


def test_a_lost_wake_up_is_found(cast: Cast, commits: Callable[[], Any]) -> None:
    found = asked(csv_of(NEW), by=cast.staff)

    with commits():
        assert sweep_imports() == 1

    found.refresh_from_db()
    assert found.state == State.CHECKED
    assert sweep_imports() == 0
