"""Walks the platform as a browser would: from page to page by its links, a few pages a route, for whoever is asking."""

import re
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urldefrag, urljoin, urlsplit

from django.test import Client
from django.urls import Resolver404, resolve
from django.utils import translation

from tests.house.test_doors import patterns

# What ends a session, and what answers a program.
NOT_FOLLOWED = re.compile(r"/logout/|^/api/|/setlang/|/jsi18n/|^/static/|^/dev/")


@dataclass
class Visited:
    """One page as it was answered; ``route`` is the pattern that it stands at."""

    address: str
    route: str
    html: str


class Links(HTMLParser):
    """Where a page leads."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "a" and (to := dict(attrs).get("href")):
            self.found.append(to)


class Way:
    """Where to go next: from BEGIN on in the order in which links are met, at most PER_ROUTE addresses of each route."""

    def __init__(self, begin: Iterable[str], per_route: int, *, filtered: bool = True) -> None:
        self.waiting, self.seen, self.met = deque(begin), set(begin), Counter[str]()
        self.per_route, self.filtered = per_route, filtered

    def __iter__(self) -> Iterator[tuple[str, str]]:
        while self.waiting:
            address = self.waiting.popleft()
            route = route_of(address)
            if route is not None and self.met[route] < self.per_route and (self.filtered or "?" not in route):
                self.met[route] += 1
                yield address, route

    def leads_on(self, address: str, links: Iterable[str]) -> None:
        for link in links:
            to = urldefrag(urljoin(address, link))[0]
            if not urlsplit(to).netloc and to not in self.seen and not NOT_FOLLOWED.search(to):
                self.seen.add(to)
                self.waiting.append(to)


def walk(client: Client, begin: Iterable[str], *, language: str = "en", per_route: int = 2) -> Iterator[Visited]:
    """Every page within reach from BEGIN, at most PER_ROUTE of each route; a page that fails is an error."""
    way = Way(begin, per_route)
    for address, route in way:
        answer: Any = client.get(address, headers={"accept-language": language})
        assert answer.status_code < 500, f"{address}: {answer.status_code}"
        if answer.status_code in (301, 302):
            way.leads_on(address, [answer["Location"]])
        elif answer.status_code == 200 and answer["Content-Type"].startswith("text/html"):
            page = answer.content.decode()
            yield Visited(address, route, page)
            way.leads_on(address, Links(page).found)


def route_of(address: str) -> str | None:
    """The pattern of ADDRESS, with its query's names: a list filtered is another page than the list."""
    path, _, query = address.partition("?")
    try:
        route = str(resolve(path).route)
    except Resolver404:
        return None
    return f"{route}?{'&'.join(sorted({part.partition('=')[0] for part in query.split('&')}))}" if query else route


def plain_addresses(language: str = "en") -> list[str]:
    """Of every page that takes nothing."""
    with translation.override(language):
        return [
            f"/{route}"
            for name, route, _ in patterns()
            if name and not re.search(r"[<(]|logout|^api/|setlang", route.replace("^", ""))
        ]
