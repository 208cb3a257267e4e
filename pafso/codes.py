"""Short public codes, like K7QX3, that a person can read out over the telephone."""

import secrets
import unicodedata

from django.db import models

# No I, L, O, U, 0 or 1, no 2, 5 or 8 beside Z, S and B, and no vowels but A and E: nothing looks like another, and nothing
# spells a word by accident. Codes that were given out before keep their figures.
ALPHABET = "ABCDEFGHJKMNPQRSTVWXYZ34679"
LENGTH = 5


def new_code(length: int = LENGTH) -> str:
    """A random code of LENGTH characters (14 million of five); random, so that it does not tell how many there are."""
    return "".join(secrets.choice(ALPHABET) for _ in range(length))


def unused_code(model: type[models.Model]) -> str:
    """A code that no row of MODEL carries yet; the column's unique constraint still has the last word."""
    while True:
        code = new_code()
        if not model._base_manager.filter(code=code).exists():
            return code


def same_code(typed: str) -> str:
    """What a person typed, heard or pasted, as it would be stored: capitals and figures, whatever stands between them (spaces,
    dashes, letters without width) and however wide or in whose figures they are written."""
    plain = unicodedata.normalize("NFKC", typed).upper()
    figures = (str(unicodedata.decimal(character, character)) for character in plain)
    return "".join(character for character in figures if character.isascii() and character.isalnum())
