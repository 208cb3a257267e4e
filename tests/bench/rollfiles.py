"""The roll in files: how long 10,000 lines take to check, to apply and to check again, and how long they take to write out."""

import csv
import time
from collections.abc import Callable, Iterator
from datetime import date
from io import StringIO

LINES = 10_000


def measure() -> None:
    """Prints four rows. Runs in this process, as the worker does, on the database of the platform."""
    import django

    django.setup()
    from django.core.files.uploadedfile import SimpleUploadedFile

    from members.exporting.rows import Words, names, roll_on, rows_of
    from members.exporting.sheets import csv_pieces
    from members.importing.actions import apply_import, ask_import
    from members.importing.tasks import work_on_import
    from members.models import RollImport, User
    from pafso.files.uploads import check_table

    print(f"\nThe roll in files, {LINES:,} lines, one worker")
    staff = User.objects.filter(is_staff=True)[0]

    def asked(content: bytes) -> RollImport:
        return ask_import(check_table(SimpleUploadedFile("roll.csv", content)), addresses_verified=False, by=staff)

    def worked(found: RollImport) -> None:
        work_on_import(found.pk)
        found.refresh_from_db()

    content = a_roll().encode()
    found = asked(content)
    report("import: check", lambda: worked(found))
    assert (found.state, found.created_count) == ("checked", LINES), (found.state, found.problem)
    apply_import(found, by=staff)
    report("import: apply", lambda: worked(found))
    assert found.state == "applied", (found.state, found.problem)
    again = asked(content)
    report("import: the same file again", lambda: worked(again))
    assert again.same_count == LINES
    today = date.today()
    people = roll_on(today)
    pieces = csv_pieces(names(), rows_of(people, today, Words.now()))
    report(f"export to CSV, {people.count():,}", lambda: sum(len(piece) for piece in pieces), people.count())


def report(name: str, work: Callable[[], object], lines: int = LINES) -> None:
    began = time.monotonic()
    work()
    seconds = time.monotonic() - began
    print(f"{name:28}{seconds:9.1f} s{lines / seconds:12,.0f} lines/s")


def a_roll() -> str:
    """A file in which every line has every kind of fact."""
    text = StringIO(newline="")
    csv.writer(text).writerows(_rows())
    return text.getvalue()


def _rows() -> Iterator[list[str]]:
    keys = [
        "number",
        "name",
        "language",
        "employer",
        "work_email",
        "personal_email",
        "telephone",
        "class",
        "member_since",
    ]
    keys += ["level", "level_since", "mission", "city", "country", "posting_time_zone", "posted_since", "dues_since"]
    yield keys
    for number in range(LINES):
        yield [
            *(
                f"B{number}",
                f"Élodie Bélanger-{number}",
                "fr",
                "GAC",
                f"w{number}@bench.example",
                f"p{number}@bench.example",
            ),
            *("+1 613 555-0142", "regular", "2019-09-03", "FS-02", "2022-04-01", "Embassy", "Dakar", "Senegal"),
            *("Africa/Dakar", "2025-08-15", "2019-09-03"),
        ]
