"""What is true of awards: the prize and its editions, the nominations and their letters."""

from .amendment import Amendment
from .carry_over import CarryOver
from .co_nominator import CoNominator
from .correction import LaterCorrection, LetterCorrection
from .cycle import Award, Cycle
from .dossier import Dossier, DossierFile, Freezing
from .group import GroupMember
from .letter import Letter
from .link import LetterLink
from .nomination import Nomination
from .paper import DossierPaper
from .reminder import LetterReminder
from .right import AwardRight, NominationDeclaration

__all__ = [
    "Amendment",
    "Award",
    "AwardRight",
    "CarryOver",
    "CoNominator",
    "Cycle",
    "Dossier",
    "DossierFile",
    "DossierPaper",
    "Freezing",
    "GroupMember",
    "LaterCorrection",
    "Letter",
    "LetterCorrection",
    "LetterLink",
    "LetterReminder",
    "Nomination",
    "NominationDeclaration",
]
