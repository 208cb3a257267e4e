"""What is true of photo contests: the contest and its categories, the photos in it, who was placed."""

from .contest import Category, Contest, ContestQuerySet
from .correction import Correction
from .derivative import Derivative
from .entry import Entry, EntryQuerySet
from .placing import Placing
from .right import ContestRight, EntryDeclaration

__all__ = [
    "Category",
    "Contest",
    "ContestQuerySet",
    "ContestRight",
    "Correction",
    "Derivative",
    "Entry",
    "EntryDeclaration",
    "EntryQuerySet",
    "Placing",
]
