"""The links of a recovery: opening them changes nothing, the button acts, a stranger learns nothing and nothing leaks."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from members.models import Recovery, User
from members.recovery import actions
from pafso.mail.models import Mail
from tests.factories.office import make_clerk
from tests.factories.people import Cast
from tests.members.recovery.test_actions import NEW, link_in
from tests.members.walk import code_in, newest

PASSWORD = "un tout autre mot de passe 77"


@pytest.fixture
def asked(cast: Cast) -> Recovery:
    asked = {"new_address": NEW, "evidence": "Video call, badge 4711.", "takes_off_second_step": True}
    return actions.ask_recovery(cast.colleague, by=make_clerk(), **asked)


@pytest.fixture
def ready(asked: Recovery) -> Recovery:
    actions.approve_recovery(asked, by=make_clerk("Fatou", "fatou@example.org"))
    actions.ready_recoveries(timezone.now() + timedelta(hours=24))
    return Recovery.objects.get()


def address(event: str, language: str = "fr") -> str:
    purpose, token = link_in(Mail.objects.get(event=f"members/{event}"))
    return f"/{language}/recovery/{purpose}/{token}/"


@pytest.mark.req("R19", "R26")
def test_opening_a_link_changes_nothing(client: Client, ready: Recovery) -> None:
    for event in ("recovery_asked", "recovery_approved", "recovery_ready"):
        for method in (client.get, client.head, client.get):
            response = method(address(event))
            assert response.status_code == 200
            assert response["Referrer-Policy"] == "no-referrer"
            assert response["Cache-Control"] == "no-store, private"
            assert response["X-Robots-Tag"] == "noindex"

    assert Recovery.objects.get().state == "ready"
    assert User.objects.get(pk=ready.user_id).email == "benoit@example.org"


@pytest.mark.req("R19")
def test_the_button_stops_it_without_a_login(client: Client, asked: Recovery) -> None:
    page = client.get(address("recovery_asked"))
    response = client.post(address("recovery_asked"), follow=True)
    again = client.post(address("recovery_asked"), follow=True)

    assert "Arrêter cette demande" in page.content.decode()
    assert Recovery.objects.get().state == "stopped"
    for answer in (response, again):
        assert (answer.status_code, answer.redirect_chain[0][1]) == (200, 302)
        assert "Cette demande a pris fin" in answer.content.decode()


@pytest.mark.req("R15")
@pytest.mark.parametrize("purpose", ["stop", "confirm"])
def test_an_unknown_link_and_a_link_for_something_else_are_the_same_page(
    client: Client, ready: Recovery, purpose: str
) -> None:
    other = address("recovery_ready" if purpose == "stop" else "recovery_asked").split("/")[-2]
    for token in ("x" * 43, other, "short"):
        for method in (client.get, client.post):
            response = method(f"/en/recovery/{purpose}/{token}/")
            assert response.status_code == 404
            assert "We do not recognize this link" in response.content.decode()
            assert response["Referrer-Policy"] == "no-referrer"
    assert Recovery.objects.get().state == "ready"


@pytest.mark.req("R15", "R19")
def test_who_holds_a_link_learns_nothing_of_the_account(client: Client, ready: Recovery) -> None:
    for event in ("recovery_asked", "recovery_ready"):
        page = client.get(address(event, "en")).content.decode()

        for private in ("Benoît", "benoit@example.org", "1002", NEW, "4711", "Camille", "Fatou"):
            assert private not in page, (event, private)
        assert "a…@new.example" in page


@pytest.mark.req("R26")
def test_the_form_needs_its_token_and_no_foreign_page_posts(asked: Recovery) -> None:
    strict, path = Client(enforce_csrf_checks=True), address("recovery_asked")
    assert strict.post(path).status_code == 403
    token = strict.get(path).context["csrf_token"]

    foreign = strict.post(path, {"csrfmiddlewaretoken": str(token)}, headers={"Origin": "https://evil.example"})
    assert foreign.status_code == 403
    assert Recovery.objects.get().state == "asked"
    assert strict.post(path, {"csrfmiddlewaretoken": str(token)}, headers={"Origin": "null"}).status_code == 302
    assert Recovery.objects.get().state == "stopped"


def test_the_whole_way_back(client: Client, ready: Recovery) -> None:
    done = client.post(address("recovery_ready", "en"), follow=True)
    assert "Your account opens with this address" in done.content.decode()
    assert "/en/accounts/password/reset/" in done.content.decode()

    client.post("/en/accounts/password/reset/", {"email": NEW})
    client.post("/en/accounts/password/reset/confirm/", {"code": code_in(newest("reset_code_asked"))})
    chosen = {"password1": PASSWORD, "password2": PASSWORD}
    inside = client.post("/en/accounts/password/reset/complete/", chosen, follow=True)

    assert inside.redirect_chain[-1][0] == "/en/account/"
    assert User.objects.get(pk=ready.user_id).check_password(PASSWORD)
    assert Recovery.objects.get().state == "done"


@pytest.mark.parametrize("end", ["stopped", "expired", "late"])
def test_a_link_that_ended_says_so(client: Client, ready: Recovery, end: str) -> None:
    week = timezone.now() + timedelta(days=9)
    if end == "stopped":
        actions.stop_recovery(ready, by=None)
    elif end == "expired":
        actions.expire_recoveries(week)
    else:
        # Nobody has swept yet: the link is over all the same.
        earlier = {"decided_at": timezone.now() - timedelta(days=9), "due_at": timezone.now() - timedelta(days=7)}
        Recovery.objects.update(**earlier)

    page, pressed = client.get(address("recovery_ready", "en")), client.post(address("recovery_ready", "en"))

    assert (page.status_code, pressed.status_code) == (200, 409)
    assert "This link no longer works" in page.content.decode()
    assert "<button" not in page.content.decode().split("<main")[1].split("</main")[0]
    assert User.objects.get(pk=ready.user_id).email == "benoit@example.org"


def test_too_late_to_stop_is_said_with_what_to_do(client: Client, ready: Recovery) -> None:
    actions.confirm_recovery(ready)

    page, pressed = client.get(address("recovery_asked", "en")), client.post(address("recovery_asked", "en"))

    assert "It is too late to stop this here" in page.content.decode()
    assert pressed.status_code == 409
    assert Recovery.objects.get().state == "done"


@pytest.mark.req("R21")
def test_the_person_became_staff_in_between(client: Client, ready: Recovery) -> None:
    User.objects.filter(pk=ready.user_id).update(is_staff=True)

    pressed = client.post(address("recovery_ready", "en"))

    assert pressed.status_code == 422
    assert "never opened this way" in pressed.content.decode()
    assert User.objects.get(pk=ready.user_id).email == "benoit@example.org"
