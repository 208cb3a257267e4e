"""What is true of awards: the prize and its editions, the nominations and their letters."""

from .amendment import Amendment
from .cycle import Award, Cycle
from .letter import Letter
from .link import LetterLink
from .nomination import Nomination
from .right import AwardRight, NominationDeclaration

__all__ = ["Amendment", "Award", "AwardRight", "Cycle", "Letter", "LetterLink", "Nomination", "NominationDeclaration"]
