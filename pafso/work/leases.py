"""Background work on a row: claimed for a while, retried with growing waits, parked when it has failed too often.

A worker may die, hang or be stopped at any line. It holds its row until ``lease_until``; then another takes over, and
whatever the first one still wants to write is refused, since the lease on the row is no longer its own::

    entry = leases.claim(Entry.objects.to_prepare(), entry_id, TERMS, park=_park)
    …
    with transaction.atomic():
        if now := leases.still_mine(entry):
            now.advance(…)
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar

from django.db import connection, models, transaction
from django.utils import timezone

from pafso.states import Stateful


class Leased(Stateful):
    """Columns of a row that is worked on in the background. ``lease_until`` is also the mark of the claim: each has its own."""

    attempts = models.PositiveSmallIntegerField(default=0, editable=False)
    lease_until: Any = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        abstract = True


Row = TypeVar("Row", bound=Leased)
Park = Callable[[Row, str], Any]


@dataclass(frozen=True)
class Terms:
    """For how long a row is claimed (longer than its work may take), and what follows a failure.

    The wait after failure N is ``first_wait`` × ``factor`` ^ (N - 1), at most ``longest_wait``; after ``most`` attempts the row
    is parked, with None it never is.
    """

    lease: timedelta
    first_wait: timedelta = timedelta(seconds=20)
    factor: int = 2
    longest_wait: timedelta = timedelta(hours=6)
    most: int | None = 3

    def wait_after(self, attempts: int) -> timedelta:
        return min(self.first_wait * self.factor ** (attempts - 1), self.longest_wait)

    def are_used_up(self, attempts: int) -> bool:
        return self.most is not None and attempts >= self.most


def free(now: datetime | None = None) -> models.Q:
    """Nobody is at work on the row, or the one who was has not been heard of."""
    return models.Q(lease_until=None) | models.Q(lease_until__lte=now or timezone.now())


def claim(
    rows: models.QuerySet[Row], pk: int, terms: Terms, *, park: Park[Row] | None = None, state: str = ""
) -> Row | None:
    """Take the row PK, if it is among ROWS (those that want work and are free), and lead it to STATE.

    None when it is gone, done, not due, or somebody else's; also when its workers died at every attempt: then it is parked
    (PARK(row, "died")), before it kills another.
    """
    skip: dict[str, Any] = {"skip_locked": True} if connection.features.has_select_for_update_skip_locked else {}
    with transaction.atomic():
        row = rows.select_for_update(of=("self",), **skip).filter(pk=pk).first()
        if row is None:
            return None
        if park is not None and terms.are_used_up(row.attempts):
            park(row, "died")
            return None
        lease = {"attempts": row.attempts + 1, "lease_until": timezone.now() + terms.lease}
        # A row in STATE already was abandoned by a worker that died: it is taken over.
        if not (state and row.advance(state, **lease)):
            _write(row, lease)
        return row


def still_mine(claimed: Row) -> Row | None:
    """The row read again and locked (call inside a transaction); None when it was taken over, reset or finished since."""
    row = type(claimed)._base_manager.select_for_update(of=("self",)).filter(pk=claimed.pk).first()
    return row if row is not None and _mark(row) == _mark(claimed) else None


def extend(claimed: Row, terms: Terms) -> None:
    """A new lease for work that goes on, on a row that `still_mine` has locked."""
    _write(claimed, {"lease_until": timezone.now() + terms.lease})


def try_later(claimed: Row, terms: Terms, reason: str, *, park: Park[Row], state: str = "", **changes: Any) -> None:
    """Let the row wait in STATE (where it is, unless said) after a failure, or park it; nothing when it is no longer ours."""
    with transaction.atomic():
        row = still_mine(claimed)
        if row is None:
            return
        if terms.are_used_up(row.attempts):
            park(row, reason)
            return
        changes["lease_until"] = timezone.now() + terms.wait_after(row.attempts)
        if not (state and row.advance(state, **changes)):
            _write(row, changes)


def park_mine(claimed: Row, reason: str, *, park: Park[Row]) -> None:
    """Park the row at once, since trying again would not help; nothing when it is no longer ours."""
    with transaction.atomic():
        if row := still_mine(claimed):
            park(row, reason)


def _mark(row: Leased) -> tuple[Any, ...]:
    # The instant of the claim, not the count alone: a count begins anew when somebody asks for the work once more.
    return row.state, row.attempts, row.lease_until


def _write(row: Leased, changes: dict[str, Any]) -> None:
    type(row)._base_manager.filter(pk=row.pk).update(**changes)
    for name, value in changes.items():
        setattr(row, name, value)
