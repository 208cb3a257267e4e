"""What has a date for a person, app by app: registered here for their own calendar and for the reminders of their own work."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser

A_DAY_BEFORE, TWO_DAYS_BEFORE = timedelta(days=1), timedelta(days=2)


@dataclass(frozen=True)
class Date:
    """One date of one person. A calendar may be shared, or kept by an employer: nothing here names anybody.

    ``uid`` stays the same for good ("nomination-K7QX3"), ``title`` is in the language in use, ``url`` a whole address. The
    person's own unfinished work says since when there is something to do, and in a sentence what is missing: of that they are
    reminded. When it is done it is no longer among the dates.
    """

    uid: str
    title: str
    at: datetime
    url: str
    alarm: timedelta = TWO_DAYS_BEFORE
    begun_at: datetime | None = None
    missing: str = ""
    # Of everybody: when something opens or closes, whether or not this person does anything about it.
    is_window: bool = False


class Due(NamedTuple):
    """Unfinished work of somebody, as the sweep finds it: the same work as the `Date` with this ``uid``."""

    person: int
    uid: str
    at: datetime
    begun_at: datetime


@dataclass(frozen=True)
class Work:
    """The unfinished work of everybody, in a query or two: ``due(after, until)`` gives what is to be done between these two
    instants; ``lock(user)`` locks the rows of one person's work, so that none is finished before the transaction ends."""

    due: Callable[[datetime, datetime], Iterable[Due]]
    lock: "LockFunction"


# Of our accounts, whose class belongs to an app and is not known here.
LockFunction = Callable[[Any], None]
DatesFunction = Callable[[Any, datetime], Iterable[Date]]

_dates: list[tuple[int, DatesFunction]] = []
_windows: list[DatesFunction] = []
_work: list[Work] = []


def add(order: int, function: DatesFunction, *, work: Work | None = None, windows: DatesFunction | None = None) -> None:
    """Register the dates of an app: FUNCTION(user, now) gives those of a person that are not over, in a fixed number of
    queries. WORK, where some of them are the person's own unfinished work. WINDOWS, where everybody's take a query more,
    which a page of the person's own does without."""
    _dates.append((order, function))
    _dates.sort(key=lambda row: row[0])
    if work is not None:
        _work.append(work)
    if windows is not None:
        _windows.append(windows)


def dates_of(user: "AbstractBaseUser", now: datetime) -> list[Date]:
    """Every date that USER has, the nearest first, in the language in use."""
    return _from([*(function for _, function in _dates), *_windows], user, now)


def own_dates_of(user: "AbstractBaseUser", now: datetime) -> list[Date]:
    """The same without the windows of everybody: what waits for this person."""
    return [date for date in _from([function for _, function in _dates], user, now) if not date.is_window]


def _from(functions: Iterable[DatesFunction], user: "AbstractBaseUser", now: datetime) -> list[Date]:
    found = [date for function in functions for date in function(user, now)]
    return sorted(found, key=lambda date: (date.at, date.uid))


def work_due(after: datetime, until: datetime) -> list[Due]:
    """The unfinished work of everybody between these two instants."""
    return [due for work in _work for due in work.due(after, until)]


def lock_work(user: "AbstractBaseUser") -> None:
    """Nothing that USER has begun is finished until the caller's transaction ends."""
    for work in _work:
        work.lock(user)
