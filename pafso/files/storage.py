"""The private folder: files reach it whole or not at all, and nobody else on the machine can read them."""

import contextlib
import os
from pathlib import Path
from typing import Any, NoReturn

from django.core.files import File
from django.core.files.storage import FileSystemStorage

FOLDER_MODE, FILE_MODE = 0o700, 0o600
PART = ".part"
PIECE = 1024 * 1024


class PrivateFileSystemStorage(FileSystemStorage):
    """Writes under a passing name, makes the disk confirm, then renames: after a power cut there is no half file."""

    def __init__(self, location: Any = None, **options: Any) -> None:
        super().__init__(location, file_permissions_mode=FILE_MODE, directory_permissions_mode=FOLDER_MODE, **options)

    def url(self, name: str | None) -> NoReturn:
        raise ValueError("Private files have no address; they leave through pafso.files.serve.")

    def _save(self, name: str, content: File) -> str:
        target = Path(self.path(name))
        for folder in (Path(self.location), target.parent):
            folder.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)
        part = target.with_name(target.name + PART)
        try:
            _write(part, content)
            part.replace(target)
        except BaseException:
            with contextlib.suppress(OSError):
                part.unlink()
            raise
        _confirm_folder(target.parent)
        return name


def _write(part: Path, content: File) -> None:
    content.seek(0)
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, FILE_MODE)
    with os.fdopen(descriptor, "wb") as target:
        while piece := content.read(PIECE):
            target.write(piece)
        target.flush()
        os.fsync(target.fileno())


def _confirm_folder(folder: Path) -> None:
    """The new name itself must be on the disk too."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
