"""Uploads as Django hands them over, and the private folder as the tests see it."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.core.files.uploadedfile import InMemoryUploadedFile, SimpleUploadedFile, TemporaryUploadedFile, UploadedFile

from pafso.files.models import private

Upload = Callable[..., UploadedFile]


@pytest.fixture
def folder() -> Iterator[Path]:
    """The root of the private store, empty before and after."""
    root = Path(private().path(""))
    _empty(root)
    yield root
    _empty(root)


def _empty(root: Path) -> None:
    for path in sorted(root.rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()


@pytest.fixture(params=["memory", "temporary"])
def upload(request: pytest.FixtureRequest) -> Iterator[Upload]:
    """upload(content, name="photo.jpg") in each of the two ways in which Django keeps one."""
    open_uploads: list[UploadedFile] = []

    def made(content: bytes, name: str = "photo.jpg") -> UploadedFile:
        file: UploadedFile = SimpleUploadedFile(name, content)
        if request.param == "temporary":
            file = TemporaryUploadedFile(name, "application/octet-stream", len(content), None)
            file.write(content)
            file.file.flush()
        assert isinstance(file, InMemoryUploadedFile | TemporaryUploadedFile)
        open_uploads.append(file)
        return file

    yield made
    for file in open_uploads:
        file.close()


def number_in(mark: Path) -> int:
    """The number that a process has written, or soon will have."""
    deadline = time.monotonic() + 30
    while not (mark.exists() and mark.read_text()):
        assert time.monotonic() < deadline
        time.sleep(0.05)
    return int(mark.read_text())


def is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] not in {"Z", "X"}
    except FileNotFoundError:
        return False
