"""Finds accounts by the beginning of an address, or of the words of a name."""

from members.models import User
from pafso.text.words import Found, first_keys, found_in, has_words

# Whoever looks for what somebody did writes more of a name than so many people share.
MOST_PEOPLE, MOST_FOUND = 100, 500


def found(term: str) -> Found:
    """The accounts that TERM finds, each part by an index of its own."""
    accounts = User.objects.order_by()
    return found_in(
        [accounts.filter(email__startswith=term.strip().lower()), accounts.filter(has_words("name", term))], MOST_FOUND
    )


def accounts_with_address(term: str) -> list[int]:
    return first_keys(User.objects.filter(email__startswith=term.strip().lower()), MOST_PEOPLE)


def accounts_with_name(term: str) -> list[int]:
    return first_keys(User.objects.filter(has_words("name", term)), MOST_PEOPLE)
