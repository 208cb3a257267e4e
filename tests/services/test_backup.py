"""The drill: back up, lose everything, restore; and a restore that would harm is refused."""

import hashlib
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from django.db import connection
from psycopg import sql

from pafso.files.models import StoredFile
from pafso.files.uploads import keep_made
from pafso.mail.models import Mail
from pafso.mail.outbox import write
from tests.factories.people import make_cast
from tests.services.stack import database_url

SCRATCH = f"pafso_drill_{os.getpid()}"
TABLES = "select count(*) from information_schema.tables where table_schema = 'public'"


def rows(name: str, query: str) -> list[tuple[object, ...]]:
    with psycopg.connect(database_url(name)) as there:
        return there.execute(query).fetchall()  # type: ignore[call-overload,no-any-return]


def digests(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file()
    }


def run(command: str, argument: Path, *, name: str, private: Path) -> subprocess.CompletedProcess[str]:
    env = {**os.environ, "DATABASE_URL": database_url(name), "PRIVATE_ROOT": str(private)}
    script = settings.BASE_DIR / "deploy" / command
    return subprocess.run([script, argument], env=env, capture_output=True, text=True, check=False)


def backup(tmp_path: Path) -> Path:
    done = run("backup", tmp_path / "backups", name=connection.settings_dict["NAME"], private=settings.PRIVATE_ROOT)
    assert done.returncode == 0, done.stderr
    return Path(done.stdout.strip())


@pytest.fixture
def scratch() -> Iterator[str]:
    """An empty database; it goes afterwards."""
    name = sql.Identifier(SCRATCH)
    with psycopg.connect(database_url("postgres"), autocommit=True) as server:
        server.execute(sql.SQL("drop database if exists {} with (force)").format(name))
        server.execute(sql.SQL("create database {}").format(name))
        yield SCRATCH
        server.execute(sql.SQL("drop database {} with (force)").format(name))


@pytest.fixture
def content(transactional_db: None) -> dict[str, str]:
    """People, two files and a mail that waits; the files' digests by name."""
    make_cast()
    files = [keep_made(content, "application/pdf") for content in (b"%PDF one", os.urandom(300_000))]
    write("tests/event", to="a@example.org", language="fr", subject="Été", text="Bonjour", key="k1")
    Mail.objects.update(state=Mail.State.QUEUED)
    return {stored.key: stored.sha256 for stored in files}


@pytest.mark.req("R52")
def test_everything_comes_back(content: dict[str, str], scratch: str, tmp_path: Path) -> None:
    made, private = backup(tmp_path), tmp_path / "private"
    before = digests(Path(settings.PRIVATE_ROOT))

    done = run("restore", made, name=scratch, private=private)

    assert (done.returncode, done.stderr) == (0, "")
    assert digests(private) == before
    assert content.items() <= digests(private).items()
    assert dict(rows(scratch, "select key, sha256 from files_storedfile")) == content
    assert set(StoredFile.objects.values_list("key", flat=True)) == set(content)
    assert rows(scratch, "select email from members_user order by email") == rows(
        "", "select email from members_user order by email"
    )
    assert rows(scratch, "select subject, state from mail_mail") == [("Été", "queued")]
    for path in (private, *(private / name for name in before), made, *made.iterdir()):
        assert path.stat().st_mode & 0o077 == 0, path
    assert sorted(path.name for path in made.parent.iterdir()) == [made.name]


@pytest.mark.req("R52")
def test_a_database_in_use_is_not_overwritten(content: dict[str, str], scratch: str, tmp_path: Path) -> None:
    made = backup(tmp_path)
    with psycopg.connect(database_url(scratch)) as there:
        there.execute("create table precious (name text)")

    done = run("restore", made, name=scratch, private=tmp_path / "private")

    assert (done.returncode, done.stderr) == (1, "The database is not empty; nothing was changed.\n")
    assert rows(scratch, TABLES) == [(1,)]
    assert not (tmp_path / "private").exists()


@pytest.mark.req("R52")
def test_files_in_use_are_not_overwritten(content: dict[str, str], scratch: str, tmp_path: Path) -> None:
    made, private = backup(tmp_path), tmp_path / "private"
    private.mkdir()
    (private / "precious").write_text("mine")

    done = run("restore", made, name=scratch, private=private)

    assert (done.returncode, done.stderr) == (1, f"{private} is not empty; nothing was changed.\n")
    assert rows(scratch, TABLES) == [(0,)]
    assert (private / "precious").read_text() == "mine"


@pytest.mark.req("R52")
@pytest.mark.parametrize("part", ["database.dump", "private.tar"])
def test_a_damaged_backup_is_refused(content: dict[str, str], scratch: str, tmp_path: Path, part: str) -> None:
    made, private = backup(tmp_path), tmp_path / "private"
    damaged = bytearray((made / part).read_bytes())
    damaged[len(damaged) // 2] ^= 1
    (made / part).write_bytes(damaged)

    done = run("restore", made, name=scratch, private=private)

    assert done.returncode != 0
    assert f"{part}: FAILED" in done.stdout + done.stderr
    assert rows(scratch, TABLES) == [(0,)]
    assert not private.exists()


@pytest.mark.req("R52")
def test_a_backup_that_fails_leaves_nothing(tmp_path: Path) -> None:
    done = run("backup", tmp_path / "backups", name="pafso_drill_absent", private=tmp_path)

    assert done.returncode != 0
    assert list((tmp_path / "backups").iterdir()) == []
