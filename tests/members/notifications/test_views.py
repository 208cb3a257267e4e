"""Which mail a person wants: the page behind the login, and the link below a mail that needs none."""

import re
from typing import Any

import pytest
from django.test import Client

from members.models import Consent, Topic, User
from members.notifications import consents
from members.notifications.actions import say_consents
from tests.factories.people import Cast

PATH = "/en/account/notifications/"
ONE_CLICK = {"List-Unsubscribe": "One-Click"}
FORM = "application/x-www-form-urlencoded"


def link(user: User, topic: str = Topic.ISSUES) -> str:
    return "/" + consents.out_url(user, topic).split("/", 3)[3]


def ticked(client: Client) -> dict[str, bool]:
    return {field.name: field.value() for field in client.get(PATH).context["form"]}


def test_what_counts_without_a_word_is_shown(cast: Cast, client: Client) -> None:
    client.force_login(cast.officer)
    of_member = ticked(client)
    html = client.get(PATH).content.decode()
    client.force_login(cast.newcomer)

    assert of_member == {"issues": True, "galleries": True, "news": True, "reminders": True}
    assert "On because you are a member (you have not chosen)." in html
    assert ticked(client) == {"issues": False, "galleries": True, "news": False, "reminders": True}


@pytest.mark.req("R59")
def test_a_choice_is_saved_once_and_says_since_when(as_member: Client, cast: Cast) -> None:
    shown = {f"initial-{topic}": "True" for topic in Topic}

    answer = as_member.post(PATH, {**shown, "galleries": "on"})
    as_member.post(PATH, {**shown, "galleries": "on"})

    assert answer.headers["Location"] == PATH
    assert set(Consent.objects.values_list("topic", "is_given", "source")) == {
        ("issues", False, "page"),
        ("news", False, "page"),
        ("reminders", False, "page"),
    }
    assert Consent.objects.count() == 3
    assert re.search(r"Off since \w+ \d+, \d{4} \(you opted out on this page\)\.", as_member.get(PATH).content.decode())


def test_two_tabs_do_not_undo_each_other(as_member: Client, cast: Cast) -> None:
    shown = {f"initial-{topic}": "True" for topic in Topic}
    yes = dict.fromkeys(Topic, "on")

    as_member.post(PATH, {**shown, **yes, "issues": ""})
    as_member.post(PATH, {**shown, **yes, "news": ""})

    assert ticked(as_member) == {"issues": False, "galleries": True, "news": False, "reminders": True}


# A button of a mail program only ends mail, and so does leaving the office.
NEVER_A_YES = {(True, Consent.Source.ONE_CLICK), (True, Consent.Source.OFFICE)}


def test_every_way_of_saying_it_has_words(as_member: Client, cast: Cast) -> None:
    for source in Consent.Source:
        for given in (True, False):
            if (given, source) not in NEVER_A_YES:
                say_consents(cast.officer, {"news": given}, by=cast.officer, source=source)
                assert " since " in as_member.get(PATH).context["form"]["news"].help_text


def test_the_page_costs_a_fixed_number_of_queries(
    as_member: Client, cast: Cast, django_assert_num_queries: Any
) -> None:
    for rows in (1, 3):
        for given in [True, False] * rows:
            say_consents(cast.officer, dict.fromkeys(Topic, given), by=cast.officer, source=Consent.Source.PAGE)
        as_member.get(PATH)
        with django_assert_num_queries(4):
            as_member.get(PATH)


@pytest.mark.req("R58")
def test_opening_the_link_ends_nothing(cast: Cast) -> None:
    client = Client()
    for method in (client.get, client.head):
        answer = method(link(cast.officer))
        assert answer.status_code == 200

    assert not Consent.objects.exists()
    assert consents.wants(cast.officer, Topic.ISSUES)
    assert answer["Referrer-Policy"] == "no-referrer"
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.req("R58")
def test_the_pages_button_ends_it_and_offers_to_undo(cast: Cast) -> None:
    client = Client(enforce_csrf_checks=True)
    path = link(cast.officer)
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', client.get(path).content.decode())
    assert token
    form = {"csrfmiddlewaretoken": token[1]}

    off = client.post(path, {**form, "stop": ""}, headers={"Origin": "null"})

    assert "You will no longer receive this email" in off.content.decode()
    assert not consents.wants(cast.officer, Topic.ISSUES)
    assert consents.wants(cast.officer, Topic.NEWS)
    again = client.post(path, {**form, "undo": ""}, headers={"Origin": "null"})
    assert "Stop receiving this email?" in again.content.decode()
    assert consents.wants(cast.officer, Topic.ISSUES)
    assert list(Consent.objects.order_by("id").values_list("source", flat=True)) == ["link", "link"]


@pytest.mark.req("R58")
def test_one_click_acts_at_once_without_cookie_or_form(cast: Cast) -> None:
    for _ in range(2):
        stranger = Client(enforce_csrf_checks=True)
        answer = stranger.post(link(cast.colleague), "List-Unsubscribe=One-Click", content_type=FORM)
        assert answer.status_code == 200
        assert not answer.cookies

    row = Consent.objects.get()
    assert (row.user, row.topic, row.is_given, row.source) == (cast.colleague, "issues", False, "one_click")
    assert (row.language, answer["Cache-Control"]) == ("fr", "no-store, private")


@pytest.mark.req("R26")
def test_without_the_forms_token_only_one_click_acts(cast: Cast) -> None:
    stranger = Client(enforce_csrf_checks=True)

    assert stranger.post(link(cast.officer), {"stop": ""}).status_code == 403
    assert stranger.post(link(cast.officer), {"undo": ""}).status_code == 403
    assert not Consent.objects.exists()


@pytest.mark.req("R58")
def test_it_works_long_after_the_mail(cast: Cast, time_machine: Any) -> None:
    path = link(cast.officer)
    time_machine.move_to("2027-12-01T12:00:00Z")

    assert Client().post(path, ONE_CLICK).status_code == 200
    assert Consent.objects.count() == 1


def test_a_link_that_we_did_not_make_is_nothing(cast: Cast) -> None:
    path = link(cast.officer)
    for wrong in (path[:-2] + "/", path.replace("unsubscribe/", "unsubscribe/x"), "/en/unsubscribe/x/"):
        for answer in (Client().get(wrong), Client().post(wrong, {"stop": ""}), Client().post(wrong, ONE_CLICK)):
            assert answer.status_code == 404
    assert not Consent.objects.exists()


@pytest.mark.req("R58")
@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_page_shows_nothing_of_the_person(cast: Cast, language: str) -> None:
    User.objects.filter(pk=cast.officer.pk).update(language=language)
    cast.officer.refresh_from_db()

    html = Client().get(link(cast.officer)).content.decode()

    assert f'<html lang="{language}">' in html
    assert not [word for word in ("alix", "tremblay", "1001", "kabul") if word in html.lower()]


def test_a_link_does_not_turn_on_what_was_turned_off_on_the_page(cast: Cast) -> None:
    say_consents(cast.officer, {"issues": False}, by=cast.officer, source=Consent.Source.PAGE)

    answer = Client().post(link(cast.officer), {"undo": ""})

    assert "This was not turned off by a link." in answer.content.decode()
    assert not consents.wants(cast.officer, Topic.ISSUES)
