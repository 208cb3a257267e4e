"""The same work in many threads that start together."""

import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from django.db import connection

from pafso.errors import DomainError

SIDE_BY_SIDE = 10


def at_once(work: Callable[[int], object], times: int = SIDE_BY_SIDE) -> Counter[str]:
    """WORK(number) for 0, 1, … TIMES - 1 (a multiple of ten), ten starting together; how often each outcome was seen.

    An outcome is what the work returns, as text, or the code of its refusal.
    """
    gate = threading.Barrier(SIDE_BY_SIDE)

    def run(number: int) -> str:
        try:
            gate.wait(30)
            return str(work(number))
        except DomainError as refusal:
            return refusal.code
        finally:
            connection.close()

    with ThreadPoolExecutor(SIDE_BY_SIDE) as pool:
        return Counter(pool.map(run, range(times)))
