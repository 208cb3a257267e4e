"""Work folders are private, go with the block, and are swept when a killed worker left one behind."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest
from django.conf import settings

from pafso.files import tempdirs
from tests.pafso.files.conftest import is_alive, number_in


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def test_a_folder_is_ours_alone_and_goes_with_the_block(temporary: Path) -> None:
    with tempdirs.folder() as name:
        assert Path(name).parent == temporary
        assert Path(name).stat().st_mode & 0o777 == 0o700

    assert list(temporary.iterdir()) == []


@pytest.mark.req("R36")
def test_only_old_folders_of_ours_are_swept(temporary: Path) -> None:
    old, fresh, foreign = (
        temporary / name for name in (f"{tempdirs.PREFIX}old", f"{tempdirs.PREFIX}fresh", "other-old")
    )
    for folder in (old, fresh, foreign):
        folder.mkdir()
        (folder / "original").write_bytes(b"a private photo")
    for folder in (old, foreign):
        os.utime(folder, (time.time() - 3700, time.time() - 3700))

    assert tempdirs.remove_left_behind() == 1
    assert sorted(path.name for path in temporary.iterdir()) == ["other-old", f"{tempdirs.PREFIX}fresh"]


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ends a child with its parent")
def test_a_killed_worker_takes_its_child_along(tmp_path: Path) -> None:
    mark = tmp_path / "child"
    code = f"from pafso.files import sandbox; sandbox.run('tests.pafso.files.misbehaving:stay', {str(tmp_path)!r})"
    worker = subprocess.Popen([sys.executable, "-c", code], cwd=settings.BASE_DIR, start_new_session=True)
    child = number_in(mark)

    worker.send_signal(signal.SIGKILL)
    worker.wait(10)

    deadline = time.monotonic() + 10
    while is_alive(child) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not is_alive(child)
