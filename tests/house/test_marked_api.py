"""The errors of the API by status: each is a sentence of the catalogue, in both languages."""

import re
from collections.abc import Iterable, Iterator
from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from pafso.api.throttling import AnonymousThrottle
from pafso.web.problems import TITLES, problem_of
from tests.marks import Data, in_one_line, without_marks

LANGUAGES = ("en", "fr")
# Names of the API's parts, which a sentence says as they are written.
OF_THE_CODE = re.compile(r"If-Match|ETag|Idempotency-Key|Content-Type|Accept|UUID|JSON|[a-z]+(?:_[a-z]+)+")


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


def leaks(data: Data, texts: Iterable[str]) -> list[str]:
    pieces = (piece for text in texts for piece in without_marks(in_one_line(text)).splitlines())
    return [rest for piece in pieces if (rest := data.left_of(OF_THE_CODE.sub(" ", piece)))]


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
