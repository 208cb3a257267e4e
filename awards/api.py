"""The awards app's door for programs."""

from typing import Any

# (prefix, viewset or view, name), mounted below /api/v1/ by pafso/urls.py.
routes: list[tuple[str, Any, str]] = []
