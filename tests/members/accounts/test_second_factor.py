"""The second step: staff have it before anything opens, codes work once, secrets are not stored in clear, no way around it."""

import json
import time
from collections.abc import Callable
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.test import Client

from members.accounts.actions.accounts import set_up_office
from members.adapters import MFAAdapter
from members.models import User
from pafso.audit.models import Entry
from pafso.mail.models import Mail
from tests.factories.people import PASSWORD, Cast
from tests.members.walk import app_code, code_in, enrol, log_in, newest

ENROL = "/en/accounts/2fa/totp/activate/"
STEP = "/en/accounts/2fa/authenticate/"
PROVE = "/en/accounts/2fa/reauthenticate/"
SHUT = ["/en/", "/en/account/", "/en/account/details/", "/admin/", "/admin/members/user/", "/en/accounts/email/",
        "/en/accounts/password/change/", "/en/accounts/sessions/", "/en/streams/"]  # fmt: skip


@pytest.mark.req("R07")
@pytest.mark.parametrize("path", SHUT)
def test_staff_without_a_factor_are_led_to_it_first(cast: Cast, client: Client, path: str) -> None:
    log_in(client, "dominique@example.org")

    assert client.get(path).headers["Location"] == ENROL


@pytest.fixture
def juror(cast: Cast) -> User:
    """A member with a seat on a jury."""
    User.objects.filter(pk=cast.officer.pk).update(needs_second_step=True)
    return User.objects.get(pk=cast.officer.pk)


@pytest.mark.req("R07")
def test_a_juror_is_led_to_a_second_step_first_in_words_that_are_true(juror: User, client: Client) -> None:
    log_in(client, "alix@example.org")

    led = client.get("/en/accounts/email/")
    page = client.get(ENROL, follow=True).content.decode()

    assert led.headers["Location"] == ENROL
    assert "People in the office and jurors log in with two-step verification." in page
    assert "belongs to the office" not in page


@pytest.mark.req("R07")
def test_a_juror_keeps_the_second_step(juror: User, client: Client) -> None:
    enrol(juror)
    client.force_login(juror)
    prove_again(client)

    page = client.post("/en/accounts/2fa/totp/deactivate/")

    assert "This account must keep two-step verification." in page.content.decode()
    assert Authenticator.objects.filter(user=juror, type="totp").exists()


@pytest.mark.req("R07")
def test_a_juror_reaches_nothing_with_a_password_and_a_token(juror: User, client: Client) -> None:
    body = {"email": "alix@example.org", "password": PASSWORD}
    answer = client.post("/api/auth/app/v1/auth/login", body, content_type="application/json")
    reader = Client(headers={"X-Session-Token": answer.json()["meta"]["session_token"]})

    assert reader.get("/api/v1/members/me/").status_code in {401, 403}


def test_a_juror_has_a_members_session_all_the_same(juror: User, client: Client, time_machine: Any) -> None:
    time_machine.move_to("2027-03-01T12:00:00Z", tick=False)
    client.force_login(juror)
    time_machine.move_to("2027-03-02T12:00:00Z", tick=False)

    assert client.get("/en/streams/").wsgi_request.user == juror


@pytest.mark.req("R07")
def test_the_api_refuses_staff_without_a_factor(cast: Cast, client: Client) -> None:
    log_in(client, "dominique@example.org")

    answer = client.get("/api/v1/members/me/")

    assert (answer.status_code, answer.json()["code"]) == (403, "second_factor_needed")


@pytest.mark.req("R07")
def test_staff_enrol_and_then_everything_opens(transactional_db: None, cast: Cast, client: Client) -> None:
    log_in(client, "dominique@example.org")
    secret = client.get(ENROL).context["form"].secret

    done = client.post(ENROL, {"code": format_hotp_value(hotp_value(secret, int(time.time()) // 30))})

    assert done.headers["Location"] == "/en/accounts/2fa/recovery-codes/"
    assert client.get("/admin/").status_code == 200
    assert len(client.get("/en/accounts/2fa/recovery-codes/").context["unused_codes"]) == 10
    assert Entry.objects.filter(verb="second_factor_added").count() == 2
    assert newest("app_added").to == "dominique@example.org"


@pytest.mark.req("R07")
def test_a_staff_session_without_the_second_step_opens_nothing_but_the_step(cast: Cast, client: Client) -> None:
    factor = enrol(cast.staff)
    client.force_login(cast.staff)
    session = client.session
    del session["account_authentication_methods"]
    session.save()

    led = client.get("/admin/")
    shut = [client.get(path).status_code for path in (ENROL, "/en/accounts/2fa/totp/deactivate/", "/en/accounts/2fa/")]
    client.post(f"{PROVE}?next=/admin/", {"code": app_code(factor)})

    assert led.headers["Location"] == f"{PROVE}?next=%2Fadmin%2F"
    assert shut == [302, 302, 302]
    assert client.get("/admin/").status_code == 200


@pytest.mark.req("R06")
def test_an_app_code_works_once_and_only_now(cast: Cast, time_machine: Any) -> None:
    time_machine.move_to("2027-03-01T12:00:10Z", tick=False)
    factor = enrol(cast.officer)
    first, second = Client(), Client()
    log_in(first, "alix@example.org")
    log_in(second, "alix@example.org")

    early = second.post(STEP, {"code": app_code(factor, steps=1)})
    late = second.post(STEP, {"code": app_code(factor, steps=-1)})
    used = first.post(STEP, {"code": app_code(factor)})
    again = second.post(STEP, {"code": app_code(factor)})

    assert (early.status_code, late.status_code, used.status_code, again.status_code) == (200, 200, 302, 200)
    assert used.headers["Location"] == "/en/account/"
    assert Entry.objects.filter(verb="second_factor_failed").count() == 3


@pytest.mark.req("R06")
def test_the_code_that_enrolled_does_not_open_the_next_login(cast: Cast, client: Client, time_machine: Any) -> None:
    time_machine.move_to("2027-03-01T12:00:10Z", tick=False)
    log_in(client, "alix@example.org")
    code = format_hotp_value(hotp_value(client.get(ENROL).context["form"].secret, int(time.time()) // 30))
    enrolled = client.post(ENROL, {"code": code})
    other = Client()
    log_in(other, "alix@example.org")

    again = other.post(STEP, {"code": code})

    assert enrolled.headers["Location"] == "/en/accounts/2fa/recovery-codes/"
    assert again.status_code == 200
    assert other.get("/en/account/").status_code == 302


@pytest.mark.req("R06")
def test_a_recovery_code_works_once(cast: Cast) -> None:
    enrol(cast.officer)
    codes = RecoveryCodes(Authenticator.objects.get(type="recovery_codes")).generate_codes()
    first, second = Client(), Client()
    for client in (first, second):
        log_in(client, "alix@example.org")

    assert len(set(codes)) == 10
    assert first.post(STEP, {"code": codes[3]}).status_code == 302
    assert second.post(STEP, {"code": codes[3]}).status_code == 200


@pytest.mark.req("R04")
def test_guessing_the_second_step_ends_within_ten_tries(cast: Cast, client: Client) -> None:
    factor = enrol(cast.officer)
    log_in(client, "alix@example.org")

    pages = [client.post(STEP, {"code": f"00000{n}"}) for n in range(6)]

    assert "Try again in 5 minutes" in str(pages[5].context["form"].errors)
    assert client.post(STEP, {"code": app_code(factor)}).status_code == 200


@pytest.mark.req("R06", "R57")
def test_secrets_are_stored_encrypted_and_keys_rotate(cast: Cast, settings: Any) -> None:
    factor = enrol(cast.officer)
    stored = factor.data["secret"]
    plain = MFAAdapter().decrypt(stored)

    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "the key that came after, as long as the one before it"

    assert plain not in json.dumps(list(Authenticator.objects.values_list("data", flat=True)))
    assert MFAAdapter().decrypt(stored) == plain
    assert MFAAdapter().decrypt(MFAAdapter().encrypt("new")) == "new"


@pytest.mark.req("R08")
def test_a_reset_does_not_pass_the_second_step(cast: Cast, client: Client) -> None:
    enrol(cast.officer)
    client.post("/en/accounts/password/reset/", {"email": "alix@example.org"})
    client.post("/en/accounts/password/reset/confirm/", {"code": code_in(newest("reset_code_asked"))})

    new = "quatre chats gris sur un toit"
    done = client.post("/en/accounts/password/reset/complete/", {"password1": new, "password2": new})

    assert done.headers["Location"] == STEP
    assert client.get("/en/account/").status_code == 302


@pytest.mark.req("R08")
def test_a_code_by_mail_does_not_pass_the_second_step(cast: Cast, client: Client) -> None:
    enrol(cast.officer)
    client.post("/en/accounts/login/code/", {"email": "alix@example.org"})

    done = client.post("/en/accounts/login/code/confirm/", {"code": code_in(newest("login_code_asked"))})

    assert done.headers["Location"] == STEP
    assert client.get("/en/account/").status_code == 302


@pytest.mark.req("R07")
def test_staff_cannot_take_off_their_last_factor(cast: Cast, client: Client) -> None:
    enrol(cast.staff)
    client.force_login(cast.staff)
    prove_again(client)

    page = client.post("/en/accounts/2fa/totp/deactivate/")

    assert page.status_code == 200
    assert Authenticator.objects.filter(user=cast.staff, type="totp").exists()


def test_members_may_take_theirs_off_and_are_told(cast: Cast, client: Client) -> None:
    enrol(cast.officer)
    client.force_login(cast.officer)
    prove_again(client)

    client.post("/en/accounts/2fa/totp/deactivate/")

    assert not Authenticator.objects.filter(user=cast.officer).exists()
    assert newest("app_removed").to == "alix@example.org"
    assert Entry.objects.filter(verb="second_factor_removed", by=cast.officer).count() == 2


def test_new_recovery_codes_are_told(cast: Cast, client: Client, commits: Callable[[], Any]) -> None:
    enrol(cast.officer)
    client.force_login(cast.officer)
    prove_again(client)

    with commits():
        client.post("/en/accounts/2fa/recovery-codes/generate/")

    assert newest("recovery_codes_made").to == "alix@example.org"
    assert Entry.objects.filter(verb="recovery_codes_made").count() == 1


@pytest.mark.req("R11")
@pytest.mark.parametrize("path", ["/en/accounts/2fa/totp/activate/", "/en/accounts/2fa/webauthn/add/"])
def test_factors_ask_for_a_fresh_proof(as_member: Client, path: str) -> None:
    assert as_member.get(path).headers["Location"].startswith("/en/accounts/reauthenticate/?next=")


def test_the_office_group_exists_without_rights_over_rights(db: None) -> None:
    group = set_up_office()
    held = set(group.permissions.values_list("codename", flat=True))
    before = group.permissions.count()

    assert {"view_user", "change_user", "change_member", "change_stream", "view_mail", "view_entry"} <= held
    assert not held & {"add_user", "delete_user", "change_group", "change_permission", "delete_member"}
    assert set_up_office().permissions.count() == before


def prove_again(client: Client) -> None:
    """As if the person had just typed the password once more."""
    session = client.session
    user = User.objects.get(pk=session["_auth_user_id"])
    session["account_authentication_methods"] = [
        *session.get("account_authentication_methods", []),
        {"method": "password", "at": time.time(), "reauthenticated": True},
    ]
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()
    assert not Mail.objects.filter(to=user.email).exists()


def test_the_app_is_set_up_on_the_same_device(cast: Cast, client: Client) -> None:
    """A link that opens the app, and the secret in groups with a button that copies it whole."""
    log_in(client, "alix@example.org")
    page = client.get("/en/accounts/2fa/totp/activate/")
    secret = page.context["form"].secret
    text = page.content.decode()

    assert 'href="otpauth://totp/' in text.replace("&amp;", "&")
    assert f"secret={secret}" in text
    assert f'data-copy="{secret}"' in text
    assert " ".join(secret[start : start + 4] for start in range(0, len(secret), 4)) in text
