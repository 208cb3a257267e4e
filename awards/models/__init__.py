"""What is true of awards: the prize and its editions, the nominations and their letters."""

from .correction import LaterCorrection, LetterCorrection
from .cycle import Award, Cycle
from .dossier import Dossier, DossierFile, Freezing
from .letter import Letter
from .link import LetterLink
from .nomination import Nomination
from .reminder import LetterReminder
from .right import AwardRight, NominationDeclaration

__all__ = [
    "Award",
    "AwardRight",
    "Cycle",
    "Dossier",
    "DossierFile",
    "Freezing",
    "LaterCorrection",
    "Letter",
    "LetterCorrection",
    "LetterLink",
    "LetterReminder",
    "Nomination",
    "NominationDeclaration",
]
