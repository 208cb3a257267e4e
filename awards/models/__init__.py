"""What is true of awards: the prize and its editions, the nominations and their letters."""

from .co_nominator import CoNominator
from .cycle import Award, Cycle
from .group import GroupMember
from .letter import Letter
from .link import LetterLink
from .nomination import Nomination
from .right import AwardRight, NominationDeclaration

__all__ = [
    "Award",
    "AwardRight",
    "CoNominator",
    "Cycle",
    "GroupMember",
    "Letter",
    "LetterLink",
    "Nomination",
    "NominationDeclaration",
]
