"""The office's side of people, by noun; importing them registers them."""

from . import accounts, lists, roll  # noqa: F401
