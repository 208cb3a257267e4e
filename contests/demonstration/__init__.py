"""An open contest and last year's gallery; or a contest with any number of photos, for measuring."""

from .contests import fill
from .population import populate

NAME = "entries"
__all__ = ["NAME", "fill", "populate"]
