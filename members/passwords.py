"""Passwords: long rather than clever, never common, never about the person; hashed with Argon2id."""

from typing import Any

from django.contrib.auth.hashers import Argon2PasswordHasher
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from pafso.folding import folded

OURS = ("pafso", "apase", "diplomat", "diplomate", "boutdepapier", "foreignservice", "serviceexterieur")


class Argon2id(Argon2PasswordHasher):
    """OWASP's smallest recommended cost (46 MiB, one pass): eight logins a second on two cores instead of three."""

    time_cost = 1
    memory_cost = 47_104
    parallelism = 1


class Length:
    """At least ``shortest`` characters and at most ``longest``; any characters."""

    def __init__(self, shortest: int = 12, longest: int = 128) -> None:
        self.shortest, self.longest = shortest, longest

    def validate(self, password: str, user: Any = None) -> None:
        if len(password) < self.shortest:
            raise ValidationError(
                _("This password is too short. Use at least %(shortest)d characters; a few words in a row are fine."),
                code="password_too_short",
                params={"shortest": self.shortest},
            )
        if len(password) > self.longest:
            raise ValidationError(
                _("This password is too long. Use at most %(longest)d characters."),
                code="password_too_long",
                params={"longest": self.longest},
            )

    def get_help_text(self) -> str:
        return str(
            _("At least %(shortest)d characters, anything you like: a few unrelated words are easy to remember.")
            % {"shortest": self.shortest}
        )


class NotAboutYou:
    """Refuses passwords built from the person's own name or address, or the association's words."""

    def validate(self, password: str, user: Any = None) -> None:
        typed = folded(password).replace(" ", "")
        for word in [*_words_about(user), *OURS]:
            rest = typed.replace(word, "")
            if word in typed and len(rest) < 8:
                raise ValidationError(
                    _("This password is built on “%(word)s”, which somebody who knows you would try first."),
                    code="password_about_you",
                    params={"word": word},
                )

    def get_help_text(self) -> str:
        return str(_("Not your name, your address or the association's name."))


def _words_about(user: Any) -> list[str]:
    text = f"{getattr(user, 'name', '')} {getattr(user, 'email', '')}"
    for mark in "@.-_+":
        text = text.replace(mark, " ")
    return [word for word in folded(text).split() if len(word) >= 4]
