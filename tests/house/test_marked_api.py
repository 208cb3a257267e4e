"""Every error of the API: whoever asks for whatever, wrongly in every way, reads sentences of the catalogue, in both languages."""

import json
import re
from collections.abc import Collection, Iterable, Iterator
from itertools import product
from typing import Any, NamedTuple

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import translation

from members.models import User
from pafso.api.schema import described
from pafso.api.throttling import AnonymousThrottle, PersonThrottle
from pafso.web.problems import TITLES, problem_of
from tests.factories.demonstration import MEMBER
from tests.house.test_doors import patterns
from tests.marks import Data, in_one_line, without_marks

JSON = "application/json"
LANGUAGES = ("en", "fr")
# Names of the API's parts, which a sentence says as they are written.
OF_THE_CODE = re.compile(r"If-Match|ETag|Idempotency-Key|Content-Type|Accept|UUID|JSON|[a-z]+(?:_[a-z]+)+")


METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
MATCHES: tuple[dict[str, str], ...] = ({}, {"HTTP_IF_MATCH": "*"})
WRONG_QUERIES = (
    "unknown=1", "page_size=x", "page_size=0", "page_size=100000", "cursor=x", "fields=nothing", "q=", "q=%00", "state=x&state=x",
)  # fmt: skip


class Asked(NamedTuple):
    """One wrong request."""

    method: str
    address: str
    options: dict[str, Any]


def addresses(client: Client) -> Iterator[str]:
    """Each address of the API once, with something that there is where there is something, and once with nothing there."""
    for name, route, _view in patterns():
        route = re.sub(r"[\^$]", "", route)
        if not route.startswith("api/") or name.startswith(("schema", "docs", "headless:openapi", "app_description")):
            continue
        if not re.search(r"[<(]", route):
            yield f"/{route}"
            continue
        start = f"/{re.split(r'[<(]', route)[0]}"
        yield f"{start}9999-9999/"
        listed = client.get(start).json()
        for row in (listed.get("results", []) if isinstance(listed, dict) else listed)[:1]:
            key = next(str(row[key]) for key in ("code", "slug", "id", "pk") if key in row)
            yield f"{start}{key}/"


def wrong_requests(address: str, answered: Collection[str]) -> Iterator[Asked]:
    """Whatever can be wrong with each method that is ANSWERED at ADDRESS; and the others once."""
    for method in METHODS:
        yield Asked(method, address, {})
    yield Asked("GET", address, {"HTTP_AUTHORIZATION": "Bearer nothing"})
    if "GET" in answered:
        yield Asked("GET", address, {"HTTP_ACCEPT": "text/xml"})
        filters = ["&".join(f"{name}={value}" for name in parameters(address)) for value in ("x", "9" * 30)]
        for query in (*WRONG_QUERIES, *filters):
            yield Asked("GET", f"{address}?{query}", {})
    for method in {"POST", "PUT", "PATCH", "DELETE"} & set(answered):
        yield Asked(method, address, {"data": b"<x/>", "content_type": "text/xml"})
        for body, match in product(bodies(), MATCHES[:1] if method == "POST" else MATCHES):
            yield Asked(method, address, {"data": body, "content_type": JSON, **match})
    if "POST" in answered:
        for key, body in (("a b", b"{}"), ("k", b"{}"), ("k", b'{"a": 1}')):
            yield Asked("POST", address, {"data": body, "content_type": JSON, "HTTP_IDEMPOTENCY_KEY": key})


def parameters(address: str) -> list[str]:
    """Which filters a list takes."""
    operation = described()["paths"].get(address, {}).get("get", {})
    found = [parameter["name"] for parameter in operation.get("parameters", []) if parameter["in"] == "query"]
    return [name for name in found if name not in {"cursor", "page_size", "fields"}]


def bodies() -> Iterator[bytes]:
    """Nothing, no JSON, no object, and each kind of wrong value under every name that the API takes."""
    yield from (b"{", b"[]", b"{}")
    names = sorted(sent_names())
    for value in (None, "x", "x" * 3_000, {"x": 1}):
        yield json.dumps(dict.fromkeys(names, value)).encode()


def sent_names() -> set[str]:
    """Of every property in the API's own description."""

    def within(part: Any) -> Iterator[str]:
        if isinstance(part, dict):
            if isinstance(part.get("properties"), dict):
                yield from part["properties"]
            for value in part.values():
                yield from within(value)
        elif isinstance(part, list):
            for value in part:
                yield from within(value)

    return {*within(described()), "email", "password", "code", "key", "credential", "telephone", "phone"}


def sentences(body: Any) -> Iterator[str]:
    """What of an error is for a person: ours, and those of allauth, each under its name."""
    if isinstance(body, dict):
        yield from (str(body[name]) for name in ("title", "detail", "message") if name in body)
        yield from leaves(body.get("fields"))
        for error in body.get("errors", []):
            yield from sentences(error)


def leaves(value: Any) -> Iterator[str]:
    if isinstance(value, dict | list):
        for each in value.values() if isinstance(value, dict) else value:
            yield from leaves(each)
    elif value is not None:
        yield str(value)


def said_to(client: Client, asked: Asked, language: str) -> tuple[int, list[str]]:
    cache.clear()
    answer = client.generic(asked.method, asked.address, HTTP_ACCEPT_LANGUAGE=language, **asked.options)
    assert answer.status_code < 500, asked
    if answer.status_code < 400:
        return answer.status_code, []
    found = answer.json()
    assert found.get("detail") == found.get("message"), asked  # neither where allauth only says what comes next
    return answer.status_code, list(sentences(found))


def leaks(data: Data, texts: Iterable[str]) -> list[str]:
    pieces = (piece for text in texts for piece in without_marks(in_one_line(text)).splitlines())
    return [rest for piece in pieces if (rest := data.left_of(OF_THE_CODE.sub(" ", piece)))]


@pytest.mark.timeout(900)
def test_an_error_is_a_sentence_of_the_readers_language(data: Data, monkeypatch: pytest.MonkeyPatch) -> None:
    for throttle in (AnonymousThrottle, PersonThrottle):
        monkeypatch.setattr(throttle, "THROTTLE_RATES", {"anon": "999999/min", "user": "999999/min"})
    seen = set[int]()
    leaked, untold = dict[str, Asked](), dict[str, Asked]()

    for client in clients():
        for address in addresses(client):
            answered = [method for method in METHODS if said_to(client, Asked(method, address, {}), "en")[0] != 405]
            for asked in wrong_requests(address, answered):
                (status, english), (_status, french) = (said_to(client, asked, language) for language in LANGUAGES)
                seen.add(status)
                for text in leaks(data, (*english, *french)):
                    leaked.setdefault(text, asked)
                for text in set(english) & set(french):
                    untold.setdefault(text, asked)

    assert leaked == {}
    assert untold == {}, "the same in both languages"
    assert {400, 401, 404, 405, 406, 415, 428} <= seen


def clients() -> Iterator[Client]:
    """A stranger and a member."""
    yield Client()
    member = Client()
    member.force_login(User.objects.get(email=MEMBER))
    yield member


def test_the_same_of_every_status(data: Data) -> None:
    for status in TITLES:
        told = []
        for language in LANGUAGES:
            with translation.override(language):
                told.append(list(sentences(problem_of("code", str(TITLES[status][1]), status))))
        assert leaks(data, (*told[0], *told[1])) == []
        assert not set(told[0]) & set(told[1]), status


def test_too_often(data: Data, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(AnonymousThrottle, "THROTTLE_RATES", {"anon": "0/min"})
    told = [client.get("/api/v1/contests/", headers={"accept-language": language}) for language in LANGUAGES]

    assert [answer.status_code for answer in told] == [429, 429]
    texts = [list(sentences(answer.json())) for answer in told]
    assert leaks(data, (*texts[0], *texts[1])) == [] and not set(texts[0]) & set(texts[1])


def test_a_leak_is_seen(data: Data) -> None:
    body = {
        "title": "⟦Not found⟧",
        "detail": "No such row",
        "code": "not_found",
        "fields": {"a": ["Enter a valid day."]},
    }

    assert leaks(data, sentences(body)) == ["No such row", "Enter a valid day."]
