"""One guest, however many prove the address or register at the same instant, on PostgreSQL."""

import pytest
from django.test import Client

from members.accounts.actions.guests import Newcomer, open_guest, register_guest
from members.models import Member, User
from pafso.audit.models import Entry
from pafso.mail.models import Mail
from tests.factories.people import Cast, make_guest, on_the_roll
from tests.members.accounts.test_guests import CODE, CONFIRM, DOOR, who
from tests.members.accounts.test_registering import sign_up
from tests.services.test_awards_parallel import all_at_once, count

ADDRESS, TIMES = "imani@example.org", 12


@pytest.mark.req("R47")
def test_one_address_makes_one_guest(people: Cast) -> None:
    found = all_at_once(lambda number: open_guest(ADDRESS, Newcomer(f"Imani {number}", "en")), times=TIMES)

    assert found == [User.objects.get(email=ADDRESS)] * TIMES
    assert (count("guest_opened"), count("address_confirmed")) == (1, 1)


@pytest.mark.req("R47")
def test_one_guest_registers_once_with_one_password(people: Cast) -> None:
    guest, member = make_guest("Imani Guest", ADDRESS), on_the_roll(ADDRESS, "2001", name="Imani")

    def register(number: int) -> bool:
        return register_guest(User.objects.get(pk=guest.pk), hashed=f"md5$a${number}")

    done = all_at_once(register, times=TIMES)

    assert sorted(done) == [False] * (TIMES - 1) + [True]
    assert User.objects.get(pk=guest.pk).password == f"md5$a${done.index(True)}"
    assert (count("guest_registered"), count("account_joined_to_roll")) == (1, 1)
    assert Member.objects.get(pk=member.pk).user == guest
    assert Mail.objects.filter(event="members/guest_registered").count() == 1


@pytest.mark.req("R47")
def test_the_door_and_a_sign_up_at_once_share_one_account(people: Cast) -> None:
    door, signing_up = Client(), Client()
    door.post(DOOR, who())
    sign_up(signing_up)
    # The mails are sent by now, and blanked.
    sent = [
        (door, CODE, door.session["guest_code"]["code"]),
        (signing_up, CONFIRM, signing_up.session["account_email_verification_code"]["code"]),
    ]

    def give(number: int) -> int:
        client, page, code = sent[number]
        return int(client.post(page, {"code": code}).status_code)

    answers = all_at_once(give, times=2)

    assert set(answers) <= {200, 302} and 302 in answers
    assert User.objects.filter(emailaddress__email=ADDRESS, emailaddress__verified=True).count() == 1
    assert Entry.objects.filter(verb="address_confirmed").count() == 1
