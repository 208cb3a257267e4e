"""By which reader an issue was read, and what it found that the issue calls its pages."""

from collections.abc import Collection
from typing import Any

from django.db import models

# Counts up whenever an issue would be read differently: what an earlier reader has read is then read again.
READER = 1
# {"title", "page", "language"}
Piece = dict[str, Any]


class AsRead(models.Model):
    """`read_by` of the time before is 0, and so is what old code writes while a new release arrives.

    `labels` is what is printed as each page's number, a line a page; empty where it is the page's place.
    """

    read_by = models.PositiveSmallIntegerField(default=READER, db_default=0, editable=False)
    labels = models.TextField(blank=True, db_default="", editable=False)

    class Meta:
        abstract = True

    def name_of(self, number: int) -> str:
        """What is printed on a page, "iv" or "57", else its place in the file."""
        labels = self.labels.split("\n")
        return (labels[number - 1] if 0 < number <= len(labels) else "") or str(number)


def article_on(number: int, contents: list[Piece], readable: Collection[int]) -> Piece | None:
    """Which entry of CONTENTS ({"title", "page", "language"}) the page NUMBER belongs to: the first that begins on it, else the
    last that began before. None where it begins on a page that is not READABLE: its title is not to be read either."""
    before = [entry for entry in contents if entry["page"] <= number]
    if not before:
        return None
    begins = max(entry["page"] for entry in before)
    same = [entry for entry in before if entry["page"] == begins]
    return (same[0] if begins == number else same[-1]) if begins in readable else None
