"""The office's list of members and its search, before and after the roll has grown to BENCH_ROLL people in the same run."""

import os
from collections.abc import Callable, Iterator
from urllib.parse import urlencode

from tests.bench import platform, scenarios
from tests.bench.scenarios import Scenario, get

LARGE = int(os.environ.get("BENCH_ROLL", "100000"))
LIST = "/admin/members/member/"
# A rare and a common word, two words, a number and an address.
TERMS = ["quenneville", "amina", "amina tre", "P1000", "member1000"]


def sizes() -> Iterator[int]:
    """How many people are on the roll: as it is, then grown."""
    from members.models import Member

    yield Member.objects.count()
    platform.manage("populate", "--members", str(max(0, LARGE - Member.objects.count())))
    settle()
    yield Member.objects.count()


def settle() -> None:
    """What the database's own housekeeping would have done by the next morning."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def asked(people: int) -> list[Scenario]:
    """The pages that must cost the same at any number of PEOPLE."""
    cookies = of_the_office()
    return [
        Scenario(f"members, list of {people}", scenarios.repeated(get(LIST, cookies)), 200),
        Scenario(f"members, search in {people}", searches(cookies), 200),
    ]


def searches(cookies: str) -> Callable[[int], Iterator[bytes]]:
    def requests(number: int) -> Iterator[bytes]:
        while True:
            for term in TERMS[number % 2 :]:
                yield get(f"{LIST}?{urlencode({'q': term})}", cookies)

    return requests


def of_the_office() -> str:
    """A Cookie header of somebody of the office, signed in with both steps."""
    from django.test import Client

    from members.models import User
    from tests.factories import people  # noqa: F401  (a forced sign-in counts as both steps)

    client = Client()
    client.force_login(User.objects.filter(is_superuser=True).order_by("pk")[0])
    return "; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items())
