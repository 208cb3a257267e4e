"""Addresses to which nothing is sent any more; who they are is known above, and asked when a mail is about to go out."""

from collections.abc import Callable, Collection

Silent = Callable[[Collection[str]], set[str]]
_asked: list[Silent] = []


def add(silent: Silent) -> None:
    """SILENT(addresses in lower case) gives those of them that get no mail."""
    _asked.append(silent)


def is_silent(address: str) -> bool:
    return any(silent([address.lower()]) for silent in _asked)
