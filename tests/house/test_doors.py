"""Every URL is shut by default: the table below is all that is open, and each role is led where it belongs."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

# Names of the addresses that a stranger may open. Adding one is a decision; forgetting one is caught.
PUBLIC = {
    "root", "home", "contact", "healthz", "readyz", "schema", "docs", "set_language",
}  # fmt: skip


def patterns(resolver: Any = None, prefix: str = "", namespace: str = "") -> Iterator[tuple[str, str, Any]]:
    for entry in (resolver or get_resolver()).url_patterns:
        route = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from patterns(entry, route, inner)
        elif isinstance(entry, URLPattern):
            yield f"{namespace}{entry.name}", route, entry.callback


def is_shut(callback: Any) -> bool:
    return bool(getattr(callback, "login_required", True))


@pytest.mark.req("R14")
def test_only_the_table_is_open() -> None:
    # allauth's own sign-in pages decide for themselves and are listed by their app; the API by its permission classes.
    skip = ("account_", "mfa_", "headless:", "usersessions_", "api:", "admin:")
    found = {name for name, route, callback in patterns() if not is_shut(callback) and not name.startswith(skip)}

    assert {name for name in found if not re.match(r"None$", name)} == PUBLIC
