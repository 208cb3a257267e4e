"""A member who forgot the password: page, mail, code, new password, in; and a scanner that opens everything spoils nothing."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail as django_mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from members.models import User
from pafso.audit.models import Entry
from pafso.mail.models import Mail
from tests.factories.people import PASSWORD, Cast
from tests.members.walk import CODE, log_in

FORGOT = "/en/accounts/password/reset/"
CONFIRM = "/en/accounts/password/reset/confirm/"
COMPLETE = "/en/accounts/password/reset/complete/"
NEW = "quatre chats gris sur un toit"


def ask(client: Client, email: str) -> Any:
    return client.post(FORGOT, {"email": email}, follow=True)


@pytest.mark.req("R08", "R42", "R60")
def test_from_the_page_to_the_mail_to_a_new_password(cast: Cast, client: Client, commits: Callable[[], Any]) -> None:
    other_device = Client()
    other_device.force_login(cast.colleague)

    with commits():
        page = ask(client, "benoit@example.org")
    (sent,) = django_mail.outbox
    (code,) = CODE.findall(str(sent.body))
    with commits():
        client.post(CONFIRM, {"code": code.lower()})
        done = client.post(COMPLETE, {"password1": NEW, "password2": NEW}, follow=True)

    assert page.redirect_chain == [(CONFIRM, 302)]
    assert sent.to == ["benoit@example.org"]
    assert sent.subject == "Votre code pour changer de mot de passe"
    assert "http" not in str(sent.body)
    assert code not in sent.subject
    queued = Mail.objects.get(event="members/reset_code_asked")
    assert (queued.state, queued.language, queued.text, queued.html) == ("sent", "fr", "", "")
    assert done.redirect_chain[-1][0] == "/en/account/"
    assert User.objects.get(pk=cast.colleague.pk).check_password(NEW)
    assert other_device.get("/en/account/").status_code == 302
    assert list(Entry.objects.filter(verb="password_reset").values_list("by", "subject_id")) == [
        (cast.colleague.pk, str(cast.colleague.pk))
    ]
    assert [mail.subject for mail in django_mail.outbox[1:]] == [
        "Vous avez un nouveau mot de passe",
        "Votre compte a servi sur un nouvel appareil",
    ]


@pytest.mark.req("R08")
def test_a_scanner_that_opens_every_address_uses_nothing_up(cast: Cast, client: Client) -> None:
    ask(client, "alix@example.org")
    code = CODE.findall(Mail.objects.get(event="members/reset_code_asked").text)[0]

    for address in (FORGOT, CONFIRM, COMPLETE, "/en/accounts/login/"):
        for visitor in (Client(), client):
            visitor.get(address)
            visitor.head(address)

    assert client.post(CONFIRM, {"code": code}).headers["Location"] == COMPLETE


@pytest.mark.req("R05")
def test_an_unknown_address_gets_the_same_page_and_the_same_work(cast: Cast) -> None:
    seen = {}
    for email in ("alix@example.org", "nobody@example.org"):
        visitor = Client()
        visitor.get(FORGOT)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            page = ask(visitor, email)
        html = page.content.decode().replace(email, "…").replace(visitor.cookies["csrftoken"].value, "…")
        seen[email] = (page.status_code, page.redirect_chain, len(queries), _without_tokens(html))

    assert seen["alix@example.org"] == seen["nobody@example.org"]
    assert Mail.objects.get(to="nobody@example.org").event == "members/account_not_found"


@pytest.mark.req("R05")
def test_a_wrong_code_looks_the_same_for_an_unknown_address(cast: Cast) -> None:
    answers = {}
    for email in ("alix@example.org", "nobody@example.org"):
        visitor = Client()
        ask(visitor, email)
        answers[email] = [visitor.post(CONFIRM, {"code": "WRONG2"}).status_code for _ in range(4)]

    assert answers["alix@example.org"] == answers["nobody@example.org"] == [200, 200, 302, 302]


@pytest.mark.req("R04")
def test_three_wrong_codes_end_the_attempt(cast: Cast, client: Client) -> None:
    ask(client, "alix@example.org")
    code = CODE.findall(Mail.objects.get(event="members/reset_code_asked").text)[0]

    for _ in range(3):
        client.post(CONFIRM, {"code": "WRONG2"})
    late = client.post(CONFIRM, {"code": code})

    assert late.headers["Location"] == "/en/accounts/login/"
    assert Entry.objects.filter(verb="code_refused").count() == 3


@pytest.mark.req("R04")
def test_a_network_that_guesses_codes_is_stopped_within_ten_tries(cast: Cast, client: Client) -> None:
    for n in range(3):
        visitor = Client()
        ask(visitor, f"person{n}@example.org")
        for _ in range(3):
            visitor.post(CONFIRM, {"code": "WRONG2"})
    ask(client, "alix@example.org")
    code = CODE.findall(Mail.objects.get(to="alix@example.org").text)[0]

    page = client.post(CONFIRM, {"code": code})

    assert page.status_code == 200
    assert "Try again in 5 minutes" in str(page.context["form"].errors["code"])


@pytest.mark.req("R08")
def test_a_code_dies_after_a_quarter_of_an_hour_and_after_use(cast: Cast, client: Client, time_machine: Any) -> None:
    time_machine.move_to("2027-03-01T12:00:00Z", tick=False)
    ask(client, "alix@example.org")
    code = CODE.findall(Mail.objects.get(event="members/reset_code_asked").text)[0]
    time_machine.move_to("2027-03-01T12:15:01Z", tick=False)

    assert client.post(CONFIRM, {"code": code}).headers["Location"] == "/en/accounts/login/"
    assert log_in(Client(), "alix@example.org", PASSWORD).status_code == 302


def _without_tokens(html: str) -> str:
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", html)
