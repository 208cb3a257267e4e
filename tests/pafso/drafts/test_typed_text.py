"""Text typed into a page whose session ran out comes back after the login."""

from typing import Any

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.http import HttpResponse
from django.test import RequestFactory

from pafso.drafts.typed_text import TypedText, keeps_typed_text, typed_text
from tests.factories.people import Cast


@keeps_typed_text
def draft(request: Any) -> HttpResponse:
    return HttpResponse("saved")


def posted(user: Any, data: dict[str, str], session: SessionStore) -> None:
    request = RequestFactory().post("/en/draft/", data)
    request.user, request.session = user, session
    TypedText(lambda _: HttpResponse()).process_view(request, draft, (), {})


@pytest.mark.req("R48")
def test_typed_text_waits_and_comes_back_once(cast: Cast) -> None:
    from django.contrib.auth.models import AnonymousUser

    session = SessionStore()
    posted(AnonymousUser(), {"case": "Œuvre à l’étranger", "csrfmiddlewaretoken": "x", "password": "secret"}, session)
    request = RequestFactory().get("/en/draft/")
    request.session = session

    given_back = typed_text(request)

    assert given_back is not None
    assert dict(given_back.items()) == {"case": "Œuvre à l’étranger"}
    assert typed_text(request) is None


def test_another_page_gets_nothing(cast: Cast) -> None:
    from django.contrib.auth.models import AnonymousUser

    session = SessionStore()
    posted(AnonymousUser(), {"case": "text"}, session)
    request = RequestFactory().get("/en/other/")
    request.session = session

    assert typed_text(request) is None


def test_nothing_is_stored_of_somebody_signed_in_or_of_a_flood(cast: Cast) -> None:
    from django.contrib.auth.models import AnonymousUser

    session = SessionStore()
    posted(cast.officer, {"case": "text"}, session)
    posted(AnonymousUser(), {"case": "x" * 200_001}, session)

    assert session.get("kept_text") is None
