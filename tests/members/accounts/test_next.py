"""Where somebody wanted to go survives every way in: an account that has to be made, details that were forgotten."""

import re

from django.test import Client

from tests.factories.people import Cast
from tests.members.walk import app_code, code_in, enrol, newest

WANTED = "/en/account/details/"
NEW = "tulipe rouge sous la pluie"


def linked(page: str, path: str) -> str:
    """The link of PAGE to PATH, with what it carries."""
    found = re.findall(rf'href="({re.escape(path)}[^"]*)"', page)
    return max(found, key=len).replace("&amp;", "&")  # others stand in the head and at the foot of the page


def login_page(client: Client) -> str:
    return client.get(WANTED, follow=True).content.decode()


def send(client: Client, path: str, **typed: str) -> str:
    """Opens a form and sends it with its hidden fields; where it leads."""
    form = client.get(path).content.decode().partition("novalidate")[2].partition("</form>")[0]
    hidden = dict(re.findall(r'type="hidden" name="(next)" value="([^"]*)"', form))
    return str(client.post(path, {**hidden, **typed}).headers["Location"])


def test_through_create_account(db: None) -> None:
    client = Client()
    form = {"name": "Noémie", "email": "noemie@example.org", "password1": NEW, "language": "en", "time_zone": ""}

    there = send(client, linked(login_page(client), "/en/accounts/signup/"), **form)

    assert send(client, there, code=code_in(newest("signup_code_asked"))) == WANTED


def test_through_forgot_your_details(cast: Cast) -> None:
    client = Client()
    there = send(client, linked(login_page(client), "/en/accounts/password/reset/"), email="alix@example.org")
    there = send(client, there, code=code_in(newest("reset_code_asked")))

    assert send(client, there, password1=NEW, password2=NEW) == WANTED


def test_through_a_code_by_mail(cast: Cast) -> None:
    client = Client()
    there = send(client, linked(login_page(client), "/en/accounts/login/code/"), email="alix@example.org")

    assert send(client, there, code=code_in(newest("login_code_asked"))) == WANTED


def test_from_create_account_to_the_other_ways(db: None) -> None:
    client = Client()
    page = client.get(linked(login_page(client), "/en/accounts/signup/")).content.decode()

    for path in ("/en/accounts/login/", "/en/accounts/password/reset/"):
        assert linked(page, path).endswith("?next=/en/account/details/")


def test_another_host_is_not_carried_on(cast: Cast) -> None:
    client = Client()
    there = send(client, "/en/accounts/password/reset/?next=https://evil.example/", email="alix@example.org")
    there = send(client, there, code=code_in(newest("reset_code_asked")))

    assert send(client, there, password1=NEW, password2=NEW) == "/en/account/"


def test_through_forgot_your_details_and_a_second_step(cast: Cast) -> None:
    client, factor = Client(), enrol(cast.officer)
    there = send(client, linked(login_page(client), "/en/accounts/password/reset/"), email="alix@example.org")
    there = send(client, there, code=code_in(newest("reset_code_asked")))
    there = send(client, there, password1=NEW, password2=NEW)

    assert send(client, there, code=app_code(factor)) == WANTED
