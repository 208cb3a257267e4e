"""A review page read, and its button pressed: what is handed in is what was shown."""

import re
from typing import Any

from django.test import Client


def shown_on(client: Client, url: str) -> dict[str, str]:
    """What the review page at URL, opened now, says of the text that it shows; nothing where there is no button."""
    return dict(re.findall(r'name="(shown)" value="(\w*)"', client.get(url).content.decode()))


def press(client: Client, url: str, typed: dict[str, Any] | None = None, **how: Any) -> Any:
    """Open the review page at URL and press its button, before anybody changes the text."""
    return client.post(url, {**shown_on(client, url), **(typed or {})}, **how)
