"""What everyone reads about awards, and what the awards add to shared pages."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from awards import dates
from awards.models import Nomination
from pafso.clock import OTTAWA
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


REGULAR_THREE = {"nominee_kind": "either", "letters_from": "regular", "letters_needed": 3, "prize_en": "$1,000",
                 "prize_fr": "1\u00a0000\u00a0$", "eligibility_on": date(2027, 8, 1)}  # fmt: skip
SUBSTANTIVE = {"nominee_rule": "substantive", "guests_nominate": True, "eligibility_on": date(2027, 4, 5)}


@pytest.mark.parametrize(
    ("rules", "english", "french"),
    [
        (
            SUBSTANTIVE,
            ["Somebody who is a member of PAFSO and holds a substantive FS level on April 5, 2027. Acting levels do not count.",
             "Anyone; an account is not needed.", "At least 2, by anyone who knows the work.", "24 months after the deadline"],
            ["à un niveau FS d’attache le 5 avril 2027", "Toute personne; aucun compte n’est nécessaire."],
        ),
        (
            REGULAR_THREE,
            ["One person or a group, whether or not they are members of PAFSO.", "Anyone with an account.", "$1,000",
             "At least 3, by people who are regular members of PAFSO on August 1, 2027."],
            ["Une personne ou un groupe, membres ou non de l’APASE.", "1\u00a0000\u00a0$",
             "Au moins 3, de personnes membres régulières de l’APASE le 1er août 2027."],
        ),
        ({"nominee_kind": "group", "nominee_rule": "member"}, ["A group of people, whether or not"], ["Un groupe de personnes"]),
        ({"nominee_kind": "individual"}, ["One person, whether or not a member of PAFSO."], ["Une personne, membre ou non"]),
        ({**SUBSTANTIVE, "nominee_rule": "member"}, ["Somebody who is a member of PAFSO on April 5, 2027."], ["membre de l’APASE le 5"]),
        ({**SUBSTANTIVE, "nominee_rule": "member", "nominee_kind": "either"}, ["on April 5, 2027, or a group."], ["ou un groupe."]),
        ({**SUBSTANTIVE, "nominee_kind": "either"}, ["(acting levels do not count), or a group."], ["ou un groupe."]),
        ({"letters_needed": 0}, ["None is needed."], ["Aucune n’est nécessaire."]),
    ],
)  # fmt: skip
def test_the_rules_are_said_in_plain_words(
    client: Client, db: None, rules: dict[str, Any], english: list[str], french: list[str]
) -> None:
    make_cycle(make_award("one"), **rules)

    for language, sentences in (("en", english), ("fr", french)):
        page = text_of(client.get(f"/{language}/awards/one/2027/"))
        assert [each for each in sentences if each not in page] == []
        assert [each for each in sentences[:1] if each not in text_of(client.get(f"/{language}/awards/"))] == []


@pytest.mark.parametrize("column", ["cancelled", "skipped"])
def test_what_does_not_take_place_says_so_everywhere(client: Client, cast: Cast, column: str) -> None:
    said = {f"{column}_en": "No panel could be formed.", f"{column}_fr": "Aucun jury."}
    cycle = make_cycle(**{f"{column}_at": datetime(2027, 2, 3, 12, tzinfo=OTTAWA)}, **said)
    sentence = {"cancelled": "Cancelled on February 3, 2027:", "skipped": "Not held, as announced on February 3, 2027:"}

    page, listed = client.get(cycle.get_absolute_url()), client.get(LIST)

    for answer in (page, listed):
        assert f"{sentence[column]} No panel could be formed." in text_of(answer)
    assert "Deadline" not in text_of(page) and "Log in to nominate" not in text_of(page)
    assert [listed.context[name] for name in ("open", "coming", "past")] == [[], [], []]
    assert listed.context["called_off"] == [cycle]
    home_cache.forget()
    assert "Open for nominations" not in text_of(client.get("/en/"))
    ics = client.get(f"{cycle.get_absolute_url()}deadline.ics").content.decode()
    assert "STATUS:CANCELLED" in ics and "SUMMARY:Cancelled: PAFSO Awards 2027" in ics and "VALARM" not in ics
    assert f"UID:cycle-{cycle.pk}@pafso-apase" in ics and "SEQUENCE:1" in ics
    Nomination.objects.create(cycle=cycle, nominator=cast.officer, code="QQQQQ")
    assert dates.dates(cast.officer, timezone.now()) == []
    window = (timezone.now(), timezone.now() + timedelta(days=30))
    assert list(dates.due(*window)) == []
