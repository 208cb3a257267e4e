"""Two awards with their cycles and nominations between the people of the demonstration; or nominations in any number."""

from .nominations import fill
from .population import populate

NAME = "nominations"
__all__ = ["NAME", "fill", "populate"]
