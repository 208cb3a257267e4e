"""People whom nobody knows, what became of them, two applications, and the documents of the association; or plausible members at any size."""

from typing import Any

from . import applications, documents, people
from .population import populate

NAME = "members"
__all__ = ["NAME", "fill", "populate"]


def fill(context: dict[str, Any]) -> None:
    people.fill(context)
    applications.fill(context)
    documents.fill(context)
