"""People whom nobody knows, what became of them, and two applications; or plausible members at any size."""

from typing import Any

from . import applications, people
from .population import populate

NAME = "members"
__all__ = ["NAME", "fill", "populate"]


def fill(context: dict[str, Any]) -> None:
    people.fill(context)
    applications.fill(context)
