"""What a password must be: long, uncommon, not about the person; and how it is hashed."""

from typing import Any

import pytest
from django.contrib.auth.password_validation import CommonPasswordValidator, validate_password
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import translation

from members.accounts.passwords import Argon2id, is_common
from members.models import User
from tests.factories.people import Cast
from tests.members.walk import log_in

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

    assert said["en"].startswith("This password is common")
    assert said["fr"].startswith("Ce mot de passe est courant")


@pytest.mark.req("R03")
def test_hashes_are_argon2id_at_the_cost_we_chose() -> None:
    assert Argon2id().encode("x" * 12, "saltsaltsalt").startswith("argon2$argon2id$v=19$m=47104,t=1,p=1$")
