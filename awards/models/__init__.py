"""What is true of awards: the prize and its editions, the nominations and their letters."""

from .cycle import Award, Cycle
from .nomination import Letter, LetterLink, Nomination

__all__ = ["Award", "Cycle", "Letter", "LetterLink", "Nomination"]
