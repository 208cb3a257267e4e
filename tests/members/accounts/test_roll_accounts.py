"""People on the roll without an account: a proven address opens one, by both doors; nothing tells who is on the roll."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from members.accounts.actions.accounts import join_proven, join_roll, lapse_unproven, open_account
from members.models import Member, RollAddress, User
from members.roll.actions import addresses
from pafso.audit.log import record
from pafso.audit.models import Entry
from pafso.mail.models import Mail
from tests.factories.people import PASSWORD, Cast, make_member, make_user, on_the_roll
from tests.members.walk import code_in, log_in, newest

FORGOT, TYPE, CHOOSE = (f"/en/accounts/password/reset/{page}" for page in ("", "confirm/", "complete/"))
APP = "/api/auth/app/v1/auth"
NEW = "quatre chats gris sur un toit"
WHO = ("alix@example.org", "odile@example.org", "nobody@example.org")


@pytest.fixture
def odile(cast: Cast) -> Member:
    """On the roll since long, in French, and never had an account."""
    return on_the_roll(
        "odile@example.org",
        "2001",
        name="Odile Étienne-Roy",
        preferred_name="Odette",
        language="fr",
        time_zone="Africa/Dakar",
    )


def ask(client: Client, email: str = "odile@example.org") -> Any:
    return client.post(FORGOT, {"email": email})


def post(client: Client, path: str, token: str = "", **body: str) -> Any:
    headers = {"X-Session-Token": token} if token else {}
    return client.post(f"{APP}/{path}", body, content_type="application/json", headers=headers)


def test_a_person_on_the_roll_opens_an_account(odile: Member, client: Client) -> None:
    asked = ask(client, "Odile@Example.org")
    mail = newest("activation_code_asked")
    before = User.objects.filter(email="odile@example.org").exists()
    typed = client.post(TYPE, {"code": code_in(mail)})
    done = client.post(CHOOSE, {"password1": NEW, "password2": NEW})

    assert (asked.headers["Location"], before) == (TYPE, False)
    assert (mail.to, mail.language, mail.is_secret) == ("odile@example.org", "fr", True)
    assert (typed.headers["Location"], done.headers["Location"]) == (CHOOSE, "/en/account/")
    user = User.objects.get(email="odile@example.org")
    assert (user.name, user.preferred_name, user.language, user.time_zone, user.time_zone_confirmed_at) == (
        "Odile Étienne-Roy", "Odette", "fr", "Africa/Dakar", None,
    )  # fmt: skip
    assert list(EmailAddress.objects.filter(user=user).values_list("email", "verified", "primary")) == [
        ("odile@example.org", True, True)
    ]
    assert Member.objects.get(pk=odile.pk).user == user
    assert list(Entry.objects.order_by("id").values_list("verb", flat=True)) == [
        "account_created",
        "address_confirmed",
        "account_joined_to_roll",
        "password_reset",
        "logged_in",
    ]


def test_a_new_password_is_not_about_the_person_on_the_roll(odile: Member, client: Client) -> None:
    ask(client)
    client.post(TYPE, {"code": code_in(newest("activation_code_asked"))})

    page = client.post(CHOOSE, {"password1": "Odette-Odette-7", "password2": "Odette-Odette-7"})

    assert "based on “odette”" in str(page.context["form"].errors)


def test_an_app_opens_an_account_for_a_person_on_the_roll(odile: Member) -> None:
    token = post(Client(), "password/request", email="odile@example.org").json()["meta"]["session_token"]
    code = code_in(newest("activation_code_asked"))
    about = post(Client(), "password/reset", token, key=code, password="Odette-Odette-7")
    early = User.objects.filter(email="odile@example.org").exists()
    checked = Client().get(f"{APP}/password/reset", headers={"X-Session-Token": token, "X-Password-Reset-Key": code})
    done = post(Client(), "password/reset", token, key=code, password=NEW)

    assert (about.status_code, early, checked.status_code, done.status_code) == (400, False, 200, 200)
    assert Member.objects.get(pk=odile.pk).user == User.objects.get(email="odile@example.org")
    assert log_in(Client(), "odile@example.org", NEW).headers["Location"] == "/en/account/"


@pytest.mark.req("R05")
def test_the_page_tells_nothing_and_costs_the_same_for_all_three(odile: Member) -> None:
    seen = {}
    for email in WHO:
        with CaptureQueriesContext(connection) as queries:
            visitor = Client()
            answer = ask(visitor, email)
            page = visitor.get(TYPE)
        with CaptureQueriesContext(connection) as wrong:
            tries = [visitor.post(TYPE, {"code": "WRONGX"}) for _ in range(3)]
        tables = [query["sql"].split()[0] for query in queries]
        words = without_token(page.content.decode().replace(email, "…"))
        seen[email] = (
            answer.status_code, answer.headers["Location"], tables, len(wrong),
            [(try_.status_code, try_.headers.get("Location")) for try_ in tries], words,
        )  # fmt: skip

    assert seen[WHO[0]] == seen[WHO[1]] == seen[WHO[2]]
    assert [Mail.objects.get(to=email).event for email in WHO] == [
        "members/reset_code_asked",
        "members/activation_code_asked",
        "members/account_not_found",
    ]


def kinds(queries: Any) -> list[str]:
    """What was asked of the database, for a sign-up only what it writes: a new account is looked at a few times more."""
    return [first for query in queries if (first := query["sql"].split()[0]) in {"INSERT", "UPDATE", "DELETE"}]


def without_token(html: str) -> str:
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"|nonce="[^"]*"', "", html)


@pytest.mark.req("R05")
def test_the_apps_door_tells_nothing_of_the_roll_either(odile: Member) -> None:
    seen = {}
    for email in WHO:
        with CaptureQueriesContext(connection) as queries:
            asked = post(Client(), "password/request", email=email)
        token = asked.json()["meta"]["session_token"]
        header = {"X-Session-Token": token, "X-Password-Reset-Key": "WRONGX"}
        tries = [Client().get(f"{APP}/password/reset", headers=header).status_code for _ in range(2)]
        tries += [post(Client(), "password/reset", token, key="WRONGX", password=NEW).status_code for _ in range(2)]
        seen[email] = (asked.status_code, len(queries), tries)

    assert seen[WHO[0]] == seen[WHO[1]] == seen[WHO[2]]
    assert seen[WHO[0]][2] == [400, 400, 400, 409]


@pytest.mark.req("R05")
@pytest.mark.parametrize("path", ["login/code/", "signup/"])
def test_other_ways_cost_the_same_for_known_and_unknown(odile: Member, path: str) -> None:
    seen = {}
    for email in WHO:
        visitor = Client()
        form = {"email": email, "name": "N. N.", "password1": NEW, "language": "en"}
        with CaptureQueriesContext(connection) as queries:
            answer = visitor.post(f"/en/accounts/{path}", form)
        page = answer.headers["Location"]
        with CaptureQueriesContext(connection) as wrong:
            tries = [visitor.post(page, {"code": "WRONGX"}).status_code for _ in range(3)]
        seen[email] = (answer.status_code, page, kinds(queries), len(wrong), tries)

    assert seen[WHO[0]] == seen[WHO[1]] == seen[WHO[2]]


@pytest.mark.req("R05")
def test_a_rehearsed_account_leaves_nothing(cast: Cast, client: Client) -> None:
    before = User.objects.count(), EmailAddress.objects.count(), Entry.objects.count()

    form = {"email": "alix@example.org", "name": "N. N.", "password1": NEW, "language": "en"}
    client.post("/en/accounts/signup/", form)

    assert (User.objects.count(), EmailAddress.objects.count(), Entry.objects.count()) == before
    assert [mail.event for mail in Mail.objects.all()] == ["members/signup_repeated"]


@pytest.mark.parametrize("verified", [True, False])
def test_a_shared_or_unverified_address_opens_nothing(cast: Cast, client: Client, verified: bool) -> None:
    on_the_roll("odile@example.org", "2001", verified=verified)
    if verified:
        on_the_roll("odile@example.org", "2002")

    ask(client)
    guess = client.post(TYPE, {"code": ""})

    assert guess.status_code == 200
    assert [mail.event for mail in Mail.objects.all()] == ["members/account_not_found"]
    assert open_account("odile@example.org") is None
    assert not User.objects.filter(email="odile@example.org").exists()


def test_a_code_opens_nothing_once_the_address_is_shared(odile: Member, client: Client) -> None:
    ask(client)
    on_the_roll("odile@example.org", "2002")

    answer = client.post(TYPE, {"code": code_in(newest("activation_code_asked"))}, follow=True)

    assert answer.redirect_chain == [(FORGOT, 302)]
    assert "This code no longer opens an account." in answer.content.decode()
    assert not User.objects.filter(email="odile@example.org").exists()


def test_two_wishes_open_one_account(odile: Member) -> None:
    first, second = Client(), Client()
    codes = []
    for visitor in (first, second):
        ask(visitor)
        codes.append(code_in(newest("activation_code_asked")))
    opened = first.post(TYPE, {"code": codes[0]})
    late = second.post(TYPE, {"code": codes[1]})

    assert codes[0] == codes[1]
    assert opened.headers["Location"] == CHOOSE
    assert "The code is incorrect." in late.content.decode()
    assert User.objects.filter(email="odile@example.org").count() == 1


def test_only_the_session_that_asked_can_use_the_code(odile: Member) -> None:
    ask(Client())
    other = Client()
    ask(other, "nobody@example.org")

    answer = other.post(TYPE, {"code": code_in(newest("activation_code_asked"))})

    assert answer.status_code == 200
    assert not User.objects.filter(email="odile@example.org").exists()


def test_signing_up_with_the_address_on_the_roll_joins_it_and_says_so(odile: Member, client: Client) -> None:
    form = {"name": "Odile Roy", "email": "odile@example.org", "password1": NEW, "language": "en"}
    client.post("/en/accounts/signup/", form)
    client.post("/en/accounts/confirm-email/", {"code": code_in(newest("signup_code_asked"))})

    assert Member.objects.get(pk=odile.pk).user == User.objects.get(email="odile@example.org")
    assert "2001" in client.get("/en/account/").content.decode()


@pytest.mark.parametrize("path", ["signup/", "password/reset/"])
def test_the_pages_say_that_known_people_need_not_create_anything(client: Client, db: None, path: str) -> None:
    page = client.get(f"/en/accounts/{path}").content.decode()

    assert ("you do not need to create anything" in page) or ("There is nothing to create" in page)


def test_an_unproven_sign_up_gives_way_after_its_code(cast: Cast, client: Client, time_machine: Any) -> None:
    time_machine.move_to("2027-03-01T12:00:00Z", tick=False)
    form = {"name": "Squatter", "email": "noemie@example.org", "password1": NEW, "language": "en"}
    Client().post("/en/accounts/signup/", form)
    client.post("/en/accounts/signup/", form | {"name": "Too early"})
    early = User.objects.get(email="noemie@example.org").name
    time_machine.move_to("2027-03-01T12:15:01Z", tick=False)
    client.post("/en/accounts/signup/", form | {"name": "Noémie"})
    client.post("/en/accounts/confirm-email/", {"code": code_in(newest("signup_code_asked"))})

    assert (early, User.objects.get(email="noemie@example.org").name) == ("Squatter", "Noémie")
    assert newest("signup_repeated").to == "noemie@example.org"
    assert Entry.objects.get(verb="account_lapsed").subject_label == "Squatter"


def test_an_unproven_sign_up_does_not_keep_a_person_from_their_account(odile: Member, client: Client) -> None:
    form = {"name": "Squatter", "email": "odile@example.org", "password1": NEW, "language": "en"}
    Client().post("/en/accounts/signup/", form)
    ask(client)
    client.post(TYPE, {"code": code_in(newest("activation_code_asked"))})

    user = User.objects.get(email="odile@example.org")
    assert (user.name, user.has_usable_password()) == ("Odile Étienne-Roy", False)


def test_nothing_that_was_ever_opened_or_is_the_offices_lapses(cast: Cast) -> None:
    opened = make_user("Was here", "here@example.org", last_login="2027-01-01T00:00:00Z")
    office = make_user("Office", "office@example.org", is_staff=True)
    EmailAddress.objects.filter(user__in=[opened, office]).update(verified=False)

    lapsed = [lapse_unproven(user.email) for user in (opened, office, cast.newcomer)]

    assert lapsed == [0, 0, 0]
    assert User.objects.filter(pk__in=[opened.pk, office.pk, cast.newcomer.pk]).count() == 3


def test_lapsing_waits_as_long_as_it_is_told(cast: Cast) -> None:
    User.objects.create_user("begun@example.org", PASSWORD, name="Begun")

    assert lapse_unproven("begun@example.org", older_than=timedelta(minutes=15)) == 0
    assert lapse_unproven("Begun@Example.org") == 1


@pytest.mark.req("R21")
@pytest.mark.parametrize("by_import", [False, True])
def test_nobody_of_the_office_hangs_their_own_account_on_an_entry(odile: Member, cast: Cast, by_import: bool) -> None:
    """Verified at the desk first, added to one's own account afterwards."""
    if by_import:
        RollAddress.objects.create(member=odile, email="mine@example.org", verified_at=timezone.now())
        record("member_changed_by_import", odile, by=cast.staff, changes={"fields": ["personal_email"]})
    else:
        addresses.verify_address(
            addresses.add_address(odile, email="mine@example.org", kind="personal", by=cast.staff),
            by=cast.staff,
            now=timezone.now() - timedelta(hours=24),
        )

    joined = [join_roll(user, "mine@example.org") for user in (cast.staff, cast.newcomer)]

    assert joined == [None, odile]


@pytest.mark.req("R12")
def test_the_other_addresses_of_an_entry_hear_that_it_has_an_account(odile: Member) -> None:
    RollAddress.objects.create(member=odile, email="former@example.org")

    open_account("odile@example.org")

    mail = Mail.objects.get(event="members/entry_joined")
    assert (mail.to, mail.language) == ("former@example.org", "fr")
    assert "o…@example.org" in mail.text
    assert "odile@" not in mail.text


def test_an_account_that_was_there_first_is_joined_by_the_clock(odile: Member, cast: Cast) -> None:
    early = make_user("Odile", "odile@example.org")
    unproven = make_user("Another", "another@example.org")
    EmailAddress.objects.create(user=unproven, email="second@example.org", verified=False)
    RollAddress.objects.create(member=make_member(None, "2009"), email="second@example.org", verified_at=timezone.now())

    joined = [join_proven(), join_proven()]

    assert joined == [1, 0]
    assert Member.objects.get(pk=odile.pk).user == early
    assert Entry.objects.filter(verb="account_joined_to_roll").values_list("subject_id", "by").get() == (
        str(odile.pk),
        early.pk,
    )
    assert Member.objects.get(number="2009").user is None


@pytest.mark.req("R08")
def test_an_unproven_address_receives_neither_code(cast: Cast, commits: Callable[[], Any]) -> None:
    EmailAddress.objects.create(user=cast.officer, email="typo@example.org", verified=False)

    Client().post(FORGOT, {"email": "typo@example.org"})
    Client().post("/en/accounts/login/code/", {"email": "typo@example.org"})
    for path in ("password/request", "code/request"):
        post(Client(), path, email="typo@example.org")

    assert set(Mail.objects.values_list("event", "to")) == {("members/account_not_found", "typo@example.org")}
    assert Mail.objects.count() == 4


@pytest.mark.parametrize("email", ["alix@example.org", "home@example.org"])
def test_every_proven_address_logs_in_and_recovers(cast: Cast, email: str) -> None:
    EmailAddress.objects.create(user=cast.officer, email="home@example.org", verified=True)
    by_password, by_code, forgot = Client(), Client(), Client()

    opened = log_in(by_password, email)
    by_code.post("/en/accounts/login/code/", {"email": email})
    coded = by_code.post("/en/accounts/login/code/confirm/", {"code": code_in(newest("login_code_asked"))})
    ask(forgot, email)
    reset = forgot.post(TYPE, {"code": code_in(newest("reset_code_asked"))})

    assert [answer.headers["Location"] for answer in (opened, coded, reset)] == ["/en/account/", "/en/account/", CHOOSE]
    assert newest("reset_code_asked").to == email
