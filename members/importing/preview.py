"""What an import says of itself, in words and in the reader's language: its lines, its counts, how far it is."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from members.exporting.columns import BY_KEY
from members.models import ImportLine, Member, MembershipClass, RollImport, Stream
from pafso.localized import Language
from pafso.text.dates import day_in_words

from .progress import lines_written
from .refusals import column_name, of_file, of_line

State, Outcome = RollImport.State, ImportLine.Outcome
NAMESAKE, LEFT = "namesake", "left"


@dataclass(frozen=True)
class LineInWords:
    line: ImportLine
    outcome: str
    changes: list[tuple[str, str, str]]
    problems: list[str]
    undo: str = ""
    undo_problems: list[str] = field(default_factory=list)


def in_words(lines: Iterable[ImportLine]) -> list[LineInWords]:
    """The lines of a page; what is new has no "before"."""
    known = _lists()
    return [
        LineInWords(
            line,
            str(Outcome(line.outcome).label),
            [
                (column_name(key), _value_in_words(known, key, old), _value_in_words(known, key, new))
                for key, (old, new) in line.changes.items()
            ],
            sentences(line),
            str(line.get_undo_display()),
            [of_line(each) for each in line.undo_problems or []],
        )
        for line in lines
    ]


def sentences(line: ImportLine) -> list[str]:
    return [of_line(problem) for problem in line.problems]


def problem(found: RollImport) -> str:
    """What is said of the whole file, if anything."""
    problems = json.loads(found.problem) if found.problem else []
    if problems and isinstance(problems[0], str):  # one alone
        problems = [problems]
    return " ".join(of_file(problem) for problem in problems)


def tabs(found: RollImport) -> list[tuple[str, str, int]]:
    """(outcome, its word, how many lines)."""
    return [(outcome.value, str(outcome.label), getattr(found, f"{outcome.value}_count")) for outcome in Outcome]


def chosen_lines(found: RollImport, chosen: str) -> QuerySet[ImportLine]:
    """The lines of one outcome, those with a namesake, or those of which something stays after an undo; else all."""
    if chosen == NAMESAKE:
        return found.lines.filter(has_namesake=True)
    if chosen == LEFT:
        return found.lines.filter(undo__in=(ImportLine.Undo.LEFT, ImportLine.Undo.PARTLY))
    return found.lines.filter(outcome=chosen) if chosen in Outcome.values else found.lines.all()


def undo_in_words(found: RollImport) -> dict[str, object]:
    """How many lines an undo would take back now, and whose it would not: those who have opened an account since."""
    written = dict(found.lines.exclude(written=None).values_list("written__member", "label"))
    without = found.lines.filter(written__has_account=False).values_list("written__member", flat=True)
    joined: set[int] = set()
    keys = list(without)
    for start in range(0, len(keys), 500):
        rows = Member.objects.filter(pk__in=keys[start : start + 500]).exclude(user=None)
        joined |= set(rows.values_list("pk", flat=True))
    names = sorted(written[key] for key in joined)
    return {"about": found.file_name, "line_count": len(written), "joined": names[:50], "joined_count": len(names)}


def progress(found: RollImport) -> dict[str, Any]:
    """How far the work is; `done` when there is nothing to wait for."""
    if found.state not in (State.WAITING, State.APPLYING, State.UNDOING):
        return {"done": True, "percent": 100, "text": ""}
    written = found.lines_done if found.state == State.WAITING else lines_written(found.pk)
    values = {"done": written, "total": found.lines_total}
    if not found.lines_total or not written:
        words = {State.WAITING: _("The file is being read."), State.UNDOING: _("The import is being undone.")}.get(
            State(found.state), _("The import is being applied.")
        )
    elif found.state == State.WAITING:
        words = _("%(done)s of %(total)s lines have been checked.") % values
    elif found.state == State.UNDOING:
        words = _("%(done)s lines have been undone; they take effect together at the end.") % values
    else:
        words = _("%(done)s of %(total)s lines have been written; they take effect together at the end.") % values
    percent = 100 * written // found.lines_total if found.lines_total else 0
    return {"done": False, "percent": percent, "text": words}


def _lists() -> dict[str, dict[str, str]]:
    return {
        "class": {row.code: str(row) for row in MembershipClass.objects.all()},
        "stream": {row.code: str(row) for row in Stream.objects.all()},
        "language": {value: str(label) for value, label in Language.choices},
        "employer": {value: str(label) for value, label in Member.Employer.choices},
        "acting": {"yes": _("yes"), "no": _("no")},
    }


def _value_in_words(known: dict[str, dict[str, str]], key: str, value: str) -> str:
    if key in known:
        return known[key].get(value, value)
    if value and key in BY_KEY and BY_KEY[key].kind == "date":
        return day_in_words(date.fromisoformat(value))
    return value
