"""Text typed into a page whose session ran out comes back after the login."""

from typing import Any

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.http import HttpResponse
from django.test import RequestFactory

from pafso.web.typed_text import PREFIX, SESSION_KEY, TypedText, keeps_typed_text, mark_of, typed_text
from tests.factories.people import Cast


@keeps_typed_text
def draft(request: Any) -> HttpResponse:
    return HttpResponse("saved")


def posted(user: Any, data: dict[str, str], session: SessionStore, *, of: Any = None) -> Any:
    """DATA is sent by a form that was made for OF."""
    request = RequestFactory().post("/en/draft/", data | ({PREFIX + mark_of(of): ""} if of else {}))
    request.user, request.session = user, session
    return TypedText(lambda _: HttpResponse()).process_view(request, draft, (), {})


def opened(path: str, session: SessionStore, user: Any) -> Any:
    request = RequestFactory().get(path)
    request.session, request.user = session, user
    return request


@pytest.mark.req("R48")
def test_typed_text_waits_and_comes_back_once(cast: Cast) -> None:
    from django.contrib.auth.models import AnonymousUser

    session = SessionStore()
    posted(
        AnonymousUser(),
        {"case": "Œuvre à l’étranger", "csrfmiddlewaretoken": "x", "password": "secret"},
        session,
        of=cast.officer,
    )
    request = opened("/en/draft/", session, cast.officer)

    given_back = typed_text(request)

    assert given_back is not None
    assert dict(given_back.items()) == {"case": "Œuvre à l’étranger"}
    assert typed_text(request) is None


def test_another_page_gets_nothing(cast: Cast) -> None:
    from django.contrib.auth.models import AnonymousUser

    session = SessionStore()
    posted(AnonymousUser(), {"case": "text"}, session, of=cast.officer)
    request = opened("/en/other/", session, cast.officer)

    assert typed_text(request) is None


def test_nothing_is_stored_of_somebody_signed_in_or_of_a_flood(cast: Cast) -> None:
    from django.contrib.auth.models import AnonymousUser

    session = SessionStore()
    posted(cast.officer, {"case": "text"}, session, of=cast.officer)
    posted(AnonymousUser(), {"case": "x" * 200_001}, session, of=cast.officer)

    assert session.get("kept_text") is None


def test_a_form_without_a_person_is_not_kept(cast: Cast) -> None:
    from django.contrib.auth.models import AnonymousUser

    session = SessionStore()
    posted(AnonymousUser(), {"case": "text"}, session)

    assert session.get(SESSION_KEY) is None


def test_what_somebody_else_typed_is_dropped_by_whatever_page_they_open(cast: Cast) -> None:
    from django.contrib.auth.models import AnonymousUser

    session = SessionStore()
    posted(AnonymousUser(), {"case": "text"}, session, of=cast.officer)
    request = opened("/en/draft/", session, cast.colleague)

    assert typed_text(request) is None
    assert SESSION_KEY not in session


def test_a_new_key_of_the_site_loses_no_text(cast: Cast, settings: Any) -> None:
    from django.contrib.auth.models import AnonymousUser

    session = SessionStore()
    posted(AnonymousUser(), {"case": "text"}, session, of=cast.officer)
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "another key, for a new year"

    assert typed_text(opened("/en/draft/", session, cast.officer)) is not None


def test_a_mark_names_nobody_and_differs_from_person_to_person(cast: Cast) -> None:
    marks = {mark_of(cast.officer), mark_of(cast.colleague)}

    assert {len(mark) for mark in marks} == {32}
    assert len(marks) == 2


def test_a_lost_session_is_said_on_the_login_page(cast: Cast, client: Any) -> None:
    from django.contrib.sessions.models import Session

    client.force_login(cast.officer)
    Session.objects.all().delete()

    page = client.get("/en/account/details/", follow=True)

    assert page.redirect_chain and "/accounts/login/" in page.redirect_chain[-1][0]
    assert page.text.count("You have been logged out. Log in to continue.") == 1
    assert "You have been logged out" not in client.get("/en/account/details/", follow=True).text
