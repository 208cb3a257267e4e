"""The settings of the tests with SQLite in a file, as a small installation has it: threads wait for each other's transaction."""

import tempfile
from pathlib import Path

from pafso.settings.env import database
from pafso.settings.test import *  # noqa: F403

_FILE = Path(tempfile.mkdtemp()) / "test.sqlite3"
DATABASES = {"default": {**database(f"sqlite:///{_FILE}", keep_alive=0), "TEST": {"NAME": f"{_FILE}"}}}
