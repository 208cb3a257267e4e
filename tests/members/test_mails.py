"""Every mail of an account exists in both languages, is short, and carries no link that acts."""

import re
from pathlib import Path

import pytest
from django.conf import settings

from members.accounts import mails
from pafso.mail.models import Mail
from tests.factories.people import Cast

from .walk import CODE

FOLDER = Path(settings.BASE_DIR) / "members/templates/members/mail"
WRITTEN = {path.name.removesuffix(".subject.txt") for path in FOLDER.glob("*.subject.txt")}
OURS = {
    "address_added": lambda user: mails.address_added(user, "to@example.org", address="new@example.org"),
    "address_changed": lambda user: mails.address_changed(user, "to@example.org", old="a@example.org", new="b@example.org"),
    "address_removed": lambda user: mails.address_removed(user, "to@example.org", address="old@example.org"),
    "new_device_seen": lambda user: mails.new_device_seen(user, "Firefox"),
    "rights_changed": mails.rights_changed,
    "second_step_taken_off": mails.second_step_taken_off,
}  # fmt: skip
EVENTS = sorted({occasion.event for occasion in mails.OCCASIONS.values()} | set(OURS))
FULL = {
    "code": "K7QX3A",
    "user_agent": "Mozilla/5.0 (X11; Linux) Firefox/140.0",
}


def test_every_occasion_has_its_mail() -> None:
    assert set(EVENTS) - WRITTEN == set()


@pytest.mark.req("R60")
@pytest.mark.parametrize("template", sorted(mails.OCCASIONS))
@pytest.mark.parametrize("language", ["en", "fr"])
def test_allauths_mails_are_ours_in_both_languages(db: None, template: str, language: str) -> None:
    mail = mails.account_mail(template, to="alix@example.org", language=language, context=FULL)

    occasion = mails.OCCASIONS[template]
    assert (mail.event, mail.language, mail.is_secret) == (f"members/{occasion.event}", language, occasion.carries_code)
    assert 0 < len(mail.subject) < 60
    assert "K7QX3A" not in mail.subject
    assert ("K7QX3A" in mail.text, "K7QX3A" in mail.html) == (occasion.carries_code,) * 2
    assert len(CODE.findall(mail.text)) == occasion.carries_code
    assert not re.search(r"https?://|href=", mail.text + mail.html)
    assert "{" not in mail.subject + mail.text


@pytest.mark.req("R60")
@pytest.mark.parametrize("event", EVENTS)
def test_french_is_french(cast: Cast, event: str) -> None:
    template = next((name for name, occasion in mails.OCCASIONS.items() if occasion.event == event), None)
    if template:
        mails.account_mail(template, to="x@example.org", language="en", context=FULL)
        mails.account_mail(template, to="x@example.org", language="fr", context=FULL)
    else:
        for person in (cast.officer, cast.colleague):
            OURS[event](person)

    english, french = (set(Mail.objects.get(language=code).text.splitlines()) - {""} for code in ("en", "fr"))
    assert english & french <= {"-- ", "--", "    K7QX3A"}


@pytest.mark.parametrize(("event", "sentence"), [
    ("address_changed", r"^It happened on .* \(E[DS]T\)\.$"), ("new_device_seen", r"^It happened on .*, from an app without a name\.$"),
])  # fmt: skip
def test_no_sentence_ends_in_an_empty_name(cast: Cast, event: str, sentence: str) -> None:
    """The move of the primary email knows no device, and an app may send no name."""
    mail = {
        "address_changed": OURS["address_changed"],
        "new_device_seen": lambda user: mails.new_device_seen(user, ""),
    }[event](cast.officer)

    assert re.search(sentence, mail.text, re.M)
    assert "from ." not in mail.text + mail.html


def test_keys_never_meet(cast: Cast) -> None:
    long = "a" * 60 + "@" + "b" * 60 + "." + "c" * 60 + "." + "d" * 60 + ".example"
    first, second = (mails.account_mail("account/email/login_code", to=long, language="en", context=FULL) for _ in "ab")

    assert first.pk != second.pk
