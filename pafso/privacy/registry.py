"""What each app has of people, and what it does when an account closes: registered here, so that the ground floor imports no app."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import reduce
from typing import TYPE_CHECKING, Any

from pafso.lazy import Words

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser
    from django.db.models import QuerySet

    from pafso.files.models import StoredFile

PersonalDataFunction = Callable[[Any], "PersonalData"]
ErasureFunction = Callable[[Any, datetime], dict[str, int]]
# Of an address in its one form, and of somebody of the office who looks; without one it is for the person.
UnderAddressFunction = Callable[[str, "AbstractBaseUser | None"], "PersonalData"]


@dataclass(frozen=True)
class PersonalFile:
    """A file that goes with a row, and what it is called in a copy."""

    name: str
    stored: "StoredFile"


def no_files(row: Any) -> Iterable[PersonalFile]:
    return ()


@dataclass(frozen=True)
class PersonalDataKind:
    """Rows of one kind about a person, why there are any, and for how long.

    ``rows`` says which, newest first, with whatever ``columns`` need selected; nothing else of a row is shown or copied.
    ``through`` are the relations by which these rows lead to the person: a test holds them against the list of models.
    """

    name: str
    title: Words
    why: Words
    retained: Words
    rows: "QuerySet[Any]"
    columns: tuple[str, ...]
    through: tuple[str, ...] = ()
    files: Callable[[Any], Iterable[PersonalFile]] = no_files
    # Columns that are not shown as they are stored: a mail's text without its code, a verb in words.
    made: Mapping[str, Callable[[Any], Any]] = field(default_factory=dict)

    def values(self, row: Any) -> Iterator[tuple[str, Any]]:
        """What is shown and copied of ROW, column by column."""
        for column in self.columns:
            yield column, self.made[column](row) if column in self.made else _at(row, column)


def _at(row: Any, path: str) -> Any:
    return reduce(lambda found, name: getattr(found, name, None), path.split("__"), row)


@dataclass(frozen=True)
class PersonalData:
    """What one app has of a person; ``name`` is its folder in a copy, ``note`` what the page adds."""

    name: str
    title: Words
    kinds: tuple[PersonalDataKind, ...]
    note: Words = ""


@dataclass(frozen=True)
class Erasure:
    """What an app does when an account closes; ``through`` are the relations ("app.Model.field") that it deals with."""

    function: ErasureFunction
    through: frozenset[str]


@dataclass(frozen=True)
class UnderAddress:
    """What an app holds under an address that is nobody's account, or was not yet.

    ``describe(address, reader)`` gives it whole for the person (READER is None), and to READER of the office only what they may
    know of anyway. ``erase(address, by, now)`` erases it all, in the caller's transaction, and counts. ``named(name, reader)``
    gives the people of that name with an address, among what READER may know of.
    """

    describe: UnderAddressFunction
    erase: Callable[[str, Any, datetime], dict[str, int]]
    named: Callable[[str, "AbstractBaseUser"], Iterable[tuple[str, str]]] = lambda name, reader: ()


_personal_data: list[tuple[int, PersonalDataFunction]] = []
_erasures: list[tuple[int, Erasure]] = []
_under_address: list[tuple[int, UnderAddress]] = []


def register_personal_data(order: int, function: PersonalDataFunction) -> None:
    """Register what an app has of people: FUNCTION(user) describes it without reading the rows yet."""
    _personal_data.append((order, function))
    _personal_data.sort(key=lambda row: row[0])


def personal_data_of(user: Any) -> list[PersonalData]:
    """All that there is about USER, app by app."""
    return [function(user) for _, function in _personal_data]


def relations_of(parts: Iterable[PersonalData]) -> set[str]:
    """The relations by which all these rows lead to the person, as "app.Model.field"."""
    return {f"{kind.rows.model._meta.label}.{field}" for part in parts for kind in part.kinds for field in kind.through}


def register_erasure(order: int, function: ErasureFunction, *, through: Iterable[str] = ()) -> None:
    """Register what an app does when an account closes: FUNCTION(user, now), in the caller's transaction, erases or makes
    anonymous, and says how many rows of which kind. THROUGH: the relations to the person that it deals with."""
    _erasures.append((order, Erasure(function, frozenset(through))))
    _erasures.sort(key=lambda row: row[0])


def erasures() -> list[Erasure]:
    return [erasure for _, erasure in _erasures]


def register_under_address(order: int, held: UnderAddress) -> None:
    """Register what an app holds under an address."""
    _under_address.append((order, held))
    _under_address.sort(key=lambda row: row[0])


def held_under(address: str, reader: "AbstractBaseUser | None" = None) -> list[PersonalData]:
    """All that there is under ADDRESS, app by app: for the person, or only what READER of the office may know of."""
    return [held.describe(address, reader) for _, held in _under_address]


def erase_under(address: str, *, by: "AbstractBaseUser", now: datetime) -> dict[str, int]:
    """Every app erases what it holds under ADDRESS, in the caller's transaction; how many rows of which kind."""
    done: dict[str, int] = {}
    for _, held in _under_address:
        done |= held.erase(address, by, now)
    return done


def people_named(name: str, reader: "AbstractBaseUser") -> list[tuple[str, str]]:
    """Those of NAME (name, address), in order, among what READER of the office may know of."""
    return sorted({found for _, held in _under_address for found in held.named(name, reader)})
