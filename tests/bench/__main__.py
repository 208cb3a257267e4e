"""`make bench`: requests per second and p95 of the main pages, each as a ratio to a bare view in the same run.

`python -m tests.bench addresses` measures only what the clock tells of an address, `… roll` only the office's list of members, `… desk`
only the Secretary's table of a cycle, `… files` only the import and export of the roll, `… memory` only what the processes take, `… start` only how soon the first answer comes after a kill.
"""

import os
import random
import statistics
import sys
import time
import uuid
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from tests.bench import desk, memory, roll, rollfiles, scenarios, start
from tests.bench.load import Connection, drive
from tests.bench.platform import Platform, running
from tests.bench.scenarios import Scenario, get, post

if TYPE_CHECKING:
    from members.models import User

SECONDS = float(os.environ.get("BENCH_SECONDS", "5"))
SIZES = os.environ.get("BENCH_SIZES", "--members 5000 --nominations 5000 --entries 2000 --issues 100").split()
EMAIL, PASSWORD = "alix@example.org", "neige sur le canal Rideau"
ROUNDS, WARM_UP = int(os.environ.get("BENCH_ROUNDS", "150")), 10


def main() -> None:
    only = sys.argv[1] if len(sys.argv) > 1 else ""
    with running(SIZES) as platform:
        if only in {"", "start"}:
            start.measure(platform)
        if only in {"", "memory"}:
            memory.measure(platform, EMAIL, PASSWORD)
        if only in {"memory", "start"}:
            return
        print(f"\n{platform.engine}, gunicorn 2 x 4 threads, 4 connections, {SECONDS:g} s each\n")
        print(f"{'':28}{'req/s':>9}{'p50 ms':>9}{'p95 ms':>9}{'CPU ms':>9}{'with DB':>9}{'ratio':>9}{'wrong':>7}")
        floor = Scenario("floor: a bare view, 1 query", scenarios.repeated(get("/bench/floor/")), 200)
        measure(platform, floor)
        for scenario in prepared(platform) if not only else []:
            base = measure(platform, floor, quiet=True)
            measure(platform, scenario, base)
        if only in {"", "files"}:
            rollfiles.measure()
        if only in {"", "roll"}:
            grow(platform, floor)
        if only in {"", "desk"}:
            judge(platform, floor)
        if only in {"", "addresses"}:
            tell_apart(platform)


def grow(platform: Platform, floor: Scenario) -> None:
    """The office's list and search: the same at any size of the roll."""
    import django

    django.setup()
    for people in roll.sizes():
        for scenario in roll.asked(people):
            measure(platform, scenario, measure(platform, floor, quiet=True))


def judge(platform: Platform, floor: Scenario) -> None:
    """The Secretary's table: the same for a small cycle and a large one."""
    import django

    django.setup()
    give_some_to(EMAIL)
    for scenario in desk.asked(scenarios.log_in(platform.port, EMAIL, PASSWORD)):
        measure(platform, scenario, measure(platform, floor, quiet=True))
    desk.measure_files()


def tell_apart(platform: Platform) -> None:
    """Whether the clock tells known addresses, those on the roll without an account, and unknown ones apart, in each way in."""
    import django

    django.setup()
    scenarios.put_on_the_roll(ROUNDS + WARM_UP)
    print(f"\nWhat the clock tells: medians in ms of {ROUNDS} requests of each kind in turn, in one run\n")
    print(f"{'':28}" + "".join(f"{kind:>12}" for kind in scenarios.KINDS) + f"{'ratio':>9}{'noise':>9}")
    apart = [question[0] for question in questions() if not compare(platform, *question)]
    print(f"\nNOT within 5 %: {', '.join(apart)}" if apart else "\nEvery way in: within 5 %")


def prepared(platform: Platform) -> list[Scenario]:
    """The scenarios, once the people and the photo that they need are there."""
    import django

    django.setup()
    from contests.actions.drafts import start_entry
    from contests.models import Contest
    from pafso.demonstration import pictures

    officer = give_some_to(EMAIL)
    contest = Contest.objects.open()[0]
    Contest.objects.filter(pk=contest.pk).update(entries_per_member=30000)
    picture = scenarios.padded(pictures.photograph(1, (4000, 3000)))
    category = contest.categories.values_list("pk", flat=True)[0]
    cookies = scenarios.log_in(platform.port, EMAIL, PASSWORD)
    draft = start_entry(contest, by=officer, form_token=uuid.uuid4())
    enter = f"/en/contests/entries/{draft.code}/text/"
    words = ["garden", "jardin", "été", "embassy", "candidature", "ambassade"]
    return [
        Scenario("home page", scenarios.repeated(get("/en/")), 200),
        Scenario("login page", scenarios.repeated(get(scenarios.PASSWORD_PAGE)), 200),
        Scenario("login", scenarios.logins(platform.port, EMAIL, PASSWORD), 302),
        Scenario("nomination list of 50", scenarios.repeated(get("/en/awards/nominations/", cookies)), 200),
        Scenario("search", scenarios.searches(words), 200),
        Scenario("entry upload, 10 MB", scenarios.uploads(enter, cookies, category, picture), 302),
    ]


def give_some_to(email: str) -> "User":
    """More nominations than a page of their list holds."""
    from awards.models import Nomination
    from members.models import User

    person = User.objects.get(email=email)
    some = Nomination.objects.order_by("-id").values_list("pk", flat=True)[:60]
    Nomination.objects.filter(pk__in=list(some)).update(nominator=person)
    return person


def measure(platform: Platform, scenario: Scenario, base: float = 0.0, *, quiet: bool = False) -> float:
    """Print one row; requests per second."""
    seconds = SECONDS / 2 if quiet else SECONDS
    drive(scenario.name, platform.port, scenario.requests, expect=scenario.expect, seconds=0.5)
    before, database = platform.cpu_seconds(), platform.database_seconds()
    result = drive(scenario.name, platform.port, scenario.requests, expect=scenario.expect, seconds=seconds)
    web, database = platform.cpu_seconds() - before, platform.database_seconds() - database
    cpu, whole = (1000 * busy / max(1, len(result.times)) for busy in (web, web + database))
    if not quiet:
        ratio = f"{result.per_second / base:9.3f}" if base else f"{1:9.3f}"
        row = f"{scenario.name:28}{result.per_second:9.1f}{result.percentile(0.5):9.1f}{result.percentile(0.95):9.1f}"
        print(f"{row}{cpu:9.2f}{whole:9.2f}{ratio}{result.wrong or 0!s:>7}")
    return result.per_second


def questions() -> list[tuple[str, str, dict[str, str]]]:
    """(what, page, form with the address left open)."""
    fresh = {"name": "Somebody New", "password1": "seven grey herons over Hull", "language": "en"}
    return [
        ("login, wrong password", scenarios.PASSWORD_PAGE, {"login": "{}", "password": "not the password at all"}),
        ("login by code", scenarios.CODE_PAGE, {"email": "{}"}),
        ("recovery", scenarios.RECOVERY_PAGE, {"email": "{}"}),
        ("sign-up", scenarios.SIGNUP_PAGE, {"email": "{}", **fresh}),
    ]


def compare(platform: Platform, name: str, page: str, form: dict[str, str]) -> bool:
    """Ask with an address of each kind in turn, the order changing from round to round; print medians and their spread."""
    times: dict[str, list[float]] = {kind: [] for kind in scenarios.KINDS}
    statuses: dict[str, set[int]] = {kind: set() for kind in scenarios.KINDS}
    for number in range(ROUNDS + WARM_UP):
        kinds = list(scenarios.KINDS)
        random.shuffle(kinds)
        for kind in kinds:
            address = scenarios.KINDS[kind].format(f"{page.count('/')}{len(page)}-{number}")
            filled = {key: value.format(address) for key, value in form.items()}
            took, status = one_question(platform.port, page, filled)
            if number >= WARM_UP:
                times[kind].append(took)
                statuses[kind].add(status)
    medians = {kind: 1000 * statistics.median(values) for kind, values in times.items()}
    asked = [median for kind, median in medians.items() if kind != "again"]
    ratio, noise = max(asked) / min(asked), spread(medians["unknown"], medians["again"])
    within = ratio <= 1.05 and len({frozenset(seen) for seen in statuses.values()}) == 1
    row = "".join(f"{medians[kind]:12.1f}" for kind in scenarios.KINDS)
    print(f"{name:28}{row}{ratio:9.3f}{noise:9.3f}   {'within 5 %' if within else f'NOT within 5 % {statuses}'}")
    return within


def spread(one: float, other: float) -> float:
    return max(one, other) / min(one, other)


def one_question(port: int, page: str, form: dict[str, str]) -> tuple[float, int]:
    """A visitor who comes to PAGE for the first time: how long the answer to the filled FORM takes, and its status."""
    token = scenarios.csrf(port, page)
    body = urlencode({"csrfmiddlewaretoken": token, **form}).encode()
    connection = Connection(port)
    began = time.monotonic()
    status = connection.ask(post(page, body, f"csrftoken={token}"))
    took = time.monotonic() - began
    connection.close()
    return took, status


if __name__ == "__main__":
    main()
