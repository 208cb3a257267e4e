"""Finds nominations by their code, the nominee's name, or who put them forward; each by an index of its own."""

from django.db.models.fields.json import KT

from awards.models import Nomination
from members.accounts.search import accounts_with_address, accounts_with_name
from pafso.codes import same_code
from pafso.text.words import Found, found_in, has_words

MOST_FOUND = 500


def found(term: str) -> Found:
    """The nominations that TERM finds, whoever may see them."""
    nominations, returned = Nomination.objects.order_by(), Nomination.State.RETURNED
    # What is typed while it is with its nominator is found by nobody else: of those few, what was submitted.
    submitted = nominations.filter(state=returned).alias(submitted_name=KT("as_submitted__nominee_name"))
    lists = [
        nominations.filter(code=same_code(term)),
        nominations.filter(has_words("nominee_name", term)).exclude(state=returned),
        submitted.filter(has_words("submitted_name", term)),
        nominations.filter(nominator__in=accounts_with_address(term)),
        nominations.filter(nominator__in=accounts_with_name(term)),
    ]
    return found_in(lists, MOST_FOUND)
