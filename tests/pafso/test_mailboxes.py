"""One form for each address, whatever writes it: hosts in two writings, capitals of Turkish, full width, letters without width."""

import unicodedata
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.test import Client

from members.models import RollAddress, User
from pafso.codes import same_code
from pafso.mail.models import Mail
from pafso.mailboxes import bring_into_one_form, mailbox
from tests.factories.people import PASSWORD, Cast, make_user, on_the_roll
from tests.members.walk import code_in, log_in, newest

BOOKS = "lea@bücher.example"


@pytest.mark.parametrize(
    ("typed", "form"),
    [
        (" Lea@XN--BCHER-KVA.Example ", BOOKS),
        ("lea@BÜCHER.example", BOOKS),
        (unicodedata.normalize("NFD", BOOKS), BOOKS),
        ("lea@b\u00fcch\u200ber.example", BOOKS),
        ("İBRAHİM@EXAMPLE.ORG", "ibrahim@example.org"),
        ("i\u0307brahim@example.org", "ibrahim@example.org"),
        ("ｌｅａ＠ｅｘａｍｐｌｅ．ｏｒｇ", "lea@example.org"),
        ("kıran@example.org", "kıran@example.org"),
        ("", ""),
        ("nobody", "nobody"),
        ("a@xn--.example", "a@xn--.example"),
    ],
)
def test_the_form_of_an_address(typed: str, form: str) -> None:
    assert mailbox(typed) == form
    assert mailbox(form) == form


@pytest.mark.parametrize("typed", ["b7k q3x", "B7K\u2011Q3X", "ｂ７ｋｑ３ｘ", "b7k\u200bq3x", "b7k.q3x", "B٧KQ٣X"])
def test_the_form_of_a_code(typed: str) -> None:
    assert same_code(typed) == "B7KQ3X"


@pytest.mark.parametrize("typed", ["İBRAHİM@EXAMPLE.ORG", "Ibrahim@example.org", "i\u0307brahim@example.org"])
def test_nobody_is_locked_out_by_a_turkish_keyboard(db: None, typed: str) -> None:
    user = make_user("İbrahim", "İbrahim@example.org")
    EmailAddress.objects.update(email=user.email)

    assert log_in(Client(), typed).headers["Location"] == "/en/account/"
    client = Client()
    client.post("/en/accounts/password/reset/", {"email": typed})
    done = client.post("/en/accounts/password/reset/confirm/", {"code": code_in(newest("reset_code_asked"))})
    assert done.headers["Location"] == "/en/accounts/password/reset/complete/"
    assert list(Mail.objects.values_list("to", flat=True)) == ["ibrahim@example.org"]


def test_a_letter_that_only_looks_alike_opens_nothing(db: None) -> None:
    """Two accounts, i and ı: each its own, in every way in; a third, unknown one opens neither."""
    make_user("Kiran", "kiran@example.org")
    make_user("Kıran", "kıran@example.org")
    User.objects.filter(email="kıran@example.org").update(password="!")

    assert log_in(Client(), "kiran@example.org").headers["Location"] == "/en/account/"
    assert log_in(Client(), "kıran@example.org", PASSWORD).status_code == 200
    for email in ("kiran@example.org", "kıran@example.org"):
        Client().post("/en/accounts/password/reset/", {"email": email})
        assert newest("reset_code_asked").to == email
    assert User.objects.get_by_natural_key("kıran@example.org").name == "Kıran"


def test_both_writings_of_a_host_are_one_account(db: None) -> None:
    make_user("Léa", "lea@xn--bcher-kva.example")
    EmailAddress.objects.update(email=User.objects.get().email)
    member = on_the_roll("zoe@xn--bcher-kva.example", "2001", name="Zoé")

    assert User.objects.get().email == BOOKS
    assert RollAddress.objects.get(member=member).email == "zoe@bücher.example"
    assert RollAddress.objects.person_without_account("ZOE@xn--bcher-kva.example") == member
    for typed in (BOOKS, "lea@xn--bcher-kva.example"):
        assert log_in(Client(), typed).headers["Location"] == "/en/account/"
    form = {
        "name": "L",
        "email": "lea@xn--bcher-kva.example",
        "password1": "tulipe rouge sous la pluie",
        "language": "en",
    }
    Client().post("/en/accounts/signup/", form)
    assert User.objects.count() == 1
    assert newest("signup_repeated").to == BOOKS


def test_mail_goes_to_the_host_as_the_network_writes_it(db: None) -> None:
    from django.core.mail.message import sanitize_address

    assert sanitize_address(BOOKS, "utf-8") == "lea@xn--bcher-kva.example"


def test_what_is_stored_is_brought_into_one_form_and_nothing_is_made_one(cast: Cast) -> None:
    taken = User.objects.create_user("lea@bücher.example", name="Léa")
    for user, old in ((cast.officer, "lea@xn--bcher-kva.example"), (cast.colleague, "zoe@xn--bcher-kva.example")):
        _stored(user, old)
    _stored(cast.retiree, "i\u0307brahim@example.org")

    for _ in range(2):
        bring_into_one_form(User, "email")

    kept = dict(User.objects.values_list("pk", "email"))
    assert kept[taken.pk] == "lea@bücher.example"
    assert kept[cast.officer.pk] == "lea@xn--bcher-kva.example"
    assert kept[cast.colleague.pk] == "zoe@bücher.example"
    assert kept[cast.retiree.pk] == "ibrahim@example.org"


def _stored(user: Any, email: str) -> None:
    """As the code of before wrote it, past the column's own form."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("UPDATE members_user SET email = %s WHERE id = %s", [email, user.pk])
