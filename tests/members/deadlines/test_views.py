"""The page of one's calendar, and the address: nothing but a secret opens it, and nothing of it goes anywhere else."""

import logging
import re
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from icalendar import Calendar

from awards.models import Cycle
from members.deadlines import views
from members.deadlines.actions.calendars import make_address
from members.models import CalendarAddress, User
from members.notifications.actions import say_consents
from pafso.logs import SafeFormatter
from tests.factories.awards import CASE_CANARY, NOMINEE_CANARY, make_cycle, make_draft, make_letter
from tests.factories.people import Cast

PAGE = "/en/account/calendar/"
NOWHERE = f"/en/calendar/{'x' * 43}/pafso-apase.ics"


def feed_of(user: User) -> str:
    """The path of a new address."""
    return f"/en/calendar/{make_address(user, by=user, form_token=uuid.uuid4())[1]}/pafso-apase.ics"


def make(client: Client) -> tuple[str, str]:
    """The address that the page shows after its button, and the page."""
    html = client.get(PAGE).content.decode()
    token = re.search(r'name="form_token" value="([^"]+)"', html)
    assert token
    html = client.post(PAGE, {"form_token": token[1]}).content.decode()
    found = re.search(r'<code translate="no">([^<]*)</code>', html)
    return (found[1] if found else ""), html


@pytest.mark.req("R19")
def test_the_address_is_shown_once_whole_and_for_the_devices_calendar(as_member: Client, cast: Cast) -> None:
    address, html = make(as_member)

    assert re.fullmatch(r"http://127\.0\.0\.1:8000/en/calendar/[\w-]{43}/pafso-apase\.ics", address)
    assert f'href="{address.replace("http:", "webcal:")}"' in html
    assert address not in as_member.get(PAGE).content.decode()
    assert as_member.get(PAGE)["Cache-Control"] == "no-store, private"
    assert Client().get(address.removeprefix("http://127.0.0.1:8000")).status_code == 200


@pytest.mark.req("R41")
def test_a_page_that_is_sent_again_makes_no_other_address(as_member: Client) -> None:
    form = {"form_token": str(uuid.uuid4())}
    first = as_member.post(PAGE, form).content.decode()
    digest = CalendarAddress.objects.get().digest

    second = as_member.post(PAGE, form).content.decode()

    assert ("shown only once" in first, "shown only once" in second) == (True, False)
    assert CalendarAddress.objects.get().digest == digest


def test_the_page_lists_what_is_in_it_and_says_so_when_nothing_is(as_member: Client, cast: Cast) -> None:
    say_consents(cast.officer, {"news": False}, by=cast.officer, source="page")
    assert "Nothing right now." in as_member.get(PAGE).content.decode()

    draft = make_draft(make_cycle(), cast.officer)

    html = as_member.get(PAGE).content.decode()
    assert f"Nomination {draft.code} to submit: PAFSO Awards 2027" in html
    assert NOMINEE_CANARY not in html and CASE_CANARY not in html


def test_switched_off_by_a_button(as_member: Client, cast: Cast) -> None:
    path = feed_of(cast.officer)

    assert as_member.get(f"{PAGE}removal/").status_code == 405
    answer = as_member.post(f"{PAGE}removal/", follow=True)

    assert "Your calendar no longer has an address." in answer.content.decode()
    assert Client().get(path).status_code == 404


def test_the_page_costs_the_same_for_one_and_for_three(
    as_member: Client, cast: Cast, django_assert_num_queries: Any
) -> None:
    cycle = make_cycle()
    for number in range(3):
        make_letter(make_draft(cycle, cast.officer))
        if number != 1:
            as_member.get(PAGE)
            with django_assert_num_queries(12):
                as_member.get(PAGE)


# --- The address ------------------------------------------------------------------------------------------------------
@pytest.mark.req("R19")
def test_a_program_gets_a_calendar_without_cookie_referrer_or_cache_between(cast: Cast) -> None:
    draft = make_draft(make_cycle(), cast.colleague)
    client = Client(headers={"accept-language": "en"})

    answer = client.get(feed_of(cast.colleague))

    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer["Content-Disposition"] == 'inline; filename="pafso-apase.ics"'
    assert (answer["Cache-Control"], answer["Referrer-Policy"]) == ("private, no-cache", "no-referrer")
    assert answer["X-Robots-Tag"] == "noindex"
    assert not client.cookies
    calendar = Calendar.from_ical(answer.content)
    assert str(calendar["NAME"]) == "Échéances de l’APASE"
    (event,) = calendar.events
    assert str(event["UID"]) == f"nomination-{draft.code}@pafso-apase"
    assert str(event["URL"]) == f"http://127.0.0.1:8000/fr/awards/nominations/{draft.code}/"
    assert NOMINEE_CANARY.encode() not in answer.content


def test_what_has_not_changed_is_a_304_and_what_has_is_not(cast: Cast) -> None:
    cycle = make_cycle()
    make_draft(cycle, cast.officer)
    path, client = feed_of(cast.officer), Client()
    etag = client.get(path)["ETag"]

    for known in (etag, f"W/{etag}", f'"other", {etag}'):
        same = client.get(path, headers={"if-none-match": known})
        assert (same.status_code, same.content, same["ETag"]) == (304, b"", etag)
        assert same["Cache-Control"] == "private, no-cache"
    Cycle.objects.update(closes_at=cycle.closes_at + timedelta(days=1))
    other = client.get(path, headers={"if-none-match": etag})
    assert (other.status_code, other["ETag"] == etag) == (200, False)
    assert Calendar.from_ical(other.content).events[0]["SEQUENCE"] == 1


def test_a_304_writes_no_calendar(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    path, client = feed_of(cast.officer), Client()
    etag = client.get(path)["ETag"]
    monkeypatch.delattr(views, "calendar_ics")

    assert client.get(path, headers={"if-none-match": etag}).status_code == 304


@pytest.mark.req("R19")
@pytest.mark.parametrize("path", [NOWHERE, "/fr/calendar/x/pafso-apase.ics"])
def test_an_address_that_is_none_is_a_404_in_one_line(cast: Cast, path: str) -> None:
    make_draft(make_cycle(), cast.officer)
    feed_of(cast.officer)
    client = Client()

    answer = client.get(path)

    assert answer.status_code == 404
    assert answer.content.decode() in {
        "There is no calendar at this address.",
        "Il n’y a pas de calendrier à cette adresse.",
    }
    assert (answer["Content-Type"], answer["Referrer-Policy"]) == ("text/plain", "no-referrer")
    assert not client.cookies


@pytest.mark.req("R15", "R19")
@pytest.mark.parametrize("end", ["closed", "replaced"])
def test_a_dead_address_is_a_404(cast: Cast, end: str) -> None:
    path = feed_of(cast.officer)
    if end == "closed":
        User.objects.filter(pk=cast.officer.pk).update(is_active=False)
    else:
        feed_of(cast.officer)

    assert Client().get(path).status_code == 404


def test_a_session_of_the_owner_opens_nothing_without_the_secret(as_member: Client, cast: Cast) -> None:
    feed_of(cast.officer)

    assert as_member.get(NOWHERE).status_code == 404


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
def test_it_is_only_read(cast: Cast, method: str) -> None:
    assert getattr(Client(), method)(feed_of(cast.officer)).status_code == 405


def test_too_many_fetches_of_one_address_wait_and_disturb_no_other(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "MOST_FETCHES", 2)
    mine, theirs = feed_of(cast.officer), feed_of(cast.colleague)

    assert [Client().get(mine).status_code for _ in range(3)] == [200, 200, 429]
    assert Client().get(mine)["Retry-After"] == "3600"
    assert Client().get(theirs).status_code == 200


def test_too_many_guesses_from_one_network_wait_and_keep_no_program_out(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "MOST_MISSES", 2)
    guesses = [f"/en/calendar/{number}/pafso-apase.ics" for number in range(3)]

    assert [Client().get(path).status_code for path in guesses] == [404, 404, 429]
    assert Client().get(feed_of(cast.officer)).status_code == 200


@pytest.mark.req("R19", "R55")
def test_the_log_does_not_say_the_address(cast: Cast) -> None:
    path = feed_of(cast.officer)
    line = logging.LogRecord("django.server", logging.INFO, "", 0, '"GET %s HTTP/1.1" 200', (path,), None)

    assert SafeFormatter("%(message)s").format(line) == '"GET /en/calendar/…/pafso-apase.ics HTTP/1.1" 200'
