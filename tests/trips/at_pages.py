"""Somebody at a browser: pages are opened, the form that a button stands in is filled in and sent, links of mails are followed.

What a page does not offer cannot be typed or pressed here, so a trip that arrives has been through what people see.
"""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from django.core import mail as delivered
from django.test import Client
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext

from members.models import User

LINK = re.compile(r"https?://[^/\s]+(/(?:en|fr)/\S+)")
FLIPPED = {"checkbox", "radio"}


@dataclass
class Form:
    """As a browser would send it: where to, what stands in it, what could be typed, and its buttons by their words."""

    action: str
    is_post: bool
    typed: dict[str, Any] = field(default_factory=dict)
    names: set[str] = field(default_factory=set)
    buttons: dict[str, tuple[str, str]] = field(default_factory=dict)


class Forms(HTMLParser):
    """Every form of a page, in its order."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[Form] = []
        self.inside: Form | None = None
        self.text: list[str] | None = None
        self.open: dict[str, str | None] = {}
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "form":
            self.inside = Form(given.get("action") or "", given.get("method", "") == "post")
            self.found.append(self.inside)
        elif self.inside is not None and tag == "input":
            self._input(self.inside, given)
        elif self.inside is not None and tag in {"textarea", "button"}:
            self.text, self.open = [], given
        elif self.inside is not None and tag == "select":
            self.open = given
            self.inside.names.add(given.get("name") or "")
        elif self.inside is not None and tag == "option" and "selected" in given and self.open.get("name"):
            self.inside.typed[self.open["name"] or ""] = given.get("value") or ""

    def _input(self, form: Form, given: dict[str, str | None]) -> None:
        name, kind, value = given.get("name") or "", given.get("type"), given.get("value") or ""
        if kind == "submit":
            form.buttons[value] = (name, value)
            return
        form.names.add(name)
        if kind != "file" and (kind not in FLIPPED or "checked" in given):
            form.typed[name] = value or ("on" if kind == "checkbox" else "")

    def handle_data(self, data: str) -> None:
        if self.text is not None:
            self.text.append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.inside = None
        if tag not in {"textarea", "button"} or self.text is None or self.inside is None:
            return
        text, self.text, name = "".join(self.text), None, self.open.get("name") or ""
        if tag == "textarea":
            self.inside.names.add(name)
            self.inside.typed[name] = text.removeprefix("\n")
        else:
            self.inside.buttons[" ".join(text.split())] = (name, self.open.get("value") or "")


def form_with(page: str, button: str) -> Form:
    """The one form of PAGE that has BUTTON."""
    found = [form for form in Forms(page).found if form.is_post and button in form.buttons]
    assert len(found) == 1, f"{len(found)} forms with “{button}”: {[list(f.buttons) for f in Forms(page).found]}"
    return found[0]


def as_read(answer: Any) -> str:
    """The page in one line, without the marks around names that nobody sees."""
    return " ".join(re.sub("</?bdi>", "", answer.content.decode()).split())


@dataclass(eq=False)
class Person:
    """By an address, in a language, with a browser of their own."""

    email: str
    language: str = "en"
    client: Client = field(default_factory=Client)

    @property
    def account(self) -> User:
        return User.objects.get(email=self.email)

    def sign_in(self) -> "Person":
        """On another day: the session of the day before has run out."""
        self.client.cookies.clear()
        self.client.force_login(self.account)
        return self

    def at(self, name: str, *parts: Any) -> str:
        """The address of a page, in this person's language."""
        with translation.override(self.language):
            return reverse(name, args=parts)

    def words(self, text: str) -> str:
        """TEXT as a page in this person's language has it, with the spaces that `as_read` leaves."""
        with translation.override(self.language):
            return " ".join(gettext(text).split())

    def look(self, url: str, status: int = 200) -> str:
        answer = self.client.get(url, follow=True)
        assert answer.status_code == status, (url, answer.status_code)
        return as_read(answer)

    def press(self, url: str, button: str, /, status: int = 200, **typed: Any) -> str:
        """Open URL, type into the form with BUTTON (in English here, in this person's language on the page), press it; what
        comes then."""
        return self.press_on(self.client.get(url, follow=True), button, status, **typed)

    def press_on(self, opened: Any, button: str, /, status: int = 200, **typed: Any) -> str:
        """The same on a page that was OPENED before, whatever has happened since."""
        words = self.words(button)
        assert opened.status_code in {200, 422}, (opened.request["PATH_INFO"], opened.status_code)
        form = form_with(opened.content.decode(), words)
        assert set(typed) <= form.names, f"nothing to type into: {set(typed) - form.names}"
        name, value = form.buttons[words]
        sent = {**form.typed, **typed, **({name: value} if name else {})}
        sent = {key: value for key, value in sent.items() if key and value is not None}
        answer = self.client.post(form.action or self.here(opened), sent, follow=True)
        assert answer.status_code == status, (form.action, answer.status_code, said_wrong(answer.content.decode()))
        self.last = answer
        return as_read(answer)

    def here(self, opened: Any) -> str:
        """Where a page that was OPENED stands: after the last of its redirects."""
        redirects = getattr(opened, "redirect_chain", [])
        return str(redirects[-1][0]) if redirects else str(opened.request["PATH_INFO"])

    @property
    def url(self) -> str:
        """Where the last press has led."""
        return self.here(self.last)

    def mails(self) -> list[Any]:
        return [message for message in delivered.outbox if message.to == [self.email]]

    def link(self, part: str) -> str:
        """The newest link to an address with PART in a mail to this person, in their language."""
        for message in reversed(self.mails()):
            for link in LINK.findall(message.body):
                if part in link:
                    assert link.startswith(f"/{self.language}/")
                    return str(link)
        raise AssertionError(f"no link with {part} to {self.email}")


def said_wrong(page: str) -> list[str]:
    """What a page complains of, for whoever reads why a trip ended."""
    found = re.findall(r'class="[^"]*(?:error|alert|notice)[^"]*"[^>]*>(.{0,400})', page, re.DOTALL)
    return [" ".join(re.sub("<[^>]*>", " ", each).split()) for each in found[:6]]
