"""django-import-export's Resource for the roll: it matches lines to people, skips what is the same, gathers what is refused,
and takes a dry run back. What one line means is decided by members.importing.plan, and written by members.importing.writing.
"""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

import tablib
from django.core.exceptions import ValidationError
from django.db import DataError, IntegrityError, transaction
from django.utils import timezone
from import_export.fields import Field
from import_export.instance_loaders import BaseInstanceLoader
from import_export.resources import Resource

from members.models import Member
from members.roll.duplicates import name_key
from pafso.text.numbers import number_key

from . import people
from .cells import questioned, values_of
from .plan import Person, Plan, plan_line
from .writing import write

LINES_AT_ONCE = 500
MOST_NAMED = 5
SAME_NAME, SAME_NAME_LINE = "same_name", "same_name_line"
LINE, BEYOND = "_line", "_beyond"
Line = tuple[int, Sequence[str]]
# What the database will not have, as against one that is away or busy.
REFUSALS = (IntegrityError, DataError)


class PeopleLoader(BaseInstanceLoader):
    """All people of the lines at hand in a few queries."""

    def __init__(self, resource: "RollResource", dataset: Any = None) -> None:
        super().__init__(resource, dataset)
        numbers = {values_of({"number": number}, resource.lists)[0].get("number", "") for number in dataset["number"]}
        self.found = people.people(numbers - {""}, locked=not resource.is_dry_run)
        self.by_key: dict[str, list[Person]] = defaultdict(list)
        for person in self.found.values():
            self.by_key[number_key(person.number)].append(person)

    def get_instance(self, row: dict[str, str]) -> Person | None:
        values, _ = values_of({"number": row["number"]}, self.resource.lists)
        number = values.get("number", "")
        person, alike = self.found.get(number), self.by_key.get(number_key(number), []) if number else []
        if person is None and len(alike) > 1:
            return Person(number, gone="ambiguous")
        person = person or (alike[0] if alike else None)
        # Each line has its own, so that a second line with the number does not touch what the first one planned.
        return replace(person) if person else None


class RollResource(Resource):
    """Lines of the roll's file; the rows are Person, with their Plan, and are written in bulk at the end of a batch."""

    number = Field(attribute="number", column_name="number")

    class Meta:
        model = Member
        import_id_fields = ["number"]
        instance_loader_class = PeopleLoader
        use_bulk = True
        use_transactions = True
        batch_size = 10 * LINES_AT_ONCE  # never reached: a batch is written when all of its lines are known
        skip_unchanged = True
        report_skipped = True
        # Plans say what changes: the library need not copy and compare each row.
        skip_diff = True

    def __init__(self, *, addresses_verified: bool, is_dry_run: bool, now: datetime | None = None) -> None:
        super().__init__()
        self.addresses_verified, self.is_dry_run, self.now = addresses_verified, is_dry_run, now or timezone.now()
        self.lists = people.lists()
        self.plans: list[Plan] = []
        self._seen: dict[str, int] = {}
        self._mailed: dict[str, str] = {}
        self._named: dict[str, tuple[int, bool]] = {}
        self._added: set[str] = set()  # onto the roll, by the lines of earlier batches: said as lines, not as entries

    def examine(self, columns: Sequence[str], lines: Sequence[Line]) -> list[Plan]:
        """The plans of a batch of LINES; written, but for the refused ones, unless this is a dry run."""
        self.plans = []
        dataset = tablib.Dataset(headers=[*columns, LINE, BEYOND])
        for number, cells in lines:
            dataset.append([*cells[: len(columns)], number, "+" if len(cells) > len(columns) else ""])
        # Before anything of the batch is written: what the roll had until now.
        self._known = people.namesakes({row["name"] for row in dataset.dict if row.get("name")})
        result = self.import_data(dataset, dry_run=self.is_dry_run)
        for row in result.error_rows:
            raise row.errors[0].error
        self._warn_of_namesakes()
        return self.plans

    def init_instance(self, row: dict[str, Any] | None = None) -> Person:
        return Person(number=(row or {}).get("number", ""))

    def import_instance(self, instance: Person, row: dict[str, Any], **kwargs: Any) -> None:
        line, beyond = row.pop(LINE), row.pop(BEYOND)
        values, problems = values_of(row, self.lists)
        if beyond:
            problems.append(["too_many_cells", {}])
        number = values.pop("number", "")
        # Of somebody on the roll by their key there, so that two who were there with two spellings of a number are two.
        seen = f"#{instance.pk}" if instance.pk else number_key(number)
        if seen in self._seen:
            twice = ["number_twice", {"number": number, "line": self._seen[seen]}]
            instance.plan = Plan(line, instance, is_new=False, problems=[twice])
        else:
            instance.number = instance.number if instance.pk else number
            if number:
                self._seen[seen] = line
            elif not row["number"].strip():
                problems.append(["number_missing", {"column": "number"}])
            instance.plan = plan_line(line, instance, values, problems, addresses_verified=self.addresses_verified)
            instance.plan.notes += questioned(values)
        self.plans.append(instance.plan)

    def skip_row(self, instance: Person, original: Any, row: Any, import_validation_errors: Any = None) -> bool:
        return instance.plan is not None and instance.plan.outcome == "same"

    def validate_instance(
        self, instance: Person, import_validation_errors: Any = None, validate_unique: bool = True
    ) -> None:
        if instance.plan is None or instance.plan.problems:
            raise ValidationError("refused")

    def bulk_create(
        self, using_transactions: bool, dry_run: bool, raise_errors: bool, batch_size: Any = None, result: Any = None
    ) -> None:
        """All of the batch at once; where the database refuses something, line by line to find out what."""
        plans = [person.plan for person in (*self.create_instances, *self.update_instances)]
        self.create_instances.clear()
        self.update_instances.clear()
        self._warn_of_shared_addresses()
        try:
            self._write(plans)
        except REFUSALS:
            for plan in plans:
                self._try(plan)

    def bulk_update(self, *args: Any, **kwargs: Any) -> None:
        """`bulk_create` has written both."""

    def _try(self, plan: Plan) -> None:
        try:
            self._write([plan])
        except REFUSALS:
            plan.problems.append(["database", {}])

    def _write(self, plans: list[Plan]) -> None:
        try:
            with transaction.atomic():
                write(plans, now=self.now)
        except REFUSALS:
            for plan in plans:
                plan.person.pk = None if plan.is_new else plan.person.pk
            raise

    def _warn_of_shared_addresses(self) -> None:
        """An address that another entry has, or another line of the file: it will open no account by itself."""
        added = {email: plan for plan in self.plans for email, _ in plan.addresses}
        owners = people.owners(added)
        for plan in self.plans:
            for email, kind in plan.addresses:
                others = [number for pk, number in owners.get(email, {}).items() if pk != plan.person.pk]
                mailed = self._mailed.setdefault(email, plan.person.number)
                others += [mailed] if mailed != plan.person.number else []
                if others:
                    plan.notes.append(["shared_address", {"column": f"{kind}_email", "number": others[0]}])

    def _warn_of_namesakes(self) -> None:
        """Somebody new has the name of an entry, or of another line of the file: that may be one person twice."""
        for plan in self.plans:
            name = plan.own.get("name") or plan.person.own.get("name", "")
            key = name_key(name)
            if plan.problems or not key:
                continue
            # An entry that another line of the file writes about is said by that line.
            known = [number for pk, number in self._known.get(key, []) if pk != plan.person.pk]
            others = [number for number in known if number not in self._added]
            line, was_new = self._named.setdefault(key, (plan.line, plan.adds_somebody))
            if plan.adds_somebody and others:
                plan.notes.append([SAME_NAME, {"numbers": ", ".join(others[:MOST_NAMED])}])
            if line != plan.line and (plan.adds_somebody or was_new):
                plan.notes.append([SAME_NAME_LINE, {"line": line}])
        self._added |= {plan.person.number for plan in self.plans if plan.adds_somebody}


def as_json(plan: Plan) -> dict[str, Any]:
    """What is shown of a plan and kept of it, in plain values."""
    return {
        "number": plan.line,
        "outcome": plan.outcome,
        "label": label_of(plan),
        "changes": {} if plan.problems else plan.changes,
        "problems": plan.problems or plan.notes,
        "has_namesake": any(code in (SAME_NAME, SAME_NAME_LINE) for code, _values in plan.notes) and not plan.problems,
    }


def label_of(plan: Plan) -> str:
    """By the name that the roll has, else by the one that the line gives."""
    name = plan.person.own.get("name") or plan.own.get("name", "")
    return f"{name} ({plan.person.number})".strip()[:200]


class Digest:
    """Of all that was shown: two plans with the same digest do the same."""

    def __init__(self, addresses_verified: bool) -> None:
        self._sum = hashlib.sha256(b"verified" if addresses_verified else b"")

    def add(self, shown: dict[str, Any]) -> None:
        self._sum.update(json.dumps(shown, sort_keys=True).encode() + b"\n")

    def __str__(self) -> str:
        return self._sum.hexdigest()


def batches(lines: Sequence[Line]) -> Iterator[Sequence[Line]]:
    for start in range(0, len(lines), LINES_AT_ONCE):
        yield lines[start : start + LINES_AT_ONCE]
