"""A code is taken however it is typed, at every door: in pages and for apps, from a mail, an app or a list."""

import json
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, resolve

from pafso.codes import same_code
from tests.factories.people import PASSWORD, Cast
from tests.members.walk import app_code, code_in, enrol, log_in, newest

ALIX = "alix@example.org"
STEP, PROVE, ACTIVATE = (f"/en/accounts/2fa/{last}/" for last in ("authenticate", "reauthenticate", "totp/activate"))
API = "/api/auth/app/v1"
NEW = "tulipe rouge sous la pluie"


def wide(code: str) -> str:
    return "".join(chr(ord(sign) + 0xFEE0) for sign in code)


def spaced(code: str) -> str:
    return f" {code[:3]} {code[3:]}\u00a0"


SPELLINGS: list[Callable[[str], str]] = [
    wide,
    spaced,
    "-".join,
    "\u2011".join,
    "\u200b".join,
    "\u202f".join,
    "\ufeff".join,
]


@pytest.fixture(params=range(len(SPELLINGS)))
def spelled(request: pytest.FixtureRequest) -> Callable[[str], str]:
    return SPELLINGS[request.param]


@pytest.fixture(autouse=True)
def _now(time_machine: Any) -> None:
    """No half minute ends while a test types its code."""
    time_machine.move_to("2027-03-01T12:00:10Z", tick=False)


def in_the_app(client: Client, path: str, body: dict[str, Any], token: str = "", method: str = "post") -> Any:
    headers = {"X-Session-Token": token} if token else {}
    return getattr(client, method)(f"{API}/{path}", body, content_type="application/json", headers=headers)


def token_in(answer: Any) -> str:
    return str(answer.json()["meta"]["session_token"])


def test_a_code_of_an_app(cast: Cast, client: Client, spelled: Callable[[str], str]) -> None:
    factor = enrol(cast.officer)
    log_in(client, ALIX)

    assert client.post(STEP, {"code": spelled(app_code(factor))}).headers["Location"] == "/en/account/"


def test_a_code_of_an_app_typed_again_differently_is_used(cast: Cast) -> None:
    factor, first, second = enrol(cast.officer), Client(), Client()
    for client in (first, second):
        log_in(client, ALIX)
    code = app_code(factor)

    assert first.post(STEP, {"code": code}).status_code == 302
    assert second.post(STEP, {"code": wide(code)}).status_code == 200


def test_a_recovery_code(cast: Cast, client: Client, spelled: Callable[[str], str]) -> None:
    enrol(cast.officer)
    code = RecoveryCodes(Authenticator.objects.get(type="recovery_codes")).generate_codes()[2]
    log_in(client, ALIX)

    assert client.post(STEP, {"code": spelled(code)}).headers["Location"] == "/en/account/"


def test_the_proof_once_more(cast: Cast, client: Client, spelled: Callable[[str], str]) -> None:
    factor = enrol(cast.officer)
    client.force_login(cast.officer)

    done = client.post(f"{PROVE}?next=/en/streams/", {"code": spelled(app_code(factor))})

    assert done.headers["Location"] == "/en/streams/"


def test_a_new_app(cast: Cast, client: Client, spelled: Callable[[str], str]) -> None:
    log_in(client, ALIX)
    secret = client.get(ACTIVATE).context["form"].secret

    client.post(ACTIVATE, {"code": spelled(format_hotp_value(hotp_value(secret, int(time.time()) // 30)))})

    assert Authenticator.objects.filter(user=cast.officer, type="totp").exists()


def test_an_apps_second_step(cast: Cast, client: Client, spelled: Callable[[str], str]) -> None:
    factor = enrol(cast.officer)
    code = RecoveryCodes(Authenticator.objects.get(type="recovery_codes")).generate_codes()[2]
    begun = [token_in(in_the_app(client, "auth/login", {"email": ALIX, "password": PASSWORD})) for _ in range(2)]

    by_app = in_the_app(client, "auth/2fa/authenticate", {"code": spelled(app_code(factor))}, begun[0])
    by_list = in_the_app(client, "auth/2fa/authenticate", {"code": spelled(code)}, begun[1])
    proof = in_the_app(client, "auth/2fa/reauthenticate", {"code": spelled(app_code(factor, 1))}, token_in(by_app))

    assert (by_app.status_code, by_list.status_code) == (200, 200)
    assert proof.status_code == 400  # of the next half minute; what is wrong stays wrong


def test_an_apps_proof_once_more(cast: Cast, client: Client, spelled: Callable[[str], str]) -> None:
    token = token_in(in_the_app(client, "auth/login", {"email": ALIX, "password": PASSWORD}))
    factor = enrol(cast.officer)

    proof = in_the_app(client, "auth/2fa/reauthenticate", {"code": spelled(app_code(factor))}, token)

    assert proof.status_code == 200


def test_an_apps_new_app(cast: Cast, client: Client, spelled: Callable[[str], str]) -> None:
    token = token_in(in_the_app(client, "auth/login", {"email": ALIX, "password": PASSWORD}))
    offered = client.get(f"{API}/account/authenticators/totp", headers={"X-Session-Token": token})
    secret = offered.json()["meta"]["secret"]
    code = format_hotp_value(hotp_value(secret, int(time.time()) // 30))

    done = in_the_app(client, "account/authenticators/totp", {"code": spelled(code)}, token)

    assert done.status_code == 200


def test_an_apps_codes_from_a_mail(cast: Cast, client: Client, spelled: Callable[[str], str]) -> None:
    login = token_in(in_the_app(client, "auth/code/request", {"email": ALIX}))
    entered = in_the_app(client, "auth/code/confirm", {"code": spelled(code_in(newest("login_code_asked")))}, login)
    forgot = token_in(in_the_app(client, "auth/password/request", {"email": ALIX}))
    body = {"key": spelled(code_in(newest("reset_code_asked"))), "password": NEW}
    reset = in_the_app(client, "auth/password/reset", body, forgot)
    person = {"email": "noemie@example.org", "name": "N. N.", "password": NEW, "language": "en"}
    signup = token_in(in_the_app(client, "auth/signup", person))
    proven = in_the_app(client, "auth/email/verify", {"key": spelled(code_in(newest("signup_code_asked")))}, signup)

    assert entered.status_code == 200
    assert reset.status_code in {200, 401}
    assert not cast.officer.check_password(NEW)
    cast.officer.refresh_from_db()
    assert cast.officer.check_password(NEW)
    assert proven.status_code == 200


TYPED = {"code", "key", "credential"}


def doors(patterns: Any, prefix: str = "") -> Iterator[str]:
    for pattern in patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from doors(pattern.url_patterns, route)
        elif isinstance(pattern, URLPattern) and "<" not in route and "(" not in route:
            yield "/" + route.replace("^", "").replace("$", "")


def forms_at(path: str) -> Iterator[type]:
    view = getattr(resolve(path).func, "view_class", None)
    declared = getattr(view, "input_class", None)
    yield from declared.values() if isinstance(declared, dict) else [declared] if declared else []


# Nobody has a telephone here.
NOT_USED = {"VerifyPhoneInput"}


def test_no_door_for_apps_is_left_to_allauth() -> None:
    found = {
        form
        for path in doors(get_resolver().url_patterns)
        if path.startswith("/api/auth/")
        for form in forms_at(path)
        if TYPED & set(getattr(form, "base_fields", {}))
    }

    assert {form.__name__ for form in found if not form.__module__.startswith("members.")} == NOT_USED
    assert {form.__name__ for form in found} >= {"StepInput", "ProveStepInput", "AppCodeInput", "PasskeyStepInput"}


def test_of_what_is_typed_only_letters_and_figures_count() -> None:
    assert {same_code(spelling("K7QX34")) for spelling in SPELLINGS} == {"K7QX34"}


NOTHING = dict.fromkeys(("clientDataJSON", "authenticatorData", "attestationObject", "signature", "userHandle"), "AA")
JUNK = ["{}", "[]", "7", '"AA"', '{"id": "AA"}', '{"id": "é", "rawId": "é", "response": {}, "type": "public-key"}']
JUNK.append(json.dumps({"id": "AA", "rawId": "AA", "type": "public-key", "response": NOTHING}))


@pytest.mark.parametrize("junk", JUNK)
def test_what_no_passkey_says_is_refused_at_every_door(cast: Cast, client: Client, junk: str) -> None:
    member = Client()
    token = token_in(in_the_app(member, "auth/login", {"email": ALIX, "password": PASSWORD}))
    log_in(member, ALIX)
    offered = member.get("/en/accounts/2fa/webauthn/add/").status_code
    enrol(cast.officer)
    begun = token_in(in_the_app(client, "auth/login", {"email": ALIX, "password": PASSWORD}))
    log_in(client, ALIX)
    said = json.loads(junk)

    pages = [
        client.post(STEP, {"credential": junk}),
        member.post("/en/accounts/2fa/webauthn/reauthenticate/", {"credential": junk}),
        member.post("/en/accounts/2fa/webauthn/add/", {"name": "A key", "credential": junk}),
        Client().post("/en/accounts/2fa/webauthn/login/", {"credential": junk}),
    ]
    answers = [
        in_the_app(client, "auth/webauthn/authenticate", {"credential": said}, begun),
        in_the_app(client, "auth/webauthn/login", {"credential": said}),
        in_the_app(member, "auth/webauthn/reauthenticate", {"credential": said}, token),
        in_the_app(member, "account/authenticators/webauthn", {"name": "A key", "credential": said}, token),
    ]

    assert offered == 200
    assert pages[0].context["webauthn_form"].errors["credential"][0] in pages[0].content.decode()
    assert [page.status_code for page in pages] == [200, 302, 200, 302]
    assert [answer.status_code for answer in answers] == [400, 400, 400, 400]
