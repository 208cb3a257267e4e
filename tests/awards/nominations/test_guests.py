"""Guests nominate where the cycle says so: the page that leads to the door, the draft at the end of it, and the refusal."""

import re
import uuid

import pytest
from django.test import Client
from django.urls import reverse

from awards import rules
from awards.models import Cycle, Nomination
from awards.nominations import actions
from awards.nominations.actions.drafts import begin_from_earlier
from members.models import User
from pafso.audit.models import Entry
from pafso.errors import NotEligible
from pafso.mail.models import Mail
from tests.factories.awards import make_award, make_cycle, make_draft, make_letter
from tests.factories.people import Cast, make_guest
from tests.factories.reviews import press
from tests.members.walk import code_in, newest

SENTENCE = "Guests cannot nominate in this cycle."
WHO = {"name": "Imani Guest", "email": "imani@example.org", "language": "en", "time_zone": ""}


@pytest.fixture
def guest(db: None) -> User:
    return make_guest("Imani Guest", "imani@example.org")


@pytest.fixture
def open_to_guests(db: None) -> Cycle:
    return make_cycle(make_award("open"), guests_nominate=True)


@pytest.fixture
def for_accounts(db: None) -> Cycle:
    return make_cycle(make_award("accounts"), guests_nominate=False)


def linked(page: str, path: str) -> list[str]:
    return re.findall(rf'href="({re.escape(path)}[^"]*)"', page)


def test_a_stranger_is_shown_the_door_where_guests_may(
    client: Client, open_to_guests: Cycle, for_accounts: Cycle
) -> None:
    page = client.get(open_to_guests.get_absolute_url()).text
    other = client.get(for_accounts.get_absolute_url()).text

    assert linked(page, "/en/accounts/guest/") == ["/en/accounts/guest/?next=/en/awards/open/2027/"]
    assert "A guest needs no password" in page
    assert linked(other, "/en/accounts/guest/") == []
    assert "If you have no account, creating one takes a minute." in other


def test_from_the_cycle_to_a_draft_and_back_again(client: Client, open_to_guests: Cycle) -> None:
    door = linked(client.get(open_to_guests.get_absolute_url()).text, "/en/accounts/guest/")[0]
    asked = client.post(door, {**WHO, "next": open_to_guests.get_absolute_url()}).headers["Location"]
    code = {"code": code_in(newest("guest_code_asked")), "next": open_to_guests.get_absolute_url()}
    landed = client.post(asked, code).headers["Location"]
    token = re.findall(r'name="form_token" value="([^"]+)"', client.get(landed).text)[0]

    begun = client.post(reverse("awards:start", args=["open", 2027]), {"form_token": token})

    draft = Nomination.objects.get()
    assert (landed, begun.headers["Location"]) == (open_to_guests.get_absolute_url(), draft.get_absolute_url())
    assert (draft.nominator.email, draft.nominator.is_guest) == ("imani@example.org", True)
    assert client.get(draft.get_absolute_url()).status_code == 200
    assert draft.code in client.get("/en/account/").text


def test_a_guest_is_refused_where_guests_may_not(client: Client, guest: User, for_accounts: Cycle) -> None:
    client.force_login(guest)
    page = client.get(for_accounts.get_absolute_url()).text

    sent = client.post(reverse("awards:start", args=["accounts", 2027]), {"form_token": uuid.uuid4()}, follow=True)

    assert SENTENCE in page and "Start a nomination" not in page
    assert linked(page, "/en/accounts/password/set/") == ["/en/accounts/password/set/"]
    assert "Choose a password under My account" in sent.text
    assert not Nomination.objects.exists()


def test_the_action_refuses_with_a_code_and_leaves_nothing(guest: User, for_accounts: Cycle) -> None:
    with pytest.raises(NotEligible) as refused:
        actions.start_nomination(for_accounts, by=guest, form_token=uuid.uuid4())

    assert (refused.value.code, str(refused.value.message)[: len(SENTENCE)]) == ("account_needed", SENTENCE)
    assert not Nomination.objects.exists() and not Entry.objects.filter(verb="nomination_begun").exists()


def test_an_earlier_one_is_no_way_round(
    client: Client, guest: User, open_to_guests: Cycle, for_accounts: Cycle
) -> None:
    earlier = make_draft(open_to_guests, guest)
    client.force_login(guest)

    with pytest.raises(NotEligible):
        begin_from_earlier(earlier, for_accounts, by=guest, form_token=uuid.uuid4())

    assert "Start from one of your earlier nominations" not in client.get(for_accounts.get_absolute_url()).text
    assert Nomination.objects.get() == earlier


def test_somebody_who_has_registered_meanwhile_is_let_in(guest: User, for_accounts: Cycle) -> None:
    User.objects.filter(pk=guest.pk).update(is_guest=False)

    assert actions.start_nomination(for_accounts, by=guest, form_token=uuid.uuid4()).nominator == guest


def test_who_may_nominate_where(cast: Cast, guest: User, open_to_guests: Cycle, for_accounts: Cycle) -> None:
    everybody = [cast.officer, cast.newcomer, cast.outsider, cast.staff, guest]

    assert [rules.may_nominate(user, open_to_guests) for user in everybody] == [True] * 5
    assert [rules.may_nominate(user, for_accounts) for user in everybody] == [True] * 4 + [False]


def test_a_guest_asks_for_letters_submits_and_reads_the_receipt(
    client: Client, guest: User, open_to_guests: Cycle
) -> None:
    Cycle.objects.filter(pk=open_to_guests.pk).update(letters_needed=0)
    draft = make_draft(open_to_guests, guest)
    make_letter(draft)
    client.force_login(guest)
    pages = ["awards:supporters", "awards:submission", "awards:deletion"]
    opened = [client.get(reverse(name, args=[draft.code])).status_code for name in pages]

    press(client, reverse("awards:submission", args=[draft.code]))

    draft.refresh_from_db()
    assert opened == [200, 200, 200]
    assert draft.state == Nomination.State.SUBMITTED
    assert client.get(reverse("awards:copy", args=[draft.code])).status_code == 200
    assert Mail.objects.filter(event="awards/nomination_received", to="imani@example.org").count() == 1
