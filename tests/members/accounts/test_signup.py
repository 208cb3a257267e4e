"""Creating an account: proven by a code, the same for an address that is taken, joined to the roll only when proven."""

from typing import Any

import pytest
from django.test import Client

from members.models import Member, RollAddress, User
from pafso.audit.models import Entry
from pafso.mail.models import Mail
from tests.factories.people import Cast, on_the_roll
from tests.members.walk import code_in, log_in, newest

from .test_login import hashes

SIGNUP = "/en/accounts/signup/"
CONFIRM = "/en/accounts/confirm-email/"
GOOD = "tulipe rouge sous la pluie"


def form(**changes: str) -> dict[str, str]:
    return {
        "name": "Noémie Ouellet",
        "email": "noemie@example.org",
        "password1": GOOD,
        "language": "fr",
        "time_zone": "Europe/Paris",
        **changes,
    }


def test_an_account_is_made_and_proven_by_a_code(client: Client, db: None) -> None:
    begun = client.post(SIGNUP, form())
    mail = newest("signup_code_asked")
    shut = client.get("/en/account/").status_code
    done = client.post(CONFIRM, {"code": f" {code_in(mail).lower()} "})

    assert begun.headers["Location"] == CONFIRM
    assert (mail.to, mail.language, mail.is_secret) == ("noemie@example.org", "fr", True)
    assert shut == 302
    assert done.headers["Location"] == "/en/account/"
    user = User.objects.get(email="noemie@example.org")
    assert (user.name, user.language, user.time_zone, user.is_staff) == ("Noémie Ouellet", "fr", "Europe/Paris", False)
    assert list(Entry.objects.order_by("id").values_list("verb", flat=True)) == [
        "account_created",
        "address_confirmed",
        "logged_in",
    ]
    assert not Mail.objects.filter(event="members/new_device_seen").exists()


def test_the_form_opens_in_the_language_of_the_page(client: Client, db: None) -> None:
    english = client.get(SIGNUP).context["form"]["language"].value()
    french = client.get("/fr/accounts/signup/").context["form"]["language"].value()

    assert (english, french) == ("en", "fr")


def test_an_invented_time_zone_and_invented_rights_are_dropped(client: Client, db: None) -> None:
    client.post(SIGNUP, form(time_zone="../../etc/passwd", is_staff="on", is_superuser="on"))

    user = User.objects.get()
    assert (user.time_zone, user.is_staff, user.is_superuser) == ("", False, False)


@pytest.mark.req("R05")
def test_a_taken_address_gets_the_same_page_and_one_hash(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    done = hashes(monkeypatch)
    seen = {}
    for email in ("alix@example.org", "noemie@example.org"):
        visitor = Client()
        before = len(done)
        answer = visitor.post(SIGNUP, form(email=email), follow=True)
        seen[email] = (answer.status_code, answer.redirect_chain, len(done) - before)

    assert seen["alix@example.org"] == seen["noemie@example.org"] == (200, [(CONFIRM, 302)], 1)
    assert Mail.objects.get(to="alix@example.org").event == "members/signup_repeated"
    assert User.objects.filter(email="alix@example.org").count() == 1


@pytest.mark.req("R05")
def test_a_guessed_code_tells_nothing_of_a_taken_address(cast: Cast) -> None:
    answers = {}
    for email in ("alix@example.org", "noemie@example.org"):
        visitor = Client()
        visitor.post(SIGNUP, form(email=email))
        answers[email] = [visitor.post(CONFIRM, {"code": "WRONG2"}).status_code for _ in range(3)]

    assert answers["alix@example.org"] == answers["noemie@example.org"] == [200, 200, 302]


@pytest.mark.parametrize(
    ("password", "said"),
    [
        ("eleven char", "too short"),
        ("password12345", "common"),
        ("noemieouellet1", "Noemie".lower()),
        ("pafso-apase-2027", "pafso"),
    ],
)
@pytest.mark.req("R01", "R02")
def test_a_bad_password_is_refused_with_its_reason(client: Client, db: None, password: str, said: str) -> None:
    page = client.post(SIGNUP, form(password1=password))

    assert said in str(page.context["form"].errors["password1"])
    assert not User.objects.exists()


@pytest.mark.req("R01", "R60")
def test_reasons_are_given_in_french(client: Client, db: None) -> None:
    page = client.post("/fr/accounts/signup/", form(password1="court"))

    assert "trop court" in str(page.context["form"].errors["password1"])


def test_a_proven_address_joins_the_roll(client: Client, db: None) -> None:
    member = on_the_roll("noemie@example.org", "2001", name="N. Ouellet")

    client.post(SIGNUP, form())
    early = Member.objects.get(pk=member.pk).user
    client.post(CONFIRM, {"code": code_in(newest("signup_code_asked"))})

    assert early is None
    assert Member.objects.get(pk=member.pk).user == User.objects.get()
    assert Entry.objects.get(verb="account_joined_to_roll").subject_id == str(member.pk)


def test_nobody_takes_a_membership_that_has_an_account(cast: Cast, client: Client) -> None:
    other = on_the_roll("noemie@example.org", "2001", name="Twice on the roll")
    RollAddress.objects.filter(member__user=cast.officer).update(email="noemie@example.org")

    client.post(SIGNUP, form())
    client.post(CONFIRM, {"code": code_in(newest("signup_code_asked"))})

    assert Member.objects.get(pk=other.pk).user == User.objects.get(email="noemie@example.org")
    assert Member.objects.get(number="1001").user == cast.officer


def test_an_address_twice_on_the_roll_joins_nobody(client: Client, db: None) -> None:
    for number in ("2001", "2002"):
        on_the_roll("noemie@example.org", number, name="Same mailbox")

    client.post(SIGNUP, form())
    client.post(CONFIRM, {"code": code_in(newest("signup_code_asked"))})

    assert not Member.objects.exclude(user=None).exists()


def test_an_unproven_account_cannot_log_in(client: Client, db: None) -> None:
    client.post(SIGNUP, form())

    other = Client()
    log_in(other, "noemie@example.org", GOOD)

    assert other.get("/en/account/").status_code == 302


def test_hostile_names_are_shown_as_typed(client: Client, db: None) -> None:
    client.post(SIGNUP, form(name="<script>alert(1)</script>"))
    page: Any = client.post(CONFIRM, {"code": code_in(newest("signup_code_asked"))}, follow=True)

    assert "<script>alert" not in page.content.decode()
    assert "&lt;script&gt;" in page.content.decode()
