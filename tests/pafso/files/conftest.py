"""Uploads as Django hands them over, and the private folder as the tests see it."""

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
