"""Logging in: limits, traces, one answer for known and unknown, a new session each time."""

import re
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from members.accounts.passwords import Argon2id
from members.models import User
from pafso.audit.models import Entry
from pafso.mail.models import Mail
from tests.factories.people import PASSWORD, Cast
from tests.members.walk import app_code, code_in, enrol, log_in, newest

LOGIN = "/en/accounts/login/"


def hashes(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Counts how often a password is hashed."""
    from django.contrib.auth.hashers import MD5PasswordHasher

    done: list[str] = []
    encode = MD5PasswordHasher.encode

    def counted(self: Any, password: str, salt: str) -> str:
        done.append(password)
        return encode(self, password, salt)

    monkeypatch.setattr(MD5PasswordHasher, "encode", counted)
    return done


def test_the_login_page_asks_the_database_nothing(client: Client, db: None, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        page = client.get(LOGIN)

    assert page.status_code == 200
    assert re.search(r'<input [^>]*name="login"[^>]* autocomplete="username"', page.text)
    assert "sessionid" not in page.cookies


def test_a_login_leads_home_and_is_written_down(cast: Cast, client: Client) -> None:
    answer = log_in(client, "Alix@Example.org")

    assert answer.headers["Location"] == "/en/account/"
    entry = Entry.objects.get(verb="logged_in")
    assert (entry.by_id, entry.changes) == (cast.officer.pk, {"by": ["password"]})


def test_a_login_post_costs_a_fixed_number_of_queries(cast: Cast, client: Client) -> None:
    log_in(client, "alix@example.org")
    client.post("/en/accounts/logout/")

    with CaptureQueriesContext(connection) as queries:
        log_in(client, "alix@example.org")

    real = [query["sql"] for query in queries if "SAVEPOINT" not in query["sql"]]
    assert len(real) <= 8, "\n".join(real)


@pytest.mark.parametrize(("way", "most"), [("app", 10), ("list", 12)])
def test_a_second_step_costs_a_fixed_number_of_queries(cast: Cast, client: Client, way: str, most: int) -> None:
    """A code of a list is used up under a lock: that is two more."""
    log_in(client, "alix@example.org")
    client.post("/en/accounts/logout/")
    factor = enrol(cast.officer)
    listed = RecoveryCodes(Authenticator.objects.get(type="recovery_codes")).generate_codes()
    log_in(client, "alix@example.org")

    with CaptureQueriesContext(connection) as queries:
        done = client.post("/en/accounts/2fa/authenticate/", {"code": app_code(factor) if way == "app" else listed[3]})

    real = [query["sql"] for query in queries if "SAVEPOINT" not in query["sql"]]
    assert done.headers["Location"] == "/en/account/"
    assert len(real) <= most, "\n".join(real)


def test_an_account_whose_second_step_is_gone_meanwhile_does_not_get_in_by_one(cast: Cast, client: Client) -> None:
    factor = enrol(cast.officer)
    log_in(client, "alix@example.org")
    code = app_code(factor)
    Authenticator.objects.all().delete()

    assert client.post("/en/accounts/2fa/authenticate/", {"code": code}).status_code == 200
    assert client.get("/en/account/").status_code == 302


@pytest.mark.req("R09")
def test_a_login_gives_a_new_session(cast: Cast, client: Client) -> None:
    client.post("/en/accounts/password/reset/", {"email": "nobody@example.org"})
    before = client.cookies["sessionid"].value

    log_in(client, "alix@example.org")

    assert client.cookies["sessionid"].value != before
    assert Client(headers={"Cookie": f"sessionid={before}"}).get("/en/account/").status_code == 302


@pytest.mark.req("R05")
def test_known_and_unknown_get_the_same_answer_and_cost_one_hash(
    cast: Cast, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = hashes(monkeypatch)

    known = log_in(client, "alix@example.org", "not the password")
    of_known = len(done)
    unknown = log_in(client, "nobody@example.org", "not the password")

    assert (known.status_code, of_known) == (unknown.status_code, len(done) - of_known) == (200, 1)
    assert known.context["form"].errors == unknown.context["form"].errors
    assert list(
        Entry.objects.filter(verb="login_failed").order_by("id").values_list("subject_id", "subject_label")
    ) == [
        ("None", "alix@example.org"),
        ("None", "nobody@example.org"),
    ]


@pytest.mark.req("R03")
def test_an_old_hash_is_made_anew_at_login(cast: Cast, client: Client, settings: Any) -> None:
    settings.PASSWORD_HASHERS = [
        "members.accounts.passwords.Argon2id",
        "django.contrib.auth.hashers.PBKDF2PasswordHasher",
    ]
    User.objects.filter(pk=cast.officer.pk).update(
        password=PBKDF2PasswordHasher().encode(PASSWORD, "saltsaltsaltsalt", iterations=1000)
    )

    log_in(client, "alix@example.org")

    new = User.objects.get(pk=cast.officer.pk).password
    assert new.startswith("argon2$argon2id$v=19$m=47104,t=1,p=1$")
    assert Argon2id().verify(PASSWORD, new)


@pytest.mark.req("R04")
def test_guessing_from_one_place_ends_within_ten_tries(
    cast: Cast, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = hashes(monkeypatch)

    pages = [log_in(client, "alix@example.org", f"guess number {n}") for n in range(10)]

    assert len(done) == 5
    assert "Try again in 5 minutes, or log in with a code" in str(pages[5].context["form"].errors)
    assert "location" not in log_in(client, "alix@example.org").headers
    french = client.post("/fr/accounts/login/", {"login": "alix@example.org", "password": PASSWORD})
    assert "Réessayez dans 5 minutes" in str(french.context["form"].errors)


@pytest.mark.req("R04")
def test_a_network_that_tries_many_accounts_is_stopped(
    cast: Cast, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = hashes(monkeypatch)

    for n in range(12):
        log_in(client, f"person{n}@example.org", "one guess for each of them")

    assert len(done) == 9


@pytest.mark.req("R04")
def test_many_networks_on_one_account_are_stopped(cast: Cast, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    done = hashes(monkeypatch)

    for n in range(12):
        log_in(client, "alix@example.org", "a guess from everywhere", REMOTE_ADDR=f"198.51.100.{n}")

    assert len(done) == 9


@pytest.mark.req("R04")
def test_a_forged_forwarded_address_changes_nothing(
    cast: Cast, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = hashes(monkeypatch)

    for n in range(10):
        log_in(client, f"person{n}@example.org", "a guess", HTTP_X_FORWARDED_FOR=f"203.0.113.{n}")

    assert len(done) == 9


@pytest.mark.req("R04")
def test_a_stranger_who_fails_on_purpose_shuts_nobody_out(cast: Cast, client: Client) -> None:
    for n in range(8):
        log_in(Client(), "alix@example.org", f"mischief {n}", REMOTE_ADDR="198.51.100.7")

    assert log_in(client, "alix@example.org").headers["Location"] == "/en/account/"


@pytest.mark.req("R04")
def test_the_way_in_by_a_code_stays_open_to_the_owner(cast: Cast, client: Client) -> None:
    for n in range(8):
        Client().post("/en/accounts/login/code/", {"email": "alix@example.org"}, REMOTE_ADDR="198.51.100.7")
        log_in(Client(), "alix@example.org", "mischief", REMOTE_ADDR=f"198.51.100.{n}")

    client.post("/en/accounts/login/code/", {"email": "alix@example.org"})
    done = client.post("/en/accounts/login/code/confirm/", {"code": code_in(newest("login_code_asked"))})

    assert done.headers["Location"] == "/en/account/"


@pytest.mark.req("R04")
def test_asking_for_codes_too_often_is_refused_in_words(cast: Cast, client: Client) -> None:
    for path in ("/en/accounts/login/code/", "/en/accounts/password/reset/"):
        pages = [Client().post(path, {"email": "benoit@example.org"}) for _ in range(6)]

        assert pages[4].status_code == 302
        assert "Try again in 5 minutes" in str(pages[5].context["form"].errors)


@pytest.mark.req("R04")
def test_a_network_that_asks_for_many_codes_is_stopped(cast: Cast) -> None:
    answers = [Client().post("/fr/accounts/password/reset/", {"email": f"p{n}@example.org"}) for n in range(10)]

    assert [answer.status_code for answer in answers] == [302] * 9 + [200]
    assert 'lang="fr"' in answers[9].content.decode()
    assert "5 minutes" in str(answers[9].context["form"].errors)


@pytest.mark.req("R05")
def test_a_login_code_for_an_unknown_address_looks_the_same(cast: Cast) -> None:
    seen = {}
    for email in ("alix@example.org", "nobody@example.org"):
        visitor = Client()
        with CaptureQueriesContext(connection) as queries:
            answer = visitor.post("/en/accounts/login/code/", {"email": email})
        seen[email] = (answer.status_code, answer.headers["Location"], len(queries))

    assert seen["alix@example.org"] == seen["nobody@example.org"]
    assert Mail.objects.get(to="nobody@example.org").event == "members/account_not_found"


@pytest.mark.req("R12")
def test_a_new_device_is_told_and_a_known_one_is_not(cast: Cast) -> None:
    own = Client(headers={"User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"})
    log_in(own, "benoit@example.org")
    own.post("/en/accounts/logout/")
    log_in(own, "benoit@example.org")
    own.post("/en/accounts/logout/")
    assert not Mail.objects.filter(event="members/new_device_seen").exists()

    log_in(Client(headers={"User-Agent": "Mozilla/5.0 (iPhone; CPU) Safari/605"}), "benoit@example.org")

    told = Mail.objects.get(event="members/new_device_seen")
    assert (told.to, told.language) == ("benoit@example.org", "fr")
    assert "Safari, iPhone" in told.text


def test_a_forged_device_cookie_is_no_known_device(cast: Cast, client: Client) -> None:
    User.objects.filter(pk=cast.officer.pk).update(last_login=cast.officer.date_joined)
    client.cookies["pafso_device"] = "short and made up"

    log_in(client, "alix@example.org")

    assert Mail.objects.filter(event="members/new_device_seen").count() == 1
    assert len(client.cookies["pafso_device"].value) == 43


def test_a_closed_account_is_told_only_with_its_password(cast: Cast, client: Client) -> None:
    User.objects.filter(pk=cast.officer.pk).update(is_active=False)

    assert log_in(client, "alix@example.org", "a wrong password").status_code == 200
    assert log_in(client, "alix@example.org").headers["Location"] == "/en/accounts/inactive/"
    assert client.get("/en/accounts/inactive/").status_code == 200


@pytest.mark.req("R30")
@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example/", "javascript:alert(1)"])
def test_a_login_leads_to_our_own_pages_only(cast: Cast, client: Client, target: str) -> None:
    answer = client.post(f"{LOGIN}?next={target}", {"login": "alix@example.org", "password": PASSWORD, "next": target})

    assert answer.headers["Location"] == "/en/account/"


@pytest.mark.req("R22")
def test_pages_behind_the_login_are_never_stored(as_member: Client) -> None:
    for path in ("/en/account/", "/en/account/details/", "/en/accounts/email/", "/en/accounts/sessions/"):
        assert "no-store" in as_member.get(path).headers["Cache-Control"]


@pytest.mark.req("R55")
def test_no_password_is_written_where_it_can_be_read(
    cast: Cast, client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    log_in(client, "alix@example.org", "a secret that must not be kept")

    rows = list(Entry.objects.values_list("subject_label", "changes"))
    assert "a secret" not in str(rows) + caplog.text
