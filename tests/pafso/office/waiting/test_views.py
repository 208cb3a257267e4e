"""The desk's pages, as the office presses on them."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from pafso.clock import ottawa_day
from pafso.models import Hidden, Keeper, Noted
from tests.factories.magazine import make_issue
from tests.factories.office import make_clerk
from tests.factories.people import Cast, make_user
from tests.factories.waiting import MAKERS

DESK = reverse("admin:index")


@pytest.fixture
def office(client: Client, cast: Cast) -> Client:
    client.force_login(cast.staff)
    return client


def verb(name: str, kind: str, pk: int) -> str:
    return reverse(f"admin:waiting_{name}", args=[kind, pk])


def said(answer: object) -> list[str]:
    return [str(message) for message in answer.context["messages"]]  # type: ignore[attr-defined]


def test_the_desk_with_everything_on_it(
    office: Client, cast: Cast, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    rows = {name: make(cast).pk for name, make in MAKERS.items()}
    office.get(DESK)

    with django_assert_max_num_queries(12):
        page = office.get(DESK)

    assert [name for name, pk in rows.items() if verb("item", name, pk) not in page.content.decode()] == []
    assert {section.kind.name for section in page.context["sections"]} == set(MAKERS)


def test_the_desk_costs_the_same_with_one_and_three(
    office: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    make_issue(41, 1, state="ready")
    office.get(DESK)
    with django_assert_max_num_queries(12) as one:
        office.get(DESK)
    make_issue(41, 2, state="ready")
    make_issue(41, 3, state="ready")
    with django_assert_max_num_queries(12) as three:
        office.get(DESK)

    assert len(one) == len(three)


def test_the_head_and_the_list_of_records_count(office: Client) -> None:
    make_issue(41, 1, state="ready")
    make_issue(41, 2, state="failed")

    page = " ".join(office.get(DESK).content.decode().split())
    elsewhere = office.get(reverse("admin:magazine_issue_changelist")).content.decode()

    assert '<span class="count">2</span> <span class="visually-hidden">waiting</span>' in page
    assert 'The desk&nbsp;<span class="count">2</span><span class="visually-hidden"> waiting</span>' in page
    assert 'The desk&nbsp;<span class="count">2</span>' in elsewhere


def test_one_press_takes_it(office: Client, cast: Cast) -> None:
    issue = make_issue(41, 1, state="ready")

    answer = office.post(verb("keeper", "issues", issue.pk), {"me": ""}, follow=True)

    assert (answer.redirect_chain, said(answer)) == ([(DESK, 302)], ["Saved."])
    assert Keeper.objects.get().user_id == cast.staff.pk
    assert "You look after it" in answer.content.decode()
    assert office.get(DESK, {"whose": "nobodys"}).context["sections"] == []
    assert len(office.get(DESK, {"whose": "mine"}).context["sections"]) == 1
    assert len(office.get(DESK, {"whose": "nonsense"}).context["sections"]) == 1


def test_a_second_press_from_an_old_desk_takes_nothing_away(office: Client, cast: Cast) -> None:
    issue, clerk = make_issue(41, 1, state="ready"), make_clerk()
    Keeper.objects.create(subject_type="magazine.Issue", subject_id=issue.pk, user=clerk)

    answer = office.post(verb("keeper", "issues", issue.pk), {"me": ""}, follow=True)

    assert said(answer) == ["Camille Bureau took this a moment ago. Refresh the page, then choose."]
    assert Keeper.objects.get().user_id == clerk.pk
    assert answer.redirect_chain == [(verb("item", "issues", issue.pk), 302)]


def test_given_on_its_own_page_only_to_who_may_open_it(office: Client, cast: Cast) -> None:
    issue, clerk = make_issue(41, 1, state="ready"), make_clerk()

    refused = office.post(verb("keeper", "issues", issue.pk), {"keeper": cast.officer.pk, "was": ""})
    taken = office.post(verb("keeper", "issues", issue.pk), {"keeper": clerk.pk, "was": ""})

    assert (refused.status_code, taken.status_code) == (200, 302)
    assert "keeper" in refused.context["keeper_form"].errors
    assert Keeper.objects.get().user_id == clerk.pk
    choices = {str(value) for value, _ in office.get(taken["Location"]).context["keeper_form"].fields["keeper"].choices}
    assert choices == {"", str(clerk.pk), str(cast.staff.pk)}


def test_hidden_and_shown_again(office: Client, cast: Cast) -> None:
    issue, page = make_issue(41, 1, state="ready"), ""
    tomorrow = ottawa_day() + timedelta(days=1)

    wrong = office.post(verb("hidden", "issues", issue.pk), {"until": str(ottawa_day())})
    assert wrong.context["hiding_form"].errors == {"until": ["Choose a day after today."]}
    office.post(verb("hidden", "issues", issue.pk), {"until": str(tomorrow)})
    assert Hidden.objects.get().until == tomorrow
    assert office.get(DESK).context["sections"] == []
    page = office.get(verb("item", "issues", issue.pk)).content.decode()
    assert "Show it to me again" in page
    office.post(verb("shown", "issues", issue.pk))

    assert not Hidden.objects.exists()
    assert len(office.get(DESK).context["sections"]) == 1


def test_noted_is_off_the_list(office: Client, cast: Cast) -> None:
    cycle = MAKERS["closed-cycles"](cast)
    page = office.get(verb("item", "closed-cycles", cycle.pk)).content.decode()

    answer = office.post(verb("noted", "closed-cycles", cycle.pk), follow=True)
    again = office.post(verb("noted", "closed-cycles", cycle.pk))

    assert "The panel has decided: take it off the list" in page
    assert (said(answer), Noted.objects.count(), again.status_code) == (
        ["Noted. It has been taken off the list."],
        1,
        404,
    )
    # It closed with a nomination in it: its dossiers wait to be frozen, whatever the panel has decided.
    assert [section.kind.name for section in answer.context["sections"]] == ["unfrozen-cycles"]


def test_what_a_verb_ends_is_not_noted(office: Client) -> None:
    issue = make_issue(41, 1, state="ready")

    answer = office.post(verb("noted", "issues", issue.pk), follow=True)

    assert (said(answer), Noted.objects.count()) == (["It stays on the list until it is done."], 0)


def test_a_colleagues_work_is_handed_over(office: Client, cast: Cast) -> None:
    issue, clerk = make_issue(41, 1, state="ready"), make_clerk()
    Keeper.objects.create(subject_type="magazine.Issue", subject_id=issue.pk, user=clerk)
    address = reverse("admin:waiting_hand_over")

    wrong = office.post(address, {"of": clerk.pk, "to": clerk.pk})
    stranger = office.post(address, {"of": clerk.pk, "to": cast.officer.pk})
    answer = office.post(address, {"of": clerk.pk, "to": cast.staff.pk}, follow=True)

    assert wrong.context["form"].errors == {"to": ["Choose two different colleagues."]}
    assert "to" in stranger.context["form"].errors
    assert said(answer) == ["1 item was handed over."]
    assert Keeper.objects.get().user_id == cast.staff.pk


def test_whoever_sees_nothing_wait_hands_nothing_over(client: Client, cast: Cast) -> None:
    client.force_login(make_user("No Rights", "bare@example.org", is_staff=True))

    assert client.get(reverse("admin:waiting_hand_over")).status_code == 404


@pytest.mark.req("R26")
def test_nothing_is_done_by_a_get(office: Client) -> None:
    issue = make_issue(41, 1, state="ready")

    codes = [office.get(verb(name, "issues", issue.pk)).status_code for name in ("keeper", "hidden", "shown", "noted")]

    assert codes == [405] * 4


def test_a_list_of_one_kind_by_pages(office: Client, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    for number in range(1, 53):
        make_issue(60, number, state="ready")
    address = reverse("admin:waiting", args=["issues"])
    office.get(address)

    with django_assert_max_num_queries(12):
        first = office.get(address)
    second = office.get(address + first.context["page"].next_url)

    numbers = [item.words for page in (first, second) for item in page.context["items"]]
    assert numbers == [f"Vol. 60, No. {number}" for number in range(1, 53)]


@pytest.mark.req("R15")
@pytest.mark.parametrize("pk", [2**63, 999_999])
def test_what_does_not_wait_is_not_there(office: Client, pk: int) -> None:
    published = make_issue(41, 1, state="published")

    assert office.get(f"/admin/waiting/issues/{pk}/").status_code == 404
    assert office.get(verb("item", "issues", published.pk)).status_code == 404
    assert office.get("/admin/waiting/nothing/").status_code == 404
