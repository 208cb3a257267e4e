"""What each app adds to shared pages, so that the ground floor can show all of them and import none."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from pafso.files.models import StoredFile

PanelFunction = Callable[[HttpRequest], dict[str, Any] | None]
HoldingsFunction = Callable[[Any], "Holdings"]
ErasureFunction = Callable[[Any, datetime], dict[str, int]]


@dataclass(frozen=True)
class Panel:
    """One piece of a shared page: a template and what it needs."""

    template: str
    context: dict[str, Any]


@dataclass(frozen=True)
class HeldFile:
    """A file that goes with a row, and what it is called in a copy."""

    name: str
    stored: "StoredFile"


def no_files(row: Any) -> Iterable[HeldFile]:
    return ()


@dataclass(frozen=True)
class Holding:
    """Rows of one kind that are held about a person, why they are, and for how long.

    ``rows`` says which, newest first, with whatever ``columns`` need selected; nothing else of a row is shown or copied.
    ``through`` are the relations by which these rows lead to the person: a test holds them against the list of models.
    """

    name: str
    title: Any
    why: Any
    kept: Any
    rows: "QuerySet[Any]"
    columns: tuple[str, ...]
    through: tuple[str, ...] = ()
    files: Callable[[Any], Iterable[HeldFile]] = no_files
    # Columns that are not shown as they are stored: a mail's text without its code, a verb in words.
    made: Mapping[str, Callable[[Any], Any]] = field(default_factory=dict)


@dataclass(frozen=True)
class Holdings:
    """What one app holds about a person; ``name`` is its folder in a copy, ``note`` what the page adds."""

    name: str
    title: Any
    kinds: tuple[Holding, ...]
    note: Any = ""


@dataclass(frozen=True)
class Erasure:
    """What an app does when an account closes; ``through`` are the relations ("app.Model.field") that it deals with."""

    function: ErasureFunction
    through: frozenset[str]


_panels: dict[str, list[tuple[int, PanelFunction, str]]] = {}
_holdings: list[tuple[int, HoldingsFunction]] = []
_erasures: list[tuple[int, Erasure]] = []


def add(page: str, order: int, function: PanelFunction, template: str) -> None:
    """Register a panel of PAGE ("home", "me", "desk"); FUNCTION(request) gives its context, or None to stay away."""
    _panels.setdefault(page, []).append((order, function, template))
    _panels[page].sort(key=lambda row: row[0])


def panels_for(page: str, request: HttpRequest) -> list[Panel]:
    """The panels of PAGE for this reader, in order."""
    found = [(template, function(request)) for _, function, template in _panels.get(page, [])]
    return [Panel(template, context) for template, context in found if context is not None]


def add_holdings(order: int, function: HoldingsFunction) -> None:
    """Register what an app holds about people: FUNCTION(user) describes it without reading the rows yet."""
    _holdings.append((order, function))
    _holdings.sort(key=lambda row: row[0])


def holdings_of(user: Any) -> list[Holdings]:
    """All that is held about USER, app by app."""
    return [function(user) for _, function in _holdings]


def add_erasure(order: int, function: ErasureFunction, *, through: Iterable[str] = ()) -> None:
    """Register what an app does when an account closes: FUNCTION(user, now), in the caller's transaction, erases or makes
    anonymous, and says how many rows of which kind. THROUGH: the relations to the person that it deals with."""
    _erasures.append((order, Erasure(function, frozenset(through))))
    _erasures.sort(key=lambda row: row[0])


def erasures() -> list[Erasure]:
    return [erasure for _, erasure in _erasures]
