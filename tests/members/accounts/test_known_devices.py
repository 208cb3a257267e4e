"""A stranger on many networks shuts nobody out: the device that its person has used has limits of its own."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from members.accounts.devices import cookie_name
from members.models import Device, User
from pafso.audit.models import Entry
from pafso.mail.models import Mail
from tests.factories.people import PASSWORD, Cast
from tests.members.walk import app_code, code_in, enrol, log_in, newest

ALIX = "alix@example.org"
LOGIN, CODE, FORGOT = "/en/accounts/login/", "/en/accounts/login/code/", "/en/accounts/password/reset/"
CODE_CONFIRM, FORGOT_CONFIRM = f"{CODE}confirm/", f"{FORGOT}confirm/"
NETWORKS = [f"198.51.100.{number}" for number in range(1, 13)]
WRONG = {"login": ALIX, "password": "a wrong one, again"}


def device_of(email: str) -> Client:
    """A browser in which its person has signed in and out again."""
    client = Client()
    log_in(client, email)
    client.post("/en/accounts/logout/")
    return client


def attack(*, same_network: bool = False) -> None:
    """What a stranger can do from twelve networks, and from the person's own."""
    for network in [*NETWORKS, *(["127.0.0.1"] if same_network else [])]:
        for _ in range(11):
            visitor = Client(REMOTE_ADDR=network)
            visitor.post(LOGIN, WRONG)
            visitor.post(CODE, {"email": ALIX})
            visitor.post(CODE_CONFIRM, {"code": "WRONG2"})
            visitor.post(FORGOT, {"email": ALIX})
            visitor.post(FORGOT_CONFIRM, {"code": "WRONG2"})


@pytest.mark.req("R04")
@pytest.mark.parametrize("same_network", [False, True])
def test_the_owner_gets_in_by_password_code_and_recovery_whatever_strangers_do(cast: Cast, same_network: bool) -> None:
    own = device_of(ALIX)
    attack(same_network=same_network)
    shut = Client(REMOTE_ADDR="203.0.113.9").post(LOGIN, {"login": ALIX, "password": PASSWORD})

    by_password = own.post(LOGIN, {"login": ALIX, "password": PASSWORD})
    own.post("/en/accounts/logout/")
    before = Mail.objects.filter(to=ALIX).count()
    own.post(CODE, {"email": ALIX})
    by_code = own.post(CODE_CONFIRM, {"code": code_in(newest("login_code_asked"))})
    own.post("/en/accounts/logout/")
    own.post(FORGOT, {"email": ALIX})
    recovered = own.post(FORGOT_CONFIRM, {"code": code_in(newest("reset_code_asked"))})

    assert shut.status_code == 200
    assert by_password.headers["Location"] == by_code.headers["Location"] == "/en/account/"
    assert recovered.headers["Location"] == f"{FORGOT}complete/"
    assert Mail.objects.filter(to=ALIX).count() == before + 2


@pytest.mark.req("R04")
def test_the_mailbox_gets_few_mails_and_the_owner_the_code_on_a_new_device_too(cast: Cast) -> None:
    attack()
    mails = Mail.objects.filter(to=ALIX)
    sent = (
        mails.filter(event="members/login_code_asked").count(),
        mails.filter(event="members/reset_code_asked").count(),
    )
    own = Client(REMOTE_ADDR="203.0.113.9")
    asked = own.post(CODE, {"email": ALIX})
    done = own.post(CODE_CONFIRM, {"code": code_in(newest("login_code_asked"))})

    assert sent == (3, 3)
    assert asked.headers["Location"] == CODE_CONFIRM
    assert done.headers["Location"] == "/en/account/"


def forged(cast: Cast) -> str:
    return "A" * 43


def another_accounts(cast: Cast) -> str:
    return str(device_of("benoit@example.org").cookies[cookie_name()].value)


def forgotten(cast: Cast) -> str:
    cookie = str(device_of(ALIX).cookies[cookie_name()].value)
    Device.objects.update(forgotten_at="2026-01-01T00:00:00Z")
    return cookie


@pytest.mark.req("R04")
@pytest.mark.parametrize("number_of", [forged, another_accounts, forgotten])
def test_a_number_that_is_not_the_persons_own_gains_nothing(cast: Cast, number_of: Callable[[Cast], str]) -> None:
    number = number_of(cast)
    hashed = 0
    for network in NETWORKS:
        visitor = Client(REMOTE_ADDR=network)
        visitor.cookies[cookie_name()] = number
        before = Entry.objects.filter(verb="login_failed").count()
        visitor.post(LOGIN, WRONG)
        hashed += Entry.objects.filter(verb="login_failed").count() - before

    assert hashed == 9
    visitor.post(LOGIN, {"login": ALIX, "password": PASSWORD})
    assert visitor.get("/en/account/").status_code == 302


@pytest.mark.req("R04")
def test_a_known_device_is_blocked_within_ten_tries_and_the_network_is_not(cast: Cast) -> None:
    own = device_of(ALIX)

    answers = [own.post(LOGIN, WRONG).content.decode() for _ in range(6)]

    assert ["Too many attempts. Try again in 5 minutes" in page for page in answers] == [False] * 5 + [True]
    assert Client().post(LOGIN, {"login": ALIX, "password": PASSWORD}).headers["Location"] == "/en/account/"


@pytest.mark.req("R04")
def test_a_known_device_may_try_nine_codes_in_five_minutes(cast: Cast) -> None:
    own = device_of(ALIX)
    for _ in range(4):
        own.post(CODE, {"email": ALIX})
        last = [own.post(CODE_CONFIRM, {"code": "WRONG2"}) for _ in range(3)]
        own.post("/en/accounts/logout/")

    assert "Try again in 5 minutes" in last[0].content.decode()
    assert Entry.objects.filter(verb="code_refused").count() == 9


@pytest.mark.req("R05")
@pytest.mark.parametrize("number", ["", "A" * 43, "own"])
def test_known_and_unknown_addresses_answer_alike(cast: Cast, number: str) -> None:
    """With no number, an invented one, and that of one's own other account: the same answers and mails."""
    cookie = another_accounts(cast) if number == "own" else number
    seen = {}
    for email, network in ((ALIX, NETWORKS[0]), ("nobody@example.org", NETWORKS[1])):
        visitor = Client(REMOTE_ADDR=network)
        if cookie:
            visitor.cookies[cookie_name()] = cookie
        answers = [visitor.post(path, {"email": email}) for path in (CODE, FORGOT) for _ in range(6)]
        refused = [visitor.post(LOGIN, {**WRONG, "login": email}).status_code for _ in range(7)]
        seen[email] = ([answer.status_code for answer in answers], refused, Mail.objects.filter(to=email).count())

    assert seen[ALIX] == seen["nobody@example.org"]


STEP, PROVE = "/en/accounts/2fa/authenticate/", "/en/accounts/2fa/reauthenticate/"
APP = "/api/auth/app/v1/auth"
PASSWORD_OF_ALIX = {"login": ALIX, "password": PASSWORD}


def second_step_attack(*, same_network: bool) -> list[str]:
    """What a stranger who has the password can do at every door of the second step, from the person's own network too."""
    pages = []
    for network in [*NETWORKS, *(["127.0.0.1"] if same_network else [])]:
        visitor = Client(REMOTE_ADDR=network)
        visitor.post(LOGIN, PASSWORD_OF_ALIX)
        pages += [visitor.post(STEP, {"code": f"00000{number}"}).content.decode() for number in range(3)]
        pages += [visitor.post(STEP, {"credential": '{"id": "AA"}'}).content.decode()]
        asked = visitor.post(
            f"{APP}/login", {"email": ALIX, "password": PASSWORD}, content_type="application/json"
        ).json()
        token = {"X-Session-Token": asked["meta"]["session_token"]}
        for door, body in (
            ("2fa/authenticate", {"code": "000000"}),
            ("webauthn/authenticate", {"credential": {"id": "AA"}}),
        ):
            answer = visitor.post(f"{APP}/{door}", body, content_type="application/json", headers=token)
            pages.append(answer.content.decode())
    return pages


@pytest.mark.req("R04")
@pytest.mark.parametrize("same_network", [False, True])
def test_a_stranger_with_the_password_shuts_nobody_out_of_the_second_step(
    cast: Cast, same_network: bool, time_machine: Any
) -> None:
    time_machine.move_to("2027-03-01T12:00:10Z", tick=False)
    own = device_of(ALIX)
    factor = enrol(cast.officer)
    pages = second_step_attack(same_network=same_network)

    own.post(LOGIN, PASSWORD_OF_ALIX)
    done = own.post(STEP, {"code": app_code(factor)})
    elsewhere = Client(REMOTE_ADDR="203.0.113.9")
    elsewhere.post(LOGIN, PASSWORD_OF_ALIX)
    shut = elsewhere.post(STEP, {"code": app_code(factor, steps=0)})

    assert done.headers["Location"] == "/en/account/"
    assert sum("Too many attempts" not in page for page in pages) == 5  # of all networks and doors together
    assert "Too many attempts. Try again in" in str(shut.context["form"].errors)


@pytest.mark.req("R04")
def test_a_stranger_with_the_password_does_not_keep_the_owner_from_proving(cast: Cast, time_machine: Any) -> None:
    time_machine.move_to("2027-03-01T12:00:10Z", tick=False)
    own = device_of(ALIX)
    factor = enrol(cast.officer)
    own.force_login(User.objects.get(pk=cast.officer.pk))
    second_step_attack(same_network=True)

    assert own.post(f"{PROVE}?next=/en/account/", {"code": app_code(factor)}).headers["Location"] == "/en/account/"


@pytest.mark.req("R04")
def test_a_known_device_is_blocked_within_ten_second_steps(cast: Cast) -> None:
    own = device_of(ALIX)
    factor = enrol(cast.officer)
    own.post(LOGIN, PASSWORD_OF_ALIX)

    answers = [own.post(STEP, {"code": f"00000{number}"}).content.decode() for number in range(6)]
    late = own.post(STEP, {"code": app_code(factor)})

    assert ["Too many attempts. Try again in 5 minutes" in page for page in answers] == [False] * 5 + [True]
    assert late.status_code == 200


@pytest.mark.req("R04")
@pytest.mark.parametrize("number_of", [forged, another_accounts, forgotten])
def test_a_number_that_is_not_the_persons_own_gains_no_second_step(
    cast: Cast, number_of: Callable[[Cast], str]
) -> None:
    number = number_of(cast)
    enrol(cast.officer)
    for network in NETWORKS:
        visitor = Client(REMOTE_ADDR=network)
        visitor.cookies[cookie_name()] = number
        visitor.post(LOGIN, PASSWORD_OF_ALIX)
        visitor.post(STEP, {"code": "000000"})

    assert Entry.objects.filter(verb="second_factor_failed").count() == 5


def test_right_steps_are_not_counted(cast: Cast, time_machine: Any) -> None:
    time_machine.move_to("2027-03-01T12:00:10Z", tick=False)
    own = device_of(ALIX)
    factor = enrol(cast.officer)
    for second in range(7):
        time_machine.move_to(f"2027-03-01T12:0{second // 2}:{10 + 30 * (second % 2)}Z", tick=False)
        own.post(LOGIN, PASSWORD_OF_ALIX)
        done = own.post(STEP, {"code": app_code(factor)})
        own.post("/en/accounts/logout/")

        assert done.headers["Location"] == "/en/account/"
