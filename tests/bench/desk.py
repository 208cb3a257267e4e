"""The Secretary's table of a cycle with 3 nominations and of one with 5,000, in one run; the file that is made of it."""

import csv
import time
from collections.abc import Callable, Iterable, Iterator
from io import BytesIO, StringIO
from typing import TYPE_CHECKING

from tests.bench import roll, scenarios
from tests.bench.scenarios import Scenario, get

if TYPE_CHECKING:
    from awards.models import Cycle

FEW = 3
TABLE = "/admin/awards/nomination/"
FILTERS = ["letters=incomplete", "eligible=eligible", "matched=no", "language=fr", "notes=later", "state=submitted"]


def asked(person: str) -> list[Scenario]:
    """The table at both sizes, with each filter and from its middle; a nominator's list and the list for programs (PERSON's cookies)."""
    office = roll.of_the_office()
    found = []
    for cycle in (few(), many()):
        size, address = cycle.nominations.count(), f"{TABLE}?cycle={cycle.pk}"
        found.append(Scenario(f"desk of {size}", scenarios.repeated(get(address, office)), 200))
        found.append(Scenario(f"desk of {size}, filters", filtered(address, office), 200))
    numbers = f"{TABLE}cycle/{cycle.pk}/numbers/"
    return [
        *found,
        Scenario(f"numbers of {size}", scenarios.repeated(get(numbers, office)), 200),
        Scenario("a nominator's list of 50", scenarios.repeated(get("/en/awards/nominations/", person)), 200),
        Scenario("programs, list of 50", scenarios.repeated(get("/api/v1/nominations/", person)), 200),
    ]


def filtered(address: str, cookies: str) -> Callable[[int], Iterator[bytes]]:
    def requests(number: int) -> Iterator[bytes]:
        while True:
            for each in FILTERS[number % 2 :]:
                yield get(f"{address}&{each}", cookies)

    return requests


def many() -> "Cycle":
    """The cycle with the most nominations, read by the rules that ask the most of the roll."""
    from django.db.models import Count

    from awards.models import Cycle

    return Cycle.objects.annotate(size=Count("nominations")).order_by("-size", "pk")[0]


def few() -> "Cycle":
    """Another one with the same rules, and FEW of its nominations."""
    from awards.models import Cycle, Nomination
    from members.models import Member

    cycle = many()
    Cycle.objects.filter(pk=cycle.pk).update(nominee_rule="substantive", letters_from="regular")
    keys = list(Nomination.objects.filter(cycle=cycle).order_by("pk").values_list("pk", flat=True))
    people = list(Member.objects.order_by("pk").values_list("pk", flat=True)[: len(keys)])
    rows = [Nomination(pk=pk, nominee_member_id=person) for pk, person in zip(keys, people, strict=False)]
    Nomination.objects.bulk_update(rows, ["nominee_member"], batch_size=1000)
    cycle = many()
    cycle.pk, cycle.year, cycle._state.adding = None, 2099, True
    cycle.save(force_insert=True)
    Nomination.objects.filter(pk__in=keys[:FEW]).update(cycle=cycle)
    roll.settle()
    return cycle


def measure_files() -> None:
    """Prints what the two files of the large table cost, and the CSV beside the least code that writes as many columns."""
    from awards.desk.rows import names, rows_of
    from awards.models import Nomination
    from members.exporting.sheets import csv_pieces, write_xlsx
    from members.models import User

    cycle, by = many(), User.objects.filter(is_superuser=True).order_by("pk")[0]
    keys = list(Nomination.objects.in_hands_of(by).filter(cycle=cycle).order_by("-id").values_list("pk", flat=True))
    fields = [field.attname for field in Nomination._meta.concrete_fields if field.attname != "case"]
    rows = Nomination.objects.filter(pk__in=keys).order_by("-id").values_list(*fields[: len(names())])
    print(f"\nThe table of {len(keys):,} as a file, one process; CPU without the database's\n")
    floor = report("floor: as many columns", lambda: write_all(rows.iterator(500)))
    report("CSV", lambda: sum(len(piece) for piece in csv_pieces(names(), rows_of(cycle, keys, by))), floor)
    report("CSV, first piece", lambda: next(iter(csv_pieces(names(), rows_of(cycle, keys, by)))), floor)
    report("XLSX", lambda: write_xlsx(BytesIO(), "x", names(), rows_of(cycle, keys, by)), floor)


def write_all(rows: Iterable[Iterable[object]]) -> None:
    csv.writer(StringIO()).writerows(rows)


def report(name: str, work: Callable[[], object], floor: float = 0) -> float:
    work()
    began, busy = time.monotonic(), time.process_time()
    work()
    seconds, cpu = time.monotonic() - began, time.process_time() - busy
    ratio = cpu / floor if floor else 1
    print(f"{name:28}{1000 * seconds:9.0f} ms{1000 * cpu:9.0f} ms CPU{ratio:9.2f}")
    return cpu
