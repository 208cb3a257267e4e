"""The page of what is held, and the copy: recent sign-in, fetched by POST once, nobody else's."""

import re
import time
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from members.models import Copy, Device, User
from members.privacy.actions.copies import ask_copy
from members.privacy.tasks import build_copy
from pafso.audit.models import Entry as Audit
from tests.factories import awards
from tests.factories.every_table import make_life
from tests.factories.people import Cast

PAGE = "/en/account/held/"
ASK = "/en/account/held/copies/"


def confirm(client: Client, user: User) -> None:
    """As if the password had just been given again."""
    session = client.session
    methods = session.get("account_authentication_methods", [])
    session["account_authentication_methods"] = [
        *methods,
        {"method": "password", "at": time.time(), "reauthenticated": True},
    ]
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()


@pytest.fixture
def confirmed(cast: Cast, client: Client) -> Client:
    client.force_login(cast.officer)
    confirm(client, cast.officer)
    return client


@pytest.fixture
def ready(cast: Cast) -> Copy:
    copy = ask_copy(cast.officer, by=cast.officer)
    build_copy(copy.pk)
    copy.refresh_from_db()
    return copy


def fetching(copy: Copy) -> str:
    return f"{ASK}{copy.pk}/fetching/"


def file(copy: Copy) -> str:
    return f"{ASK}{copy.pk}/file/"


def test_the_page_says_what_why_and_how_long(cast: Cast, as_member: Client) -> None:
    page = as_member.get(PAGE).content.decode()

    assert "Alix Tremblay-Okafor" in page
    assert "So that you, and nobody else, can log in." in page
    assert "1001" in page
    assert "No records for:" in page


@pytest.mark.req("R60")
def test_the_page_is_in_french_too(cast: Cast, client: Client) -> None:
    client.force_login(cast.colleague)

    page = client.get("/fr/account/held/").content.decode()

    assert "<h1>Mes renseignements détenus par l’APASE</h1>" in page


def test_the_page_costs_the_same_with_more_rows(
    cast: Cast, as_member: Client, django_assert_max_num_queries: Any
) -> None:
    def queries() -> int:
        cache.clear()
        with django_assert_max_num_queries(60) as counted:
            as_member.get(PAGE)
        return len(counted)

    Device.objects.create(user=cast.officer, digest="1", name="One")
    queries()  # the session writes when it was last seen
    with_one = queries()
    for number in range(2, 4):
        Device.objects.create(user=cast.officer, digest=str(number), name="Another")
    with_three = queries()
    for number in range(4, 40):
        Device.objects.create(user=cast.officer, digest=str(number), name="Another")

    assert with_three == with_one
    assert queries() == with_one + 1  # counted, as there are more than are shown
    assert "36 older records are in the copy." in as_member.get(PAGE).content.decode()
    EmailAddress.objects.bulk_create(
        EmailAddress(user=cast.officer, email=f"{number}@example.org") for number in range(1_000)
    )
    assert queries() == with_one + 1  # all kinds together
    assert re.findall(r'"held-count">([^<]*)<', as_member.get(PAGE).content.decode())[1:3] == [
        "more than 1,000",
        "39",
    ]
    EmailAddress.objects.filter(email="999@example.org").delete()
    assert '"held-count">1,000<' in as_member.get(PAGE).content.decode()


def test_a_whole_life_fits_on_the_page(cast: Cast, as_member: Client, django_assert_max_num_queries: Any) -> None:
    make_life(cast.officer, cast.staff, cast.outsider, mark="kanari")

    with django_assert_max_num_queries(60):
        page = as_member.get(PAGE).content.decode()

    assert page.count("<h2") == 11
    assert len(page.encode()) < 200_000


@pytest.mark.req("R16")
def test_the_page_never_tells_what_others_wrote(cast: Cast, client: Client) -> None:
    client.force_login(cast.colleague)
    before = client.get(PAGE).content.decode()
    awards.make_submitted(awards.make_cycle(), cast.officer, nominee_email=cast.colleague.email)

    after = client.get(PAGE).content.decode()

    assert without_tokens(after) == without_tokens(before)
    assert "says nothing about whether anything was written about you" in after


def without_tokens(page: str) -> list[str]:
    return [line for line in page.splitlines() if "csrfmiddlewaretoken" not in line]


@pytest.mark.req("R11")
def test_asking_needs_a_recent_sign_in(cast: Cast, as_member: Client) -> None:
    response = as_member.post(ASK)

    assert response.status_code == 302
    assert "/reauthenticate/" in response["Location"]
    assert not Copy.objects.exists()


@pytest.mark.req("R11")
def test_a_sign_in_of_six_minutes_ago_is_not_recent(confirmed: Client, ready: Copy) -> None:
    with time_machine.travel(timezone.now() + timedelta(minutes=6)):
        responses = [confirmed.post(ASK), confirmed.post(fetching(ready))]

    assert ["/reauthenticate/" in response["Location"] for response in responses] == [True, True]
    ready.refresh_from_db()
    assert ready.state == "ready"


@pytest.mark.req("R11")
def test_without_a_password_the_sign_in_itself_must_be_recent(cast: Cast, client: Client) -> None:
    """As after a recovery by the office: this person signs in by code, and has nothing to confirm with."""
    cast.officer.set_unusable_password()
    cast.officer.save()
    client.force_login(cast.officer)
    client.get(PAGE)
    with time_machine.travel(timezone.now() + timedelta(minutes=6)):
        stale = client.post(ASK, follow=True)
        assert stale.redirect_chain == [("/en/account/", 302)]
        assert "You must have logged in recently." in stale.content.decode()
        assert not Copy.objects.exists()

    assert client.post(ASK)["Location"] == PAGE
    assert Copy.objects.get().state == "waiting"


@pytest.mark.req("R41")
def test_two_presses_make_one_copy(confirmed: Client) -> None:
    for _ in range(2):
        assert confirmed.post(ASK)["Location"] == PAGE

    copy = Copy.objects.get()
    page = confirmed.get(PAGE).content.decode()
    assert "Your copy is being prepared." in page
    assert "Prepare a copy" not in page
    assert confirmed.get(f"{ASK}{copy.pk}/").json() == {"done": False, "text": "Your copy is being prepared."}
    build_copy(copy.pk)
    assert confirmed.get(f"{ASK}{copy.pk}/").json()["done"] is True


@pytest.mark.req("R26", "R59")
def test_looking_uses_nothing_up(confirmed: Client, ready: Copy) -> None:
    for method in (confirmed.get, confirmed.head):
        assert method(PAGE).status_code == 200
        assert method(fetching(ready)).status_code == 405
        assert method(file(ready)).status_code == 404
        assert method(ASK).status_code == 405

    ready.refresh_from_db()
    assert ready.state == "ready"


@pytest.mark.req("R59")
def test_fetched_it_may_be_downloaded_again_here_for_a_quarter_of_an_hour(
    cast: Cast, confirmed: Client, ready: Copy
) -> None:
    now = timezone.now()
    assert confirmed.post(fetching(ready))["Location"] == PAGE
    page = confirmed.get(PAGE).content.decode()
    assert f'href="{file(ready)}"' in page

    first = confirmed.get(file(ready))
    part = confirmed.get(file(ready), headers={"Range": "bytes=0-3"})

    assert b"".join(first)[:2] == b"PK"
    assert first["Content-Disposition"] == f'attachment; filename="PAFSO-APASE {ready.asked_at:%Y-%m-%d}.zip"'
    assert first["Cache-Control"] == "private, no-store"
    assert (part.status_code, b"".join(part)) == (206, b"PK\x03\x04")
    with time_machine.travel(now + timedelta(minutes=16)):
        assert confirmed.get(file(ready)).status_code == 404
    assert [entry.verb for entry in Audit.objects.filter(by=cast.officer).order_by("pk")] == [
        "copy_asked",
        "copy_fetched",
    ]


@pytest.mark.req("R59")
def test_fetched_here_it_is_not_fetched_in_another_browser(cast: Cast, confirmed: Client, ready: Copy) -> None:
    confirmed.post(fetching(ready))
    other = Client()
    other.force_login(cast.officer)
    confirm(other, cast.officer)

    other.post(fetching(ready))

    assert other.get(file(ready)).status_code == 404
    assert "You downloaded your last copy on" in other.get(PAGE).content.decode()
    assert Audit.objects.filter(verb="copy_fetched").count() == 1


def test_a_copy_that_is_gone_says_so(confirmed: Client, ready: Copy) -> None:
    Copy.objects.update(state="expired", file=None)

    page = confirmed.post(fetching(ready), follow=True).content.decode()

    assert "This copy is no longer there. Prepare a new one." in page
    assert "Your last copy was not downloaded within a week, so it was removed." in page
    assert "Prepare a copy" in page


def test_a_copy_that_failed_says_what_to_do(confirmed: Client, ready: Copy) -> None:
    Copy.objects.update(state="failed", file=None)

    page = confirmed.get(PAGE).content.decode()

    assert "Your copy could not be prepared. Nothing has been lost." in page
    assert "Prepare a copy" in page


@pytest.mark.req("R15")
@pytest.mark.parametrize("who", ["colleague", "staff", "newcomer"])
def test_another_persons_copy_does_not_exist(cast: Cast, client: Client, ready: Copy, who: str) -> None:
    client.force_login(getattr(cast, who))
    confirm(client, getattr(cast, who))

    answers = [client.get(f"{ASK}{ready.pk}/"), client.post(fetching(ready)), client.get(file(ready))]
    Copy.objects.update(state="fetched", ended_at=timezone.now())
    session = client.session
    session["copy_fetched"] = ready.pk
    session.save()

    assert [answer.status_code for answer in answers] == [404, 404, 404]
    assert client.get(file(ready)).status_code == 404


@pytest.mark.req("R14")
def test_a_stranger_is_led_to_the_sign_in(client: Client, ready: Copy) -> None:
    answers = [client.get(PAGE), client.post(ASK), client.get(file(ready)), client.post(fetching(ready))]

    assert ["/accounts/login/" in answer["Location"] for answer in answers] == [True] * 4
