"""Text that was typed before a session ended goes back to its person and to nobody else: every form that keeps it is walked."""

import re
from collections.abc import Callable
from importlib import import_module

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import models
from django.test import Client
from django.urls import reverse

from members.models import User
from pafso.web.typed_text import PREFIX, SESSION_KEY, mark_of
from tests.factories.kept import MEMBERS_FORMS, member_form, names_that_keep, office_names
from tests.factories.office import fields_of
from tests.factories.people import PASSWORD, Cast
from tests.house.test_stale_saves import ROWS, page_of

WORD = "Sandpiper7"
BACK = "You had been logged out. What you typed is below and is not saved yet."


def test_every_form_that_keeps_text_is_known_and_every_form_of_the_office_keeps_it(db: None) -> None:
    forms, pages = office_names()

    assert names_that_keep() == set(MEMBERS_FORMS) | forms | pages


def lose_session(client: Client) -> None:
    Session.objects.filter(session_key=client.session.session_key).delete()


def log_in(client: Client, user: User, onwards: str = "") -> None:
    client.post(onwards or reverse("account_login"), {"login": user.email, "password": PASSWORD})


def all_that_is_stored() -> str:
    """Every session of the database, as its owner would read it."""
    store = import_module(settings.SESSION_ENGINE).SessionStore
    return str([store(row.session_key).load() for row in Session.objects.all()])


def typed_without_session(client: Client, path: str, values: dict[str, object]) -> str:
    """A form is opened, the session is lost, the form is sent: where it leads."""
    lose_session(client)
    response = client.post(path, values)
    assert response.status_code == 302
    return str(response["Location"])


def mark_on(page: str) -> set[str]:
    return set(re.findall(rf'name="({PREFIX}\w*)"', page))


@pytest.mark.req("R48")
@pytest.mark.parametrize("name", MEMBERS_FORMS)
def test_what_a_member_typed_comes_back_to_them_only(client: Client, cast: Cast, name: str) -> None:
    form = member_form(name, cast)
    client.force_login(form.person)
    opened = client.get(form.path).text
    assert mark_on(opened) == {PREFIX + mark_of(form.person)}
    values: dict[str, object] = {next(iter(mark_on(opened))): "", form.field: WORD}

    login = typed_without_session(client, form.path, values)
    told = client.get(login).text
    log_in(client, form.person, login)
    page = client.get(form.path).text

    assert "What you typed is kept: log in with the same account" in told
    assert WORD not in told
    assert WORD in page
    assert BACK in page
    assert SESSION_KEY not in client.session


@pytest.mark.req("R48")
@pytest.mark.parametrize("name", MEMBERS_FORMS)
def test_what_a_member_typed_is_dropped_for_the_next_one(client: Client, cast: Cast, name: str) -> None:
    form = member_form(name, cast)
    client.force_login(form.person)
    values: dict[str, object] = {PREFIX + mark_of(form.person): "", form.field: WORD}
    login = typed_without_session(client, form.path, values)
    assert WORD in all_that_is_stored()

    log_in(client, cast.colleague, login)

    assert WORD not in all_that_is_stored()
    page = client.get(form.path)
    assert WORD not in page.text and BACK not in page.text
    log_in(client, form.person)
    assert WORD not in client.get(form.path).text


@pytest.mark.parametrize("name", MEMBERS_FORMS)
def test_a_form_of_somebody_else_saves_nothing(client: Client, cast: Cast, name: str) -> None:
    form = member_form(name, cast)
    client.force_login(form.person)
    values = {PREFIX + mark_of(cast.colleague): "", form.field: WORD}

    script = client.post(form.path, values, headers={"accept": "application/json"})
    sent = client.post(form.path, values)

    assert (script.status_code, script.json()["code"]) == (409, "other_person")
    assert sent.status_code == 302 and sent["Location"] == form.path
    page = client.get(form.path).text
    assert WORD not in page
    assert "Somebody else opened this form in this browser. Nothing was saved." in page


def test_the_page_that_expired_gives_nothing_to_the_next_person(cast: Cast) -> None:
    """A left a form open; B, in another tab, has logged in since: the token is no longer the right one."""
    strict, form = Client(enforce_csrf_checks=True), member_form("members:details", cast)
    strict.force_login(cast.colleague)

    pages = [
        strict.post(form.path, {PREFIX + mark_of(person): "", "name": WORD}) for person in (form.person, cast.colleague)
    ]

    assert [page.status_code for page in pages] == [403, 403]
    assert [WORD in page.text for page in pages] == [False, True]


@pytest.mark.req("R48")
@pytest.mark.parametrize("label", ROWS)
def test_what_the_office_typed_comes_back_after_the_login(client: Client, cast: Cast, label: str) -> None:
    make, field, _ = ROWS[label]
    row = make(cast)
    client.force_login(cast.staff)
    path, word = page_of(row), f"{WORD.lower()}@example.org" if label == "pafso.ReplyAddress" else WORD
    values: dict[str, object] = {**fields_of(client.get(path).text), field: word}
    assert PREFIX + mark_of(cast.staff) in values

    typed_without_session(client, path, values)
    sign_in = begin_session(client, cast.staff)
    page = sign_in(path)

    assert fields_of(page)[field] == [word]
    assert BACK in page
    assert stored(row) == stored(type(row)._base_manager.get(pk=row.pk))
    saved = client.post(path, fields_of(page))
    assert saved.status_code == 302
    assert str(getattr(type(row)._base_manager.get(pk=row.pk), field, word)) == word


@pytest.mark.req("R48")
@pytest.mark.parametrize("label", ROWS)
def test_what_the_office_typed_is_dropped_for_a_colleague(client: Client, cast: Cast, label: str) -> None:
    make, field, _ = ROWS[label]
    row = make(cast)
    client.force_login(cast.staff)
    values: dict[str, object] = {**fields_of(client.get(page_of(row)).text), field: WORD}
    typed_without_session(client, page_of(row), values)
    colleague = cast.outsider
    User.objects.filter(pk=colleague.pk).update(is_staff=True, is_superuser=True)

    page = begin_session(client, User.objects.get(pk=colleague.pk))(page_of(row))

    assert WORD not in page and BACK not in page
    assert WORD not in all_that_is_stored()


def stored(row: models.Model) -> list[object]:
    return [field.value_from_object(row) for field in row._meta.concrete_fields]


def begin_session(client: Client, user: User) -> Callable[[str], str]:
    """A login with both steps in the browser that holds the text: its session goes on, as allauth's does."""
    waiting = client.session.get(SESSION_KEY)
    client.force_login(user)
    session = client.session
    session[SESSION_KEY] = waiting
    session.save()
    return lambda path: client.get(path).text
