"""`make test`: the whole suite on SQLite, then what touches a database once more on PostgreSQL where that is reachable."""

import os
import subprocess
import sys

from tests import reachable

PYTEST = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"]


def main() -> int:
    absent = reachable.missing()
    if absent:
        print(f"Not reachable here: {', '.join(absent)}. The tests that need them are left out.")  # noqa: T201
        if reachable.REQUIRED:
            return 1
    first = [*PYTEST, "-n", "2", "--dist", "loadfile", "-m", "not services and not browser"]
    if reachable.postgres():
        on_postgres = {**os.environ, "TEST_DATABASE_URL": f"{reachable.POSTGRES}/pafso"}
        if code := subprocess.call(first, env=on_postgres):
            return code
    if code := subprocess.call(first):
        return code
    return subprocess.call([*PYTEST, "-m", "services or browser"]) if len(absent) < 3 else 0


if __name__ == "__main__":
    sys.exit(main())
