"""What each app adds to shared pages, so that the ground floor can show all of them and import none."""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Any

from django.http import HttpRequest

PanelFunction = Callable[[HttpRequest], dict[str, Any] | None]
Demonstration = Callable[[dict[str, Any]], None]
Population = Callable[[int, Random], int]


@dataclass(frozen=True)
class Panel:
    """One piece of a shared page: a template and what it needs."""

    template: str
    context: dict[str, Any]


_panels: dict[str, list[tuple[int, PanelFunction, str]]] = {}
_demonstrations: list[tuple[int, Demonstration]] = []
_populations: dict[str, tuple[int, Population]] = {}


def add(page: str, order: int, function: PanelFunction, template: str) -> None:
    """Register a panel of PAGE ("home", "me", "desk"); FUNCTION(request) gives its context, or None to stay away."""
    _panels.setdefault(page, []).append((order, function, template))
    _panels[page].sort(key=lambda row: row[0])


def panels_for(page: str, request: HttpRequest) -> list[Panel]:
    """The panels of PAGE for this reader, in order."""
    found = [(template, function(request)) for _, function, template in _panels.get(page, [])]
    return [Panel(template, context) for template, context in found if context is not None]


def add_demonstration(order: int, function: Demonstration) -> None:
    """Register what fills an empty database; FUNCTION gets a dict through which apps hand people to those after them."""
    _demonstrations.append((order, function))
    _demonstrations.sort(key=lambda row: row[0])


def demonstrations() -> list[Demonstration]:
    return [function for _, function in _demonstrations]


def add_population(name: str, order: int, function: Population) -> None:
    """Register `manage.py populate --NAME N`: FUNCTION(n, random) makes N plausible rows in bulk and returns how many."""
    _populations[name] = (order, function)


def populations() -> list[tuple[str, Population]]:
    return [(name, function) for name, (_, function) in sorted(_populations.items(), key=lambda item: item[1][0])]
