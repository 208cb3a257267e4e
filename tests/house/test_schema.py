"""The description of the API is true: whatever it allows is taken, whatever it does not allow is refused, and every answer is
one that it names. Schemathesis makes the requests from the description: the same ones every time."""

import copy
import json
import uuid
from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta
from itertools import chain
from typing import Any
from zoneinfo import available_timezones

import pytest
import schemathesis
from django.core.cache import cache
from django.core.wsgi import get_wsgi_application
from django.utils import timezone
from hypothesis import HealthCheck, assume, settings
from hypothesis import strategies as st
from schemathesis.core.failures import FailureGroup

from awards.models import Letter
from contests.models import Entry
from members.models import Member, Posting
from members.tokens.actions import make_token
from pafso.api.schema import described
from pafso.api.scopes import all_scopes
from pafso.clock import ottawa_day
from pafso.text.seen import as_name
from tests.factories.awards import (
    make_co_nominator,
    make_cycle,
    make_draft,
    make_letter,
    make_sent_letter,
    make_submitted,
)
from tests.factories.contests import make_contest, make_entry
from tests.factories.documents import make_document
from tests.factories.magazine import make_issue
from tests.factories.people import Cast

pytestmark = pytest.mark.schema
DESCRIPTION = "/api/v1/schema/?format=json"
CONFIG = schemathesis.Config.from_dict(
    {
        "generation": {"allow-x00": False},  # refused before any view, whatever a description says of strings
        "checks": {
            # 422 is a rule of the association, of which no form knows.
            "positive_data_acceptance": {"expected-statuses": ["2xx", "3xx", 401, 403, 404, 409, 422, 429]},
            "missing_required_header": {"expected-statuses": [400, 401, 403, 404, 428]},
        },
        "operations": [
            {
                # Which words are too common to look for is known to the index alone: 400 with the reason.
                "include-path": "/api/v1/search/",
                "checks": {"positive_data_acceptance": {"enabled": False}},
            }
        ],
    }
)
bounded = settings(
    max_examples=15, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
)
schemathesis.openapi.format("time-zone", st.sampled_from(["", *sorted(available_timezones())]))
django = get_wsgi_application()


def app(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """As behind a server: every request comes from somewhere; and as a client that takes no compressed answer."""
    return django({**environ, "REMOTE_ADDR": "203.0.113.7", "HTTP_ACCEPT_ENCODING": "identity"}, start_response)


schema = schemathesis.openapi.from_wsgi(DESCRIPTION, app, config=CONFIG)


@pytest.fixture
def rows(cast: Cast) -> dict[str, Any]:
    """Something at every address, and what it is called there: {place} of an address, or {verb address}."""
    nomination = make_submitted(make_cycle(), cast.officer)
    draft = make_draft(nomination.cycle, cast.officer)
    for number in range(draft.cycle.letters_needed):
        make_sent_letter(draft, f"sent{number}@example.org")
    awaited = make_letter(draft, "awaited@example.org")
    Letter.objects.filter(pk=awaited.pk).update(invited_at=timezone.now() - timedelta(days=8))
    beside = make_co_nominator(draft, cast.colleague)
    contest = make_contest(gallery_published_at=timezone.now())
    entry = make_entry(contest, cast.officer)
    Entry.objects.update(state="accepted", prepared_at=timezone.now())
    issue = make_issue()
    posting = Posting.objects.create(
        member=Member.objects.get(user=cast.officer),
        mission="Embassy",
        city="Dakar",
        country="Senegal",
        starts_on=ottawa_day() + timedelta(days=1),
    )
    return {
        "cycles": nomination.cycle_id,
        "nominations": draft.code,
        "letter": awaited.code,
        "number": beside.pk,
        "DELETE /api/v1/nominations/{code}/submission/": nomination.code,
        "contests": contest.slug,
        "entries": entry.code,
        "galleries": entry.code,
        "issues": f"{issue.volume}-{issue.number}",
        "members": posting.pk,
        "documents": make_document().pk,
    }


@pytest.fixture
def token(cast: Cast, rows: dict[str, Any]) -> str:
    values = {"scopes": all_scopes(), "last_day": ottawa_day(), "form_token": uuid.uuid4()}
    return make_token(cast.officer, name="All", by=cast.officer, **values)[1]


@schema.parametrize()
@bounded
def test_to_a_stranger(case: Any, rows: dict[str, Any]) -> None:
    send(case, rows)


@schema.parametrize()
@bounded
def test_to_a_person(case: Any, rows: dict[str, Any], token: str) -> None:
    send(case, rows, Authorization=f"Bearer {token}")


@pytest.mark.parametrize("part", ["Cycle", "Award", "CycleInList", "Me", "Membership", "Posting", "OwnEntry", "Issue"])
def test_a_field_that_is_left_out_of_the_description_is_found(rows: dict[str, Any], token: str, part: str) -> None:
    poorer = copy.deepcopy(json.loads(json.dumps(described())))
    component = poorer["components"]["schemas"][part if part != "Issue" else "IssueDetail"]
    name = list(component["properties"])[-1]
    del component["properties"][name]
    component["required"] = [other for other in component.get("required", []) if other != name]
    narrow = schemathesis.openapi.from_dict(poorer, config=CONFIG)
    narrow.app = app
    paths = {
        "CycleInList": "/api/v1/cycles/",
        "Me": "/api/v1/members/me/",
        "Membership": "/api/v1/members/me/",
        "Posting": "/api/v1/members/me/postings/{id}/",
        "OwnEntry": "/api/v1/entries/{code}/",
        "Issue": "/api/v1/issues/{id}/",
    }
    path = paths.get(part, "/api/v1/cycles/{id}/")
    about = rows[path.split("/")[3]]
    case = narrow[path]["GET"].Case(path_parameters={"id": about, "code": about} if "{" in path else {})

    with pytest.raises(FailureGroup, match="Response violates schema"):
        case.call_and_validate(headers={"Authorization": f"Bearer {token}"})


SUPPORTER = {"name": "Wanda Wise", "email": "wanda@example.org", "language": "fr"}
NOMINATIONS = "/api/v1/nominations/"
# Of one nomination: what is well made, and how it ends.
VERBS: list[tuple[str, str, Any, int]] = [
    ("GET", "{code}/", None, 200),
    ("PATCH", "{code}/", {"nominee_mission": "Embassy in Accra"}, 200),
    ("DELETE", "{code}/", None, 204),
    ("GET", "{code}/letters/", None, 200),
    ("POST", "{code}/letters/", SUPPORTER, 201),
    ("GET", "{code}/letters/{letter}/", None, 200),
    ("DELETE", "{code}/letters/{letter}/", None, 204),
    ("POST", "{code}/letters/{letter}/reminder/", None, 200),
    ("GET", "{code}/co-nominators/", None, 200),
    ("POST", "{code}/co-nominators/", SUPPORTER, 201),
    ("GET", "{code}/co-nominators/{number}/", None, 200),
    ("DELETE", "{code}/co-nominators/{number}/", None, 204),
    ("PUT", "{code}/submission/", None, 200),
    ("DELETE", "{code}/submission/", None, 204),
]


def test_every_verb_of_a_nomination_is_asked_for() -> None:
    described_here = {
        (verb.upper(), path.removeprefix(NOMINATIONS))
        for path, verbs in described()["paths"].items()
        for verb in verbs
        if path.startswith(f"{NOMINATIONS}{{") and verb in {"get", "post", "put", "patch", "delete"}
    }

    assert {(verb, path) for verb, path, _body, _status in VERBS} == described_here


@pytest.mark.parametrize(("verb", "path", "body", "status"), VERBS)
def test_what_is_well_made_of_a_nomination_finds_something_that_takes_it(
    rows: dict[str, Any], token: str, verb: str, path: str, body: Any, status: int
) -> None:
    """So that the requests that are made from the description come further than to a 404 or a 409."""
    names = [name for name in ("code", "letter", "number") if f"{{{name}}}" in path]
    given = {"body": body, "media_type": "application/json"} if body is not None else {}
    case = schema[f"{NOMINATIONS}{path}"][verb].Case(path_parameters=dict.fromkeys(names, "x"), **given)
    case.path_parameters = {name: row_at(case, name, rows) for name in names}

    answer = case.call(headers={"Authorization": f"Bearer {token}", "If-Match": "*"})

    assert answer.status_code == status, answer.text


def row_at(case: Any, name: str, rows: dict[str, Any]) -> Any:
    """What the part NAME of the address is to be."""
    usual = rows[case.path.split("/")[3]] if name in {"code", "id", "slug"} else rows[name]
    return rows.get(f"{case.method} {case.path}", usual)


def send(case: Any, rows: dict[str, Any], **headers: str) -> None:
    """What is well made goes to something that is there, and says that it knows what is there."""
    cache.clear()  # no limit on how often
    if case.meta.generation.mode.is_positive:
        for name in case.path_parameters or {}:
            case.path_parameters[name] = row_at(case, name, rows)
        if "If-Match" in (case.headers or {}):
            case.headers["If-Match"] = "*"
    else:
        # What nobody sees is taken out before a field reads the rest, which may be right.
        assume(all(as_name(text) == text for text in texts(case.body)))
    case.call_and_validate(headers=headers)


def texts(body: object) -> Iterable[str]:
    """Every text in BODY, however deep, its keys included."""
    if isinstance(body, str):
        yield body
    elif isinstance(body, Mapping):
        yield from chain.from_iterable(texts(part) for pair in body.items() for part in pair)
    elif isinstance(body, list):
        yield from chain.from_iterable(texts(part) for part in body)
