"""The sweep removes what nothing refers to, after a day, and never what is in use."""

import os
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, models
from django.test.utils import isolate_apps
from django.utils import timezone

from pafso.files import beat, uploads
from pafso.files.models import StoredFile, new_key, private

pytestmark = pytest.mark.django_db
OLD = timedelta(hours=25)


def aged(folder: Path, key: str, age: timedelta = OLD) -> None:
    moment = (timezone.now() - age).timestamp()
    os.utime(folder / key, (moment, moment))


def kept(age: timedelta = OLD) -> StoredFile:
    stored = uploads.keep_made(b"bytes", "text/plain")
    StoredFile.objects.filter(pk=stored.pk).update(created_at=timezone.now() - age)
    return stored


@pytest.fixture
def user_of_files(monkeypatch: pytest.MonkeyPatch) -> Any:
    """A model with a key to StoredFile, in place of all those of the apps."""
    with isolate_apps("pafso.files"):

        class Use(models.Model):
            file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")

            class Meta:
                app_label = "files"

    with connection.schema_editor() if connection.vendor != "sqlite" else _sqlite_editor() as editor:
        editor.create_model(Use)
    relation = Use._meta.get_field("file").remote_field
    monkeypatch.setattr(beat, "_uses", lambda: [relation])
    return Use


def _sqlite_editor() -> Any:
    from django.db.backends.sqlite3.schema import DatabaseSchemaEditor

    class Inside(DatabaseSchemaEditor):
        """Within a test's transaction SQLite cannot switch its key checks off, and one new table does not need that."""

        def __enter__(self) -> Any:
            self.deferred_sql: list[Any] = []
            return self

        def __exit__(self, *error: Any) -> None:
            for statement in self.deferred_sql:
                self.execute(statement)

    return Inside(connection, collect_sql=False, atomic=False)


@pytest.mark.req("R36")
def test_bytes_without_a_row_go_after_a_day(folder: Path) -> None:
    old, young = private().save(new_key(), _file()), private().save(new_key(), _file())
    half = f"{new_key()}.part"
    (folder / half).write_bytes(b"half")
    aged(folder, old)
    aged(folder, half)
    aged(folder, young, timedelta(hours=23))

    assert beat.remove_orphans() == 2

    assert [str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()] == [young]
    assert beat.remove_orphans() == 0


def _file() -> Any:
    from django.core.files.base import ContentFile

    return ContentFile(b"bytes")


def test_bytes_with_a_row_stay(folder: Path) -> None:
    stored = kept()
    aged(folder, stored.key)

    assert beat.remove_orphans() == 0
    assert (folder / stored.key).exists()


def test_an_empty_store_is_fine(folder: Path) -> None:
    assert beat.remove_orphans() == 0


def test_a_run_ends_somewhere(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(beat, "BATCH", 2)
    monkeypatch.setattr(beat, "MOST_A_RUN", 4)
    for _ in range(7):
        aged(folder, private().save(new_key(), _file()))

    assert [beat.remove_orphans() for _ in range(3)] == [4, 3, 0]


def test_bytes_that_went_meanwhile_do_no_harm(folder: Path) -> None:
    assert beat._removed("2026/11/gone") is False


def test_rows_without_use_go_after_a_day(
    folder: Path, user_of_files: Any, django_capture_on_commit_callbacks: Any
) -> None:
    used, unused, young = kept(), kept(), kept(timedelta(hours=23))
    user_of_files.objects.create(file=used)

    with django_capture_on_commit_callbacks(execute=True):
        assert beat.sweep() == 1

    assert set(StoredFile.objects.all()) == {used, young}
    assert not (folder / unused.key).exists()
    assert (folder / used.key).exists()
    assert beat.sweep() == 0


def test_a_file_that_comes_into_use_meanwhile_stays(
    folder: Path, user_of_files: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    stored = kept()

    def protected(stored: StoredFile) -> None:
        raise models.ProtectedError("in use", {stored})

    monkeypatch.setattr(beat, "forget", protected)

    assert beat.remove_unused_rows() == 0
    assert StoredFile.objects.get() == stored


def test_without_apps_that_keep_files_nothing_is_unused(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(beat, "_uses", list)
    stored = kept()

    assert beat.remove_unused_rows() == 0
    assert StoredFile.objects.get() == stored
