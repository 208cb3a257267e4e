"""One mail to each of many people: a worker that is killed costs one batch, and nobody is written to twice."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.db import models, transaction
from django.utils import timezone

BATCH = 100
Row = TypeVar("Row", bound=models.Model)


def broadcast(
    rows: models.QuerySet[Row],
    pk: int,
    *,
    recipients: Callable[[Row], models.QuerySet[Any]],
    write: Callable[[Row, Any], Any],
    position: str = "",
) -> None:
    """Tell RECIPIENTS(row) of the row PK while it is among ROWS (those to announce): WRITE(row, person) for each, a batch a
    transaction; then the row gets its ``announced_at``. A closed account gets none.

    The mail that WRITE enqueues has a key of row and person, so whoever begins again finds each one written already. POSITION
    is the column in which the row remembers the last person of a batch, if it has one: then nothing is gone over twice.
    """
    after: int | None = 0
    while after is not None:
        after = _write_batch(rows, pk, recipients, write, position, after)


def _write_batch(
    rows: models.QuerySet[Row], pk: int, recipients: Any, write: Any, position: str, after: int
) -> int | None:
    """Write to the next people after AFTER; the last one of them, None at the end. The row is locked: two workers take turns."""
    with transaction.atomic():
        row = rows.select_for_update(of=("self",)).filter(pk=pk).first()
        if row is None:
            return None
        if position:
            after = getattr(row, position)
        people = list(recipients(row).filter(is_active=True, pk__gt=after).order_by("pk")[:BATCH])
        for person in people:
            write(row, person)
        last = people[-1].pk if people else None
        changes = {"announced_at": timezone.now()} if last is None else {position: last} if position else {}
        if changes:
            type(row)._base_manager.filter(pk=pk).update(**changes)
        return last
