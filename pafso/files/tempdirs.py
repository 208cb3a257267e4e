"""Folders for background work on a file; what a killed worker leaves behind holds a copy of a private file, and is swept."""

import shutil
import tempfile
import time
from pathlib import Path

PREFIX = "pafsowork-"
PATIENCE_SECONDS = 3600.0


def folder() -> "tempfile.TemporaryDirectory[str]":
    """A folder that only we can read, removed with the block."""
    return tempfile.TemporaryDirectory(prefix=PREFIX)


def remove_left_behind() -> int:
    """Remove folders older than any work lasts; how many went."""
    old = time.time() - PATIENCE_SECONDS
    found = [
        path for path in Path(tempfile.gettempdir()).glob(f"{PREFIX}*") if path.is_dir() and path.stat().st_mtime < old
    ]
    for path in found:
        shutil.rmtree(path, ignore_errors=True)
    return len(found)
