"""Who may do what with nominations and letters, each a sentence; querysets' visible_to is the other face."""

import re

from pafso.access import Visitor, works_in_office

from .models import Letter, Nomination

WORD = re.compile(r"\S*\w\S*")


def is_nominator(user: Visitor, nomination: Nomination) -> bool:
    return bool(user.is_authenticated and nomination.nominator_id == user.pk)


def is_nominee(user: Visitor, nomination: Nomination) -> bool:
    return bool(user.is_authenticated and user.email.lower() == nomination.nominee_email.lower())


def may_see_nomination(user: Visitor, nomination: Nomination) -> bool:
    """The nominator always; the office once it is handed in; never the office's own nominee."""
    if is_nominator(user, nomination):
        return True
    return (
        works_in_office(user, "awards.view_nomination") and nomination.is_handed_in and not is_nominee(user, nomination)
    )


def may_read_letter(user: Visitor, letter: Letter) -> bool:
    """The office once letter and nomination are in; the nominator only if the award says so; never the nominee."""
    nomination = letter.nomination
    if letter.state != Letter.State.SENT or is_nominee(user, nomination):
        return False
    if is_nominator(user, nomination):
        return nomination.cycle.award.letters_shown_to_nominator
    return works_in_office(user, "awards.view_nomination") and nomination.is_handed_in


def words_in(text: str) -> int:
    """How many words TEXT has: runs without spaces that hold a letter or a figure, as the page counts them."""
    return len(WORD.findall(text))
