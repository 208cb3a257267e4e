"""The office's side of the ground floor; importing it registers it."""

from .office import audit, files, mail, texts  # noqa: F401
