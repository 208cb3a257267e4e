"""Finds photos by their code, their title, or who took them; each by an index of its own."""

from contests.models import Entry
from contests.models.entry import EntryQuerySet
from members.accounts.search import accounts_with_address, accounts_with_name
from pafso.access import Visitor
from pafso.codes import same_code
from pafso.text.words import Found, found_in, has_words

MOST_FOUND = 500


def found(term: str) -> Found:
    """The photos that TERM finds, whoever may see them."""
    photos = Entry.objects.entered().order_by()
    lists = [
        photos.filter(code=same_code(term)),
        photos.filter(has_words("title", term)),
        photos.filter(entrant__in=accounts_with_address(term)),
        photos.filter(entrant__in=accounts_with_name(term)),
    ]
    return found_in(lists, MOST_FOUND)


def same_file(entry: Entry, reader: Visitor) -> EntryQuerySet:
    """The photos of other people that are the very same file as ENTRY's, of those that are open to READER of the office."""
    others = Entry.objects.in_hands_of(reader).standing().filter(sha256=entry.sha256)
    return others.exclude(entrant=entry.entrant_id).select_related("entrant", "contest").order_by("pk")
