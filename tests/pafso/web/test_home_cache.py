"""The front page costs strangers next to nothing, and never shows one person's page to another."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from pafso.models import Text
from tests.factories.office import open_and_save
from tests.factories.people import Cast


@pytest.fixture
def message(db: None) -> Text:
    return Text.objects.create(
        key="president", title_en="Welcome", title_fr="Bienvenue", body_en="Hello.", body_fr="Bonjour."
    )


def test_a_second_stranger_costs_no_query(client: Client, message: Text) -> None:
    first = client.get("/en/")
    with CaptureQueriesContext(connection) as queries:
        second = Client().get("/en/")

    assert len(queries) == 0
    assert second.content == first.content
    assert b"Hello." in second.content


def test_each_language_has_its_own(client: Client, message: Text) -> None:
    client.get("/en/")

    assert b"Bonjour." in client.get("/fr/").content


@pytest.mark.req("R15")
def test_a_page_of_somebody_signed_in_is_never_shared(cast: Cast, message: Text) -> None:
    member = Client()
    member.force_login(cast.officer)

    assert b"Alix" in member.get("/en/").content
    stranger = Client().get("/en/").content
    assert b"Alix" not in stranger
    assert b"Alix" in member.get("/en/").content


def test_an_address_with_something_in_it_is_not_kept(client: Client, message: Text) -> None:
    client.get("/en/?utm=%22%3Eodd")

    assert b"odd" not in Client().get("/en/").content


def test_staff_see_their_change_at_once(cast: Cast, message: Text) -> None:
    Client().get("/en/")
    staff = Client()
    staff.force_login(cast.staff)
    form = {"title_en": "Welcome", "title_fr": "Bienvenue", "body_en": "Changed.", "body_fr": "Changé."}

    answer = open_and_save(staff, f"/admin/pafso/text/{message.pk}/change/", form)

    assert answer.status_code == 302
    assert b"Changed." in Client().get("/en/").content
    assert "Changé.".encode() in Client().get("/fr/").content
