"""The suite: `make test` on SQLite; `make postgres` once more what asks a database; `make browser` in Chromium."""

import os
import subprocess
import sys

from tests import available

PARALLEL = ["-n", "2", "--dist", "loadfile"]
EVERYDAY = "not services and not browser and not plans and not schema"
# Pure work on files and text asks no database, and neither do the rules of the house; once is enough.
NO_DATABASE = [
    "tests/house",
    "tests/pafso/demonstration",
    "tests/pafso/judging",
    "tests/awards/test_canary.py",
    "tests/awards/test_canary_returned.py",
    "tests/pafso/files/inspection/test_photo.py",
    "tests/pafso/files/inspection/test_document.py",
    "tests/pafso/files/test_sandbox.py",
    "tests/contests/test_derivatives.py",
    "tests/magazine/test_extraction.py",
]
PYTEST = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *PARALLEL]


def main(where: str) -> int:
    absent = available.missing()
    if absent and available.REQUIRED:
        print(f"Not reachable here: {', '.join(absent)}.")
        return 1
    runs = {"sqlite": on_sqlite, "postgres": on_postgres, "browser": in_chromium}
    return runs[where]()


def on_sqlite() -> int:
    return subprocess.call([*PYTEST, "-m", EVERYDAY])


def on_postgres() -> int:
    if not available.postgres():
        print("PostgreSQL is not reachable here: its tests are left out.")
        return 0
    ignored = [f"--ignore={path}" for path in NO_DATABASE]
    where = {**os.environ, "TEST_DATABASE_URL": f"{available.POSTGRES}/pafso"}
    return subprocess.call([*PYTEST, *ignored, "-m", EVERYDAY], env=where)


def in_chromium() -> int:
    if not available.chromium():
        print("Chromium is not here: its tests are left out.")
        return 0
    return subprocess.call([*PYTEST, "-m", "browser"])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
