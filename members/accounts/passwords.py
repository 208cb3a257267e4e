"""Passwords: long rather than clever, never common, never about the person; hashed with Argon2id."""

import re
import unicodedata
from functools import lru_cache
from itertools import chain, permutations

from django.contrib.auth.hashers import Argon2PasswordHasher
from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from pafso.access import Visitor
from pafso.text.folding import folded

OURS = (
    "pafso", "apase", "diplomat", "diplomate", "diplomatie", "diplomacy", "boutdepapier",
    "foreignservice", "serviceexterieur", "ambassade", "embassy", "affairesmondiales", "globalaffairs",
)  # fmt: skip
# What people type in place of a letter.
LEET = str.maketrans("01345@$!7", "oieasasit")
# Of a name: its parts are looked for in every order.
MOST_PARTS = 5
# Fingers that walk along a keyboard, an alphabet or the digits, forwards and backwards.
WALKS = (
    "01234567890123456789", "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz", "qwertyuiopasdfghjklzxcvbnm",
    "qwertzuiopasdfghjklyxcvbnm", "azertyuiopqsdfghjklmwxcvbn", "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p",
    "1q2w3e4r5t6y7u8i9o0p", "q1w2e3r4t5y6u7i8o9p0", "!@#$%^&*()_+", "qazwsxedcrfvtgbyhnujmikolp",
)  # fmt: skip


class Argon2id(Argon2PasswordHasher):
    """OWASP's smallest recommended cost (46 MiB, one pass): eight logins a second on two cores instead of three."""

    time_cost = 1
    memory_cost = 47_104
    parallelism = 1


class Length:
    """At least ``shortest`` characters and at most ``longest``; any characters."""

    def __init__(self, shortest: int = 12, longest: int = 128) -> None:
        self.shortest, self.longest = shortest, longest

    def validate(self, password: str, user: Visitor | None = None) -> None:
        password = unicodedata.normalize("NFC", password)  # as it is hashed
        if len(password) < self.shortest:
            raise ValidationError(
                _("This password is too short. Use at least %(shortest)s characters; a few words in a row are fine."),
                code="password_too_short",
                params={"shortest": self.shortest},
            )
        if len(password) > self.longest:
            raise ValidationError(
                _("This password is too long. Use at most %(longest)s characters."),
                code="password_too_long",
                params={"longest": self.longest},
            )

    def get_help_text(self) -> str:
        return str(
            _("At least %(shortest)s characters of any kind. A few unrelated words are easy to remember.")
            % {"shortest": self.shortest}
        )


class Common:
    """Refuses what programs try first.

    Lists of leaked passwords hold few of twelve characters, since sites used to ask for eight. The long ones that people do
    choose are short ones made longer: repeated, joined two by two, with digits or signs at an end, with 3 for e; or a walk
    over the keyboard. So the password is taken apart in those ways and its parts looked up among Django's 20,000.
    """

    def validate(self, password: str, user: Visitor | None = None) -> None:
        if is_common(password):
            raise ValidationError(
                _(
                    "This password is too common, or only slightly different from a common one. It would be guessed "
                    "quickly."
                ),
                code="password_too_common",
            )

    def get_help_text(self) -> str:
        return str(_("Not a common password, even with digits, symbols or repetition added."))


class NotAboutYou:
    """Refuses passwords built from the person's own name or address, or the association's words."""

    def validate(self, password: str, user: Visitor | None = None) -> None:
        words = [*_words_about(user), *OURS]
        typed = folded(password)
        for form in (_letters(typed), _letters(typed.translate(LEET))):
            word = next((word for word in words if word in form), "")
            if word and len(_without(words, form)) < 8:
                raise ValidationError(
                    _("This password is based on “%(word)s”, which somebody who knows you would try first."),
                    code="password_about_you",
                    params={"word": word},
                )

    def get_help_text(self) -> str:
        return str(_("Not your name, your address or the association’s name."))


def _without(words: list[str], text: str) -> str:
    """The letters and digits that are left when WORDS are taken out of TEXT."""
    for word in words:
        text = text.replace(word, "")
    return re.sub(r"[\W_]", "", text)


def is_common(password: str) -> bool:
    """Whether PASSWORD is a common one, or made from common ones in the ways that guessing programs know."""
    spaced = folded(password)
    typed = spaced.replace(" ", "")
    if len(set(typed)) <= 4:
        return True
    forms = {password.lower(), spaced, typed, typed.translate(LEET)}
    # What is digits and signs only has no middle: then its digits are looked at, which may be a walk or a date.
    bare = {_without_ends(form) for form in forms} | {_without_ends(typed).translate(LEET)}
    bare = {form for form in bare if form} or {re.sub(r"\D", "", typed) or typed}
    return any(_is_weak(form) for form in forms | bare)


def _is_weak(text: str) -> bool:
    """A common password, a repetition or a walk, or two of these joined."""
    if _is_plain(text):
        return True
    return any(_is_plain(text[:cut]) and _is_plain(text[cut:]) for cut in range(3, len(text) - 2))


def _is_plain(text: str) -> bool:
    once = _not_doubled(text)
    return len(once) <= 3 or text in _known() or once in _known() or _is_walk(once) or _is_date(once)


def _without_ends(text: str) -> str:
    """Without the digits and signs that were put before and after."""
    return re.sub(r"^[\W\d_]+|[\W\d_]+$", "", text)


def _not_doubled(text: str) -> str:
    """ "abc" for "abcabcabc"."""
    length = (text + text).find(text, 1)
    return text[:length] if text else ""


def _is_walk(text: str) -> bool:
    return len(text) >= 4 and any(text in walk or text in walk[::-1] for walk in WALKS)


def _is_date(text: str) -> bool:
    return bool(re.fullmatch(r"(19|20)\d\d|\d{1,4}|\d{6}|\d{8}", text))


@lru_cache(maxsize=1)
def _known() -> frozenset[str]:
    """Django's list of 20,000, read when the first password is chosen."""
    return frozenset(CommonPasswordValidator().passwords)


def _letters(text: str) -> str:
    """Without what may stand between the parts of a name."""
    return re.sub(r"[\W_]", "", text)


def _words_about(user: Visitor | None) -> list[str]:
    """The parts of a person's names and address, alone and joined: Marie-Ève O’Neill is marieeve, oneill, oneillmarieeve …"""
    found: dict[str, None] = {}
    for field in ("name", "preferred_name", "email"):
        text = folded(getattr(user, field, "") or "")
        found |= dict.fromkeys(_letters(word) for word in re.split(r"[\s,@.]+", text))
        parts = re.findall(r"[^\W_]+", text)
        found |= dict.fromkeys(parts)
        if len(parts) <= MOST_PARTS:
            orders = (permutations(parts, size) for size in range(2, len(parts) + 1))
            found |= dict.fromkeys("".join(order) for order in chain.from_iterable(orders))
    # The longest first: what is left of a password is then what is not about the person.
    return sorted((word for word in found if len(word) >= 4), key=len, reverse=True)
