"""Closing an account by its pages: a recent sign-in, a tick, two weeks with an Undo button."""

import pytest
from django.test import Client

from members.models import Closing, User
from pafso.mail.models import Mail
from tests.factories.people import Cast
from tests.members.privacy.test_personal_data_views import confirm

PAGE, UNDO, ME = "/en/account/closing/", "/en/account/closing/undo/", "/en/account/"


@pytest.fixture
def confirmed(cast: Cast, client: Client) -> Client:
    client.force_login(cast.officer)
    confirm(client, cast.officer)
    return client


@pytest.mark.req("R11")
def test_it_needs_a_recent_sign_in(as_member: Client) -> None:
    for answer in (as_member.get(PAGE), as_member.post(PAGE, {"sure": "on"})):
        assert "/reauthenticate/" in answer["Location"]
    assert not Closing.objects.exists()


def test_the_page_says_what_is_erased_and_what_is_kept(confirmed: Client) -> None:
    page = confirmed.get(PAGE).content.decode()

    assert "What is erased" in page
    assert "What is kept, and why" in page
    assert "Closing the account does not end a membership" in page
    assert not Closing.objects.exists()


def test_without_the_tick_nothing_happens(confirmed: Client) -> None:
    answer = confirmed.post(PAGE)

    assert "Tick the box if you want to close your account." in answer.content.decode()
    assert not Closing.objects.exists()


@pytest.mark.req("R41")
def test_asked_twice_then_undone_on_ones_own_page(cast: Cast, confirmed: Client) -> None:
    for _ in range(2):
        assert confirmed.post(PAGE, {"sure": "on"})["Location"] == PAGE

    assert Closing.objects.get().state == "asked"
    for page in (PAGE, ME):
        assert "Undo: keep my account" in confirmed.get(page).content.decode()
    assert 'name="sure"' not in confirmed.get(PAGE).content.decode()

    answer = confirmed.post(UNDO, follow=True).content.decode()

    assert "Your account stays open. Nothing was lost." in answer
    assert "Undo: keep my account" not in answer
    assert Closing.objects.get().state == "undone"
    assert {mail.event for mail in Mail.objects.all()} == {"members/account_closing", "members/account_kept"}
    assert confirmed.post(UNDO).status_code == 302


@pytest.mark.req("R26")
def test_looking_undoes_nothing(confirmed: Client) -> None:
    confirmed.post(PAGE, {"sure": "on"})

    assert [confirmed.get(UNDO).status_code, confirmed.head(UNDO).status_code] == [405, 405]
    assert Closing.objects.get().state == "asked"


def test_the_office_is_told_what_to_do_first(cast: Cast, client: Client) -> None:
    client.force_login(cast.staff)
    confirm(client, cast.staff)

    answer = client.post(PAGE, {"sure": "on"}).content.decode()

    assert "Ask a colleague to take away your rights first; then you can close it." in answer
    assert not Closing.objects.exists()


@pytest.mark.req("R15")
def test_nobody_undoes_or_closes_for_another(cast: Cast, confirmed: Client) -> None:
    confirmed.post(PAGE, {"sure": "on"})
    other = Client()
    other.force_login(cast.colleague)
    confirm(other, cast.colleague)

    other.post(UNDO)

    assert Closing.objects.get().state == "asked"
    assert "Undo: keep my account" not in other.get(ME).content.decode()
    assert User.objects.filter(closings__isnull=False).get() == cast.officer
