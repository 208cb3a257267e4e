"""How soon somebody gets a page after every process of the web was killed, on cores that are busy with other things."""

import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from tests.bench.platform import Platform, wait_for_an_answer

KILLS, LOOPS = 10, 4
PAGE = "/en/accounts/login/"


def measure(platform: Platform) -> None:
    """Print the slowest and the median first answer, in seconds and as a ratio to the import of Django beside it."""
    answers, imports = [], []
    with busy_loops():
        for _ in range(KILLS):
            imports.append(timed_import())
            began = time.monotonic()
            platform.start_again()
            wait_for_an_answer(platform.port, PAGE)
            answers.append(time.monotonic() - began)
    floor = statistics.median(imports)
    print(f"\n{KILLS} kills with {LOOPS} busy loops beside; `python -c 'import django'` took {floor:.2f} s (median)\n")
    print(f"{'':28}{'s':>9}{'ratio':>9}")
    for name, seconds in (
        ("first answer, slowest", max(answers)),
        ("first answer, median", statistics.median(answers)),
    ):
        print(f"{name:28}{seconds:9.2f}{seconds / floor:9.1f}")


def timed_import() -> float:
    """In a session of its own like the web, which the kernel gives its share beside the loops."""
    began = time.monotonic()
    subprocess.run([sys.executable, "-c", "import django"], check=True, start_new_session=True)
    return time.monotonic() - began


@contextmanager
def busy_loops() -> Iterator[None]:
    loops = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(LOOPS)]
    try:
        yield
    finally:
        for loop in loops:
            loop.kill()
            loop.wait()
