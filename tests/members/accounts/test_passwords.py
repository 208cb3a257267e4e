"""What a password must be: long, uncommon, not about the person; and how it is hashed."""

import unicodedata
from typing import Any

import pytest
from django.contrib.auth.hashers import check_password, make_password
from django.contrib.auth.password_validation import CommonPasswordValidator, validate_password
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import translation

from members.accounts.passwords import Argon2id, NotAboutYou, is_common
from members.models import User
from tests.factories.people import Cast
from tests.members.walk import log_in

from .test_login import hashes

PERSON = User(name="Noémie Ouellet-Bâ", preferred_name="Mimosa", email="n.ouellet.2@international.example")


def code_for(password: str) -> str:
    try:
        validate_password(password, PERSON)
    except ValidationError as error:
        return error.error_list[0].code or ""
    return ""


@pytest.mark.req("R01")
@pytest.mark.parametrize(
    "password",
    [
        "une longue phrase de passe 42",
        "correct horse battery staple",
        "kQ7#mZp2!vLx",
        "雪 下雪 下雪的晚上 天很冷啊啊",
        "six sept huit neuf chats",
        "é" * 6 + "ç très long à taper",
        "mouse " * 3 + "trap quilt vexed jury " * 5,
    ],
)
def test_any_characters_and_any_length_up_to_128_will_do(password: str) -> None:
    assert len(password) <= 128
    assert code_for(password) == ""


@pytest.mark.req("R01")
@pytest.mark.parametrize(
    ("password", "code"), [("kQ7#mZp2!vL", "password_too_short"), ("kQ7#mZp2!vL" * 12, "password_too_long")]
)
def test_eleven_characters_are_too_few_and_129_too_many(password: str, code: str) -> None:
    assert code_for(password) == code


@pytest.mark.req("R01")
@pytest.mark.parametrize(
    "password", ["maple canoe thunder", "MAPLE CANOE THUNDER", "74920 18365 20497", "%&/=? )(*^+ ¡¿§"]
)
def test_no_kind_of_character_is_demanded(password: str) -> None:
    assert code_for(password) == ""


@pytest.mark.req("R01")
def test_a_password_does_not_run_out(cast: Cast, client: Client, time_machine: Any) -> None:
    time_machine.move_to("2047-03-01T12:00:00Z", tick=False)

    assert log_in(client, "alix@example.org").headers["Location"] == "/en/account/"


@pytest.mark.req("R01")
def test_nothing_is_cut_off() -> None:
    long = "x" * 5 + "maple canoe thunder " * 6
    hasher = Argon2id()
    stored = hasher.encode(long, hasher.salt())

    assert hasher.verify(long, stored)
    assert not hasher.verify(long[:-1], stored)


@pytest.mark.req("R02")
@pytest.mark.parametrize(
    "password",
    [
        "password1234",
        "passwordpassword",
        "Passw0rd!2024",
        "iloveyou12345",
        "123456789012",
        "qwertyuiop12",
        "1q2w3e4r5t6y",
        "aaaaaaaaaaaaa",
        "abcabcabcabc",
        "motdepasse2026",
        "dragonmonkey",
        "soleil soleil",
        "azertyuiop12",
        "!!football!!99",
        "19841984198419",
    ],
)
def test_what_programs_try_first_is_refused(password: str) -> None:
    assert code_for(password) == "password_too_common"


@pytest.mark.req("R02")
def test_thousands_of_common_passwords_of_that_length_are_refused() -> None:
    known = sorted(CommonPasswordValidator().passwords)
    long = {word for word in known if len(word) >= 12}
    longer = {word + "1234" for word in known if len(word) == 8} | {word * 2 for word in known if 6 <= len(word) <= 7}

    assert len(long | longer) > 3000
    assert [word for word in long | longer if not is_common(word)] == []


@pytest.mark.req("R02")
@pytest.mark.parametrize(
    "password",
    [
        "Noemie-1234567",
        "ouellet.ouellet",
        "0uellet$2027",
        "international1",
        "PAFSO apase 27",
        "boutdepapier1",
        "Mimosa-2027-xy",
    ],
)
def test_the_person_and_the_association_are_guessed_first(password: str) -> None:
    assert code_for(password) in {"password_about_you", "password_too_common"}


@pytest.mark.req("R02", "R60")
def test_reasons_and_hints_exist_in_both_languages() -> None:
    said = {}
    for language in ("en", "fr"):
        with translation.override(language), pytest.raises(ValidationError) as refused:
            validate_password("password1234", PERSON)
        with translation.override(language):
            said[language] = refused.value.messages[0]

    assert said["en"].startswith("This password is too common")
    assert said["fr"].startswith("Ce mot de passe est courant")


@pytest.mark.req("R03")
def test_hashes_are_argon2id_at_the_cost_we_chose() -> None:
    assert Argon2id().encode("x" * 12, "saltsaltsalt").startswith("argon2$argon2id$v=19$m=47104,t=1,p=1$")


@pytest.mark.req("R02")
@pytest.mark.parametrize(
    ("name", "password"),
    [
        ("Alix Tremblay-Okafor", "Tremblay-Okafor1"),
        ("Alix Tremblay-Okafor", "TremblayOkafor!"),
        ("Alix Tremblay-Okafor", "okafor tremblay alix"),
        ("Jo-Ann Li-Ng", "Jo-Ann-Li-Ng 12"),
        ("Jo-Ann Li-Ng", "lingjoann2027"),
        ("Margaret O’Neill", "o'neill-margaret"),
        ("Margaret O’Neill", "0N31ll-M4rgaret"),
        ("Marie-Ève d’Aoust", "marieevedaoust"),
        ("Marie-Ève d’Aoust", "D’AOUST Marie Eve"),
    ],
)
def test_ones_own_name_is_refused_however_it_is_written(name: str, password: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        NotAboutYou().validate(password, User(name=name, email="x@example.org"))

    assert refusal.value.error_list[0].code == "password_about_you"


@pytest.mark.parametrize("password", ["tulipe rouge sous la pluie", "correct horse battery staple"])
def test_a_password_that_is_about_nobody_is_taken(password: str) -> None:
    NotAboutYou().validate(password, User(name="Jo-Ann Li-Ng", email="jo.li@example.org"))


E_ACUTE, APART = "été à Zürich 2027", unicodedata.normalize("NFD", "été à Zürich 2027")


@pytest.mark.parametrize(("chosen", "typed"), [(E_ACUTE, APART), (APART, E_ACUTE), (APART, APART)])
def test_an_accent_is_the_same_from_every_keyboard(cast: Cast, chosen: str, typed: str) -> None:
    cast.officer.set_password(chosen)
    cast.officer.save()

    assert log_in(Client(), "alix@example.org", typed).headers["Location"] == "/en/account/"


@pytest.mark.req("R03")
@pytest.mark.parametrize("typed", [E_ACUTE, APART])
def test_a_hash_of_what_was_typed_once_still_opens_and_is_made_anew(cast: Cast, typed: str) -> None:
    User.objects.filter(pk=cast.officer.pk).update(password=make_password(APART))

    answer = log_in(Client(), "alix@example.org", typed)

    assert answer.headers["Location"] == "/en/account/"
    assert check_password(E_ACUTE, User.objects.get(pk=cast.officer.pk).password)


def test_asking_for_the_password_again_ends_no_session(cast: Cast) -> None:
    client = Client()
    client.force_login(cast.officer)
    User.objects.filter(pk=cast.officer.pk).update(password=make_password(APART))
    client.force_login(User.objects.get(pk=cast.officer.pk))

    client.post("/en/accounts/reauthenticate/", {"password": APART})

    assert client.get("/en/account/").status_code == 200


@pytest.mark.req("R05")
@pytest.mark.parametrize("typed", ["a wrong one, again", "une mauvaise, répétée", APART])
def test_a_wrong_password_costs_the_same_hashes_whoever_it_is(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, typed: str
) -> None:
    done = hashes(monkeypatch)
    counts = []
    for email in ("alix@example.org", "nobody@example.org"):
        before = len(done)
        log_in(Client(), email, typed)
        counts.append(len(done) - before)

    assert counts[0] == counts[1] >= 1
