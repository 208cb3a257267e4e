"""What the processes take, children included (PSS: a page that several share counts once)."""

import os
import subprocess
import sys
import threading
import time
from collections import Counter
from itertools import cycle, islice
from pathlib import Path

from tests.bench import roll
from tests.bench.load import Connection
from tests.bench.platform import ROOT, Platform, wait_for_an_answer
from tests.bench.scenarios import get, log_in

REQUESTS, CONNECTIONS = int(os.environ.get("BENCH_MIXED", "10000")), 4
WORKER = ["-m", "celery", "-A", "pafso", "worker", "-Q", "mail,default,media", "-c", "2"]
PUBLIC = [
    "/en/",
    "/fr/",
    "/en/awards/",
    "/fr/contests/",
    "/en/magazine/",
    "/en/accounts/login/",
    "/fr/accounts/signup/",
]
PUBLIC += ["/en/magazine/search/?q=embassy", "/fr/magazine/search/?q=ambassade", "/api/v1/contests/", "/api/v1/issues/"]
OWN = ["/en/account/", "/fr/awards/nominations/", "/en/contests/entries/", "/fr/account/held/", "/api/v1/nominations/"]
OFFICE = ["/admin/", "/admin/members/member/", "/admin/awards/nomination/", "/admin/mail/mail/"]


def measure(platform: Platform, email: str, password: str) -> None:
    """Print MB of the web, fresh and after mixed requests, and of an idle worker."""
    import django

    django.setup()
    platform.start_again()
    wait_for_an_answer(platform.port)
    print(f"\n{'PSS, children included':36}{'MB':>9}{'processes':>12}\n")
    row("web, fresh", platform.pid)
    seen = mixed(platform.port, log_in(platform.port, email, password), roll.of_the_office())
    row(f"web, after {seen.total()} mixed requests", platform.pid)
    worker = subprocess.Popen([sys.executable, *WORKER, "--loglevel", "ERROR"], cwd=ROOT)
    try:
        while len(family(worker.pid)) < 3:
            time.sleep(0.1)
        time.sleep(3)
        row("worker, idle", worker.pid)
    finally:
        worker.terminate()
        worker.wait(60)
    print(f"\nstatuses of the answers: {dict(seen)}")


def mixed(port: int, member: str, office: str) -> Counter[int]:
    """Pages of visitors, of a member and of the office in turn, over a few connections; how often each status came."""
    asked = (
        [get(path) for path in PUBLIC] + [get(path, member) for path in OWN] + [get(path, office) for path in OFFICE]
    )
    seen: Counter[int] = Counter()

    def one(number: int) -> None:
        connection = Connection(port)
        for request in islice(cycle(asked[number:] + asked[:number]), REQUESTS // CONNECTIONS):
            seen[connection.ask(request)] += 1
        connection.close()

    threads = [threading.Thread(target=one, args=(5 * number,)) for number in range(CONNECTIONS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return seen


def row(name: str, pid: int) -> None:
    processes = family(pid)
    print(f"{name:36}{sum(pss(process) for process in processes):9.0f}{len(processes):12}", flush=True)


def family(pid: int) -> list[int]:
    """PID and all that descend from it."""
    parents = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            parents[int(stat.parent.name)] = int(stat.read_text().rsplit(")", 1)[1].split()[1])
        except OSError:
            continue
    found = [pid]
    for member in found:
        found += [child for child, parent in parents.items() if parent == member]
    return found


def pss(pid: int) -> float:
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return int(next(line for line in lines if line.startswith("Pss:")).split()[1]) / 1024
