"""The office's side of people, by noun; importing them registers them."""

from . import accounts, applications, importing, lists, merging, recovery, roll  # noqa: F401
