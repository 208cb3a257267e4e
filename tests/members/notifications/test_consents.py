"""Who wants which mail: words before membership, membership before nothing; and the link that carries who and what."""

from datetime import date

import pytest
from django.core import signing

from members.models import Consent, Topic, User
from members.notifications import consents
from members.notifications.actions import say_consents
from tests.factories.people import Cast

PAGE = Consent.Source.PAGE
MEMBERS = {"alix@example.org", "benoit@example.org", "margaret@example.org"}


def say(user: User, topic: str, *words: bool) -> None:
    for given in words:
        say_consents(user, {topic: given}, by=user, source=PAGE)


def addresses(topic: str, on: date | None = None) -> set[str]:
    return set(consents.wanting(topic, on).values_list("email", flat=True))


@pytest.mark.req("R59")
def test_membership_stands_for_a_yes_until_somebody_says_no(cast: Cast) -> None:
    assert addresses(Topic.ISSUES) == addresses(Topic.NEWS) == MEMBERS

    say(cast.officer, "issues", False)
    say(cast.newcomer, "issues", True)
    say(cast.colleague, "issues", True, False, True)
    say(cast.outsider, "issues", True, False)

    assert addresses(Topic.ISSUES) == (MEMBERS - {"alix@example.org"}) | {"chidi@example.org"}
    assert addresses(Topic.NEWS) == MEMBERS


def test_it_is_the_membership_of_that_day(cast: Cast) -> None:
    assert addresses(Topic.NEWS, date(2020, 6, 1)) == MEMBERS | {"esther@example.org"}
    assert addresses(Topic.NEWS, date(2016, 6, 1)) == {"alix@example.org", "margaret@example.org", "esther@example.org"}


def test_taking_part_stands_for_a_yes_to_the_gallery(cast: Cast) -> None:
    say(cast.newcomer, "galleries", False)

    assert addresses(Topic.GALLERIES) == set(User.objects.values_list("email", flat=True)) - {"chidi@example.org"}


def test_one_person_and_all_people_agree(cast: Cast) -> None:
    say(cast.officer, "issues", False)
    say(cast.newcomer, "news", True)

    for topic in Topic:
        wanting = set(consents.wanting(topic))
        assert {user for user in User.objects.all() if consents.wants(user, topic)} == wanting


def test_the_last_word_on_each_topic(cast: Cast) -> None:
    say(cast.officer, "issues", False, True)
    say(cast.officer, "news", False)
    say(cast.colleague, "galleries", False)

    found = consents.latest(cast.officer)

    assert {topic: row.is_given for topic, row in found.items()} == {"issues": True, "news": False}


@pytest.mark.req("R58")
def test_the_link_says_who_and_what_and_nobody_can_make_one(cast: Cast, settings: object) -> None:
    url = consents.out_url(cast.colleague, Topic.ISSUES)
    token = url.split("/")[-2]

    assert "/fr/unsubscribe/" in url
    assert consents.who_wants_out(token) == (cast.colleague, Topic.ISSUES)
    for wrong in (
        "",
        "x",
        token[:-1],
        token + "x",
        token.swapcase(),
        signing.Signer(salt="other").sign_object([1, "issues"]),
    ):
        assert consents.who_wants_out(wrong) is None


@pytest.mark.req("R58")
def test_a_link_outlives_a_change_of_the_key(cast: Cast, settings: pytest.FixtureRequest) -> None:
    token = consents.out_url(cast.officer, Topic.NEWS).split("/")[-2]
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "n" * 50  # type: ignore[attr-defined]

    assert consents.who_wants_out(token) == (cast.officer, Topic.NEWS)


def test_somebody_who_is_gone_has_no_link(cast: Cast) -> None:
    token = signing.Signer(salt=consents.SALT).sign_object([987654, "issues"])
    other = signing.Signer(salt=consents.SALT).sign_object([cast.officer.pk, "receipts"])

    assert consents.who_wants_out(token) is None
    assert consents.who_wants_out(other) is None
