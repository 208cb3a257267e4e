"""What everyone reads about awards, and what the awards add to shared pages."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from awards.models import Nomination
from pafso.web import home_cache
from tests.factories.awards import close, make_award, make_cycle, make_draft, make_submitted
from tests.factories.people import Cast

LIST = "/en/awards/"


def text_of(response: Any) -> str:
    return response.content.decode()


def make_coming(slug: str) -> Any:
    now = timezone.now()
    return make_cycle(make_award(slug), opens_at=now + timedelta(days=5), closes_at=now + timedelta(days=50))


def test_open_coming_and_past_cycles_are_told_apart(client: Client, db: None) -> None:
    make_cycle(make_award("now"))
    make_coming("soon")
    close(make_cycle(make_award("past")))

    response = client.get(LIST)

    shown = {name: [one.award.slug for one in response.context[name]] for name in ("open", "coming", "past")}
    assert shown == {"open": ["now"], "coming": ["soon"], "past": ["past"]}
    assert "/en/awards/now/2027/deadline.ics" in text_of(response)


@pytest.mark.parametrize(("language", "words"), [("en", "at most 1,500 words"), ("fr", "au plus 1\u00a0500 mots")])
def test_a_limit_is_written_as_the_language_writes_numbers(client: Client, db: None, language: str, words: str) -> None:
    make_cycle(make_award("one", case_words=1500))

    assert words in text_of(client.get(f"/{language}/awards/one/2027/"))


def test_when_nothing_is_open_the_page_says_so(client: Client, db: None) -> None:
    assert "No award is open for nominations now" in text_of(client.get(LIST))


def test_a_stranger_is_led_to_the_sign_in_and_back(client: Client, db: None) -> None:
    cycle = make_cycle()

    page = text_of(client.get(cycle.get_absolute_url()))

    assert f"{reverse('account_login')}?next=/en/awards/pafso-awards/2027/" in page
    assert "Start a nomination" not in page


def test_a_member_sees_only_their_own_nominations(as_member: Client, cast: Cast) -> None:
    cycle = make_cycle()
    own = make_draft(cycle, cast.officer)
    foreign = make_submitted(cycle, cast.colleague)

    page = text_of(as_member.get(cycle.get_absolute_url()))

    assert own.code in page
    assert foreign.code not in page
    assert "Nominate somebody else" in page


def test_a_coming_cycle_cannot_be_begun(as_member: Client) -> None:
    page = text_of(as_member.get(make_coming("soon").get_absolute_url()))

    assert "Nominations are not open yet." in page
    assert "Start a nomination" not in page


@pytest.mark.parametrize("address", [LIST, "/en/awards/one/2027/"])
def test_public_pages_cost_the_same_with_one_and_three(
    client: Client, db: None, address: str, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    make_cycle(make_award("one"))
    with django_assert_max_num_queries(3) as one:
        assert client.get(address).status_code == 200
    make_cycle(make_award("two"))
    make_cycle(make_award("three"))
    with django_assert_max_num_queries(3) as three:
        client.get(address)

    assert len(one) == len(three)


def test_the_home_page_shows_open_windows(
    client: Client, cast: Cast, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    empty = text_of(client.get("/en/"))
    make_cycle(make_award("now", name_en="The Open Award"))
    make_coming("soon")
    home_cache.forget()

    with django_assert_max_num_queries(10) as counted:
        page = text_of(client.get("/en/"))

    assert "Open for nominations" not in empty
    assert page.count("The Open Award") == 1
    assert "/en/awards/now/2027/deadline.ics" in page
    assert sum("awards_" in query["sql"] for query in counted.captured_queries) == 1


def test_ones_own_page_shows_ones_nominations(as_member: Client, cast: Cast) -> None:
    cycle = make_cycle()
    own = make_draft(cycle, cast.officer)
    make_submitted(cycle, cast.colleague, nominee_name="Somebody Else")

    page = text_of(as_member.get(reverse("members:me")))

    assert own.get_absolute_url() in page
    assert "Somebody Else" not in page


def test_the_desk_counts_what_was_handed_in(client: Client, cast: Cast) -> None:
    cycle = make_cycle()
    make_submitted(cycle, cast.officer)
    make_draft(cycle, cast.officer)
    client.force_login(cast.staff)

    page = text_of(client.get(reverse("admin:index")))

    assert f"?cycle={cycle.pk}" in page
    assert "1 nomination<" in page
    assert Nomination.objects.count() == 2


@pytest.mark.req("R60")
@pytest.mark.parametrize("address", ["/fr/awards/", "/fr/awards/one/2027/", "/fr/awards/letter/nobody/"])
def test_french_pages_are_french(client: Client, db: None, address: str) -> None:
    make_cycle(make_award("one"))

    page = text_of(client.get(address))

    for english in ("Nominate", "nominations", "letters of support", "Deadline", "We do not know"):
        assert english not in page.replace("/nominations", ""), english
