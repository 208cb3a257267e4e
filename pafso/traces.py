"""What apps have of a person that somebody should know of before an account ends: a sentence and how many, told by each app."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser


@dataclass(frozen=True)
class Trace:
    """One kind of thing that hangs on a person, what becomes of it, and how many there are."""

    words: str
    count: int


Find = Callable[["AbstractBaseUser | None", Collection[str]], list[Trace]]
_finders: list[tuple[int, Find]] = []


def add(order: int, find: Find) -> None:
    """FIND(account or None, addresses in lower case) gives what the app has of this person."""
    _finders.append((order, find))


def traces_of(account: "AbstractBaseUser | None", addresses: Collection[str]) -> list[Trace]:
    """What there is, without what there is not."""
    found = [trace for _order, find in sorted(_finders, key=lambda each: each[0]) for trace in find(account, addresses)]
    return [trace for trace in found if trace.count]
