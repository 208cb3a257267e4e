"""Two issues to look at; or any number of plausible ones to measure with."""

from .issues import fill
from .population import populate

NAME = "issues"
__all__ = ["NAME", "fill", "populate"]
