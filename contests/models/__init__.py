"""What is true of photo contests: the contest and its categories, the photos in it, who was placed."""

from .contest import Category, Contest, ContestQuerySet
from .entry import Derivative, Entry, EntryQuerySet
from .placing import Placing

__all__ = [
    "Category",
    "Contest",
    "ContestQuerySet",
    "Derivative",
    "Entry",
    "EntryQuerySet",
    "Placing",
]
