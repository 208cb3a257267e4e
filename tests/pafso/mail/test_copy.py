"""A mail is sent again from its own page, also to another address; never a secret, never to a colleague it was not written to."""

from collections.abc import Callable

import pytest
from allauth.account.models import EmailAddress
from django.test import Client
from django.urls import reverse

from members.models import ContactDetail, Member, RollAddress, User
from pafso.audit.models import Entry
from pafso.errors import Incomplete, WrongMove
from pafso.mail.actions import send_copy
from pafso.mail.models import Mail
from tests.factories.people import Cast, make_member


@pytest.fixture
def mail(db: None) -> Mail:
    return Mail.objects.create(
        key="receipt", event="contests/entry_received", to="old@example.org", language="fr", subject="S", text="Texte.",
        html="<p>Texte.</p>", state="sent", kind="contests",
    )  # fmt: skip


@pytest.mark.req("R54")
def test_a_copy_goes_to_another_address_once(client: Client, cast: Cast, mail: Mail) -> None:
    client.force_login(cast.staff)
    page = reverse("admin:mail_mail_copy", args=[mail.pk])
    assert page in client.get(reverse("admin:mail_mail_change", args=[mail.pk])).text
    assert "Texte." not in client.get(page).text

    for _press in (1, 2):
        client.post(page, {"to": "New@example.org"})

    copy = Mail.objects.exclude(pk=mail.pk).get()
    assert (copy.to, copy.text, copy.language, copy.kind) == ("new@example.org", "Texte.", "fr", "contests")
    assert copy.message_id != mail.message_id
    entry = Entry.objects.get(verb="mail_copied")
    assert (entry.by_id, entry.changes) == (cast.staff.pk, {"to": "new@example.org"})


@pytest.mark.req("R15")
def test_no_colleague_is_sent_what_was_not_written_to_them(cast: Cast, mail: Mail) -> None:
    with pytest.raises(Incomplete):
        send_copy(mail, by=cast.staff, to=cast.staff.email.upper())

    Mail.objects.update(to=cast.staff.email)
    send_copy(mail, by=cast.staff, to=cast.staff.email)
    assert Mail.objects.count() == 2


def _on_the_account(person: User) -> None:
    EmailAddress.objects.create(user=person, email="own@example.org", verified=False)


def _on_the_roll(person: User) -> None:
    RollAddress.objects.create(member=make_member(person, "7001"), email="Own@example.org", kind="home")


def _beside_it(person: User) -> None:
    ContactDetail.objects.create(member=make_member(person, "7001"), kind="other_email", value="own@example.org")


def _in_another_entry(person: User) -> None:
    entry = make_member(person, "7001")
    other = make_member(None, "7002")
    RollAddress.objects.create(member=other, email="own@example.org", kind="home")
    Member.objects.filter(pk=other.pk).update(merged_into=entry)


@pytest.mark.req("R15")
@pytest.mark.parametrize("give", [_on_the_account, _on_the_roll, _beside_it, _in_another_entry])
def test_no_address_of_a_colleague_is_sent_it(cast: Cast, mail: Mail, give: Callable[[User], None]) -> None:
    give(cast.staff)
    with pytest.raises(Incomplete):
        send_copy(mail, by=cast.staff, to=" own@Example.org")
    assert Mail.objects.count() == 1

    User.objects.update(is_staff=False)
    send_copy(mail, by=cast.staff, to="own@example.org")
    assert Mail.objects.count() == 2


@pytest.mark.req("R55")
@pytest.mark.parametrize("gone", [{"is_secret": True}, {"text": ""}])
def test_a_secret_is_never_copied(client: Client, cast: Cast, mail: Mail, gone: dict[str, object]) -> None:
    Mail.objects.update(**gone)
    client.force_login(cast.staff)

    with pytest.raises(WrongMove):
        send_copy(mail, by=cast.staff, to="new@example.org")

    change = client.get(reverse("admin:mail_mail_change", args=[mail.pk])).text
    assert reverse("admin:mail_mail_copy", args=[mail.pk]) not in change
