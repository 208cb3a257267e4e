"""`make test`: the whole suite on SQLite, then what touches a database once more on PostgreSQL where that is reachable."""

import os
import subprocess
import sys

from tests import available

PARALLEL = ["-n", "2", "--dist", "loadfile"]
EVERYDAY = "not services and not browser and not plans and not schema"
# Pure work on files and text asks no database; once is enough.
NO_DATABASE = [
    "tests/house",
    "tests/pafso/demonstration",
    "tests/pafso/judging",
    "tests/pafso/files/inspection/test_photo.py",
    "tests/pafso/files/inspection/test_document.py",
    "tests/pafso/files/test_sandbox.py",
    "tests/contests/test_derivatives.py",
    "tests/magazine/test_extraction.py",
]
PYTEST = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"]


def main() -> int:
    absent = available.missing()
    if absent:
        print(f"Not reachable here: {', '.join(absent)}. The tests that need them are left out.")
        if available.REQUIRED:
            return 1
    on_postgres = {**os.environ, "TEST_DATABASE_URL": f"{available.POSTGRES}/pafso"}
    runs = [([*PYTEST, *PARALLEL, "-m", "browser"], None)] if available.chromium() else []
    if available.postgres():
        ignored = [f"--ignore={path}" for path in NO_DATABASE]
        runs.append(([*PYTEST, *PARALLEL, *ignored, "-m", EVERYDAY], on_postgres))
    runs.append(([*PYTEST, *PARALLEL, "-m", EVERYDAY], None))
    return next((code for command, env in runs if (code := subprocess.call(command, env=env))), 0)


if __name__ == "__main__":
    sys.exit(main())
