"""People of the office, for what is done only by two; and its forms, opened and saved."""

import re
from html.parser import HTMLParser
from typing import Any

from django.test import Client

from members.accounts.actions.accounts import set_up_office
from members.models import User

from .people import make_user


def make_clerk(name: str = "Camille Bureau", email: str = "camille@example.org") -> User:
    """Works in the office, in its group, without a superuser's powers."""
    user = make_user(name, email, is_staff=True)
    user.groups.add(set_up_office())
    return user


def as_read(client: Client, url: str, query: dict[str, str] | None = None) -> str:
    """What the form at URL, opened now, would say of the version that it was opened from."""
    (digest,) = re.findall(r'name="as_read" value="(\w*)"', client.get(url, query).content.decode())
    return digest


def open_and_save(client: Client, url: str, typed: dict[str, Any], **how: Any) -> Any:
    """Open the form at URL, type, save at once: what somebody does to whom nobody comes between."""
    return client.post(url, {**typed, "as_read": as_read(client, url)}, **how)


class _Fields(HTMLParser):
    """What a browser would send of the one form whose id ends with "_form"."""

    def __init__(self) -> None:
        super().__init__()
        self.typed: dict[str, list[str]] = {}
        self.inside = False
        self.name: str | None = None
        self.is_select = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "form":
            self.inside = (given.get("id") or "").endswith("_form")
        if not self.inside:
            return
        name, value = given.get("name"), given.get("value") or ""
        if tag == "option" and self.name and "selected" in given:
            self.typed.setdefault(self.name, []).append(value)
        elif tag in {"select", "textarea"}:
            self.name, self.is_select = name, tag == "select"
            if tag == "textarea" and name:
                self.typed[name] = [""]
        elif tag == "input" and name and _is_sent(given):
            self.typed.setdefault(name, []).append(value or ("on" if given.get("type") == "checkbox" else ""))

    def handle_data(self, data: str) -> None:
        if self.inside and self.name and not self.is_select:
            self.typed[self.name][0] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.inside = False
        if tag in {"select", "textarea"}:
            # A browser leaves out the line end that HTML has after the tag.
            if tag == "textarea" and self.name in self.typed:
                self.typed[self.name][0] = self.typed[self.name][0].removeprefix("\n")
            self.name = None


def _is_sent(given: dict[str, str | None]) -> bool:
    kind = given.get("type")
    return kind not in {"submit", "file", "button"} and (kind not in {"checkbox", "radio"} or "checked" in given)


def fields_of(page: str) -> dict[str, list[str]]:
    """Every field of the change form on PAGE with its values, ready to be sent back."""
    parser = _Fields()
    parser.feed(page)
    return parser.typed


def confirm(client: Client, url: str, typed: dict[str, Any] | None = None, **how: Any) -> Any:
    """Open the page of a verb that writes to many, and press its button with what the page says of how many, and of the version."""
    shown = client.get(url).content.decode()
    hidden = dict(re.findall(r'name="(told|as_read)" value="(\w*)"', shown))
    return client.post(url, {**hidden, **(typed or {})}, **how)
