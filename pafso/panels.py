"""What each app adds to shared pages, so that the ground floor can show all of them and import none."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

# The order of what waits for the reader, which stands before all else.
FIRST = 0
PanelFunction = Callable[[HttpRequest], dict[str, Any] | None]


@dataclass(frozen=True)
class Panel:
    """One piece of a shared page: a template and what it needs."""

    template: str
    context: dict[str, Any]
    is_first: bool = False


_panels: dict[str, list[tuple[int, PanelFunction, str]]] = {}


def add(page: str, order: int, function: PanelFunction, template: str) -> None:
    """Register a panel of PAGE ("home", "me", "guest", "desk"); FUNCTION(request) gives its context, or None to stay away."""
    _panels.setdefault(page, []).append((order, function, template))
    _panels[page].sort(key=lambda row: row[0])


def panels_for(page: str, request: HttpRequest) -> list[Panel]:
    """The panels of PAGE for this reader, in order."""
    found = [(order, template, function(request)) for order, function, template in _panels.get(page, [])]
    return [Panel(template, context, order == FIRST) for order, template, context in found if context is not None]
