"""One mail to each of many people: a worker that is killed costs one batch, and nobody is written to twice."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db import models, transaction
from django.utils import timezone

from pafso.models import postal_address

from .catalogue import Sample

log = logging.getLogger(__name__)
BATCH = 100
ANNOUNCED = {"done": "announced_at"}
Row = TypeVar("Row", bound=models.Model)


@dataclass(frozen=True)
class MassMail:
    """What is told to many of one row: to whom, and the mail that is written to each.

    The page on which somebody of the office decides it counts the RECIPIENTS and shows what WRITE writes
    (`pafso/office/mass_mail.py`); the task writes to them.
    """

    recipients: Callable[[Any], models.QuerySet[Any]]
    write: Callable[[Any, Any], object]
    # For readers without an account: what stands for one of them on the page, made of the words of a sample.
    reader: Callable[[Sample], object] | None = None

    def people(self, row: object) -> models.QuerySet[Any]:
        """RECIPIENTS; of those with accounts, whose account is not closed."""
        found = self.recipients(row)
        return found if self.reader else found.filter(is_active=True)


def broadcast(
    rows: models.QuerySet[Row],
    pk: int,
    told: MassMail,
    *,
    columns: Mapping[str, str] = ANNOUNCED,
) -> None:
    """Tell the people of TOLD of the row PK while it is among ROWS (those to announce): its mail for each, a batch a
    transaction; then the row gets its ``announced_at``. A closed account gets none.

    The mail that it enqueues has a key of row and person, so whoever begins again finds each one written already. COLUMNS
    names where the row keeps that it is ``done``; and, if it does, the last person of a batch (``position``: then nothing is
    gone over twice) and with that how many were told (``counted``).

    Without the association's postal address nobody may be written to: the row waits, and the next sweep asks again.
    """
    if not postal_address():
        log.warning("%s %s is not announced: the postal address is missing", rows.model.__name__, pk)
        return
    after: int | None = 0
    while after is not None:
        after = _write_batch(rows, pk, told, columns, after)


def _write_batch(
    rows: models.QuerySet[Row], pk: int, told: MassMail, columns: Mapping[str, str], after: int
) -> int | None:
    """Write to the next people after AFTER; the last one of them, None at the end. The row is locked: two workers take turns."""
    with transaction.atomic():
        row = rows.select_for_update(of=("self",)).filter(pk=pk).first()
        if row is None:
            return None
        position = columns.get("position", "")
        if position:
            after = getattr(row, position)
        people = list(told.people(row).filter(pk__gt=after).order_by("pk")[:BATCH])
        for person in people:
            told.write(row, person)
        last = people[-1].pk if people else None
        changes: dict[str, object] = (
            {columns["done"]: timezone.now()} if last is None else {position: last} if position else {}
        )
        if people and "counted" in columns:
            changes[columns["counted"]] = models.F(columns["counted"]) + len(people)
        if changes:
            type(row)._base_manager.filter(pk=pk).update(**changes)
        return last
