"""The office opens cycles by their dates, reads what was handed in, and sets a nomination aside."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from awards.models import Award, Cycle, Nomination
from pafso.audit.models import Entry
from pafso.clock import OTTAWA
from tests.awards.traces import traces
from tests.factories.awards import LETTER_CANARY, make_award, make_cycle, make_draft, make_submitted
from tests.factories.office import open_and_save
from tests.factories.people import Cast, make_user

LIST = "admin:awards_nomination_changelist"


@pytest.fixture
def office(client: Client, cast: Cast) -> Client:
    client.force_login(cast.staff)
    return client


def text_of(response: Any) -> str:
    return response.content.decode()


def cycle_form(award: Award, **more: str) -> dict[str, str]:
    dates = {
        "opens_at_0": "2027-03-01",
        "opens_at_1": "09:00",
        "closes_at_0": "2027-04-05",
        "closes_at_1": "23:59",
    }
    texts = {"criteria_en": "- initiative", "criteria_fr": "- l’initiative"}
    conditions = {"nominee_kind": "individual", "letters_needed": "2", "case_words": "1500"}
    rules = {"nominee_rule": "anyone", "letters_from": "anyone", "nearness_years": "5", "retention_months": "24"}
    edition = {"award": str(award.pk), "year": "2027", "grace_minutes": "30"}
    return {**edition, **dates, **texts, **conditions, **rules, **more}


def test_a_cycle_is_opened_by_its_dates_in_ottawa(office: Client) -> None:
    award = make_award()

    with traces() as left:
        office.post(reverse("admin:awards_cycle_add"), cycle_form(award))

    cycle = Cycle.objects.get()
    assert cycle.closes_at == datetime(2027, 4, 5, 23, 59, tzinfo=OTTAWA)
    assert left.audit == [("added_by_staff", "PAFSO Awards 2027", "Dominique Roy")]


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"criteria_fr": ""}, "This field is required."),
        ({"closes_at_0": "2027-02-01"}, "It would close before it opens."),
        ({"criteria_en": " "}, "This field is required."),
    ],
)
def test_a_wrong_cycle_is_refused_in_words(office: Client, wrong: dict[str, str], sentence: str) -> None:
    response = office.post(reverse("admin:awards_cycle_add"), cycle_form(make_award(), **wrong))

    assert sentence in text_of(response)
    assert not Cycle.objects.exists()


def test_one_cycle_a_year(office: Client) -> None:
    cycle = make_cycle()

    response = office.post(reverse("admin:awards_cycle_add"), cycle_form(cycle.award))

    assert "This award already has a cycle for that year." in text_of(response)


def test_moving_a_date_closes_a_cycle(office: Client) -> None:
    cycle = make_cycle()
    assert cycle.is_open

    open_and_save(
        office,
        reverse("admin:awards_cycle_change", args=[cycle.pk]),
        cycle_form(cycle.award, opens_at_0="2020-01-01", closes_at_0="2020-02-01"),
    )

    assert not Cycle.objects.get().is_open
    assert set(Entry.objects.get(verb="edited_by_staff").changes) >= {"opens_at", "closes_at"}


def test_only_what_was_handed_in_is_listed(office: Client, cast: Cast) -> None:
    cycle = make_cycle()
    submitted = make_submitted(cycle, cast.officer)
    draft = make_draft(cycle, cast.colleague)
    own_draft = make_draft(cycle, cast.staff)

    page = text_of(office.get(reverse(LIST)))

    assert submitted.code in page
    assert draft.code not in page
    assert own_draft.code not in page
    assert text_of(office.get(reverse(LIST), {"state": "draft"})).count(draft.code) == 0


@pytest.mark.req("R15")
@pytest.mark.parametrize("name", ["change", "history", "disqualification"])
def test_a_draft_is_a_404(office: Client, cast: Cast, name: str) -> None:
    draft = make_draft(make_cycle(), cast.officer)

    assert office.get(reverse(f"admin:awards_nomination_{name}", args=[draft.pk])).status_code == 404


def test_a_nomination_leads_to_its_letters(office: Client, cast: Cast) -> None:
    nomination = make_submitted(make_cycle(), cast.officer)

    page = text_of(office.get(reverse("admin:awards_nomination_change", args=[nomination.pk])))

    for letter in nomination.letters.all():
        assert reverse("awards:letter_text", args=[letter.code]) in page
    assert "It was done without a budget." in page
    assert LETTER_CANARY not in page
    assert "Set aside" in page


def test_nothing_is_changed_added_or_deleted_here(office: Client, cast: Cast) -> None:
    nomination = make_submitted(make_cycle(), cast.officer)

    assert office.get(reverse("admin:awards_nomination_add")).status_code == 403
    assert office.post(reverse("admin:awards_nomination_delete", args=[nomination.pk])).status_code == 403
    office.post(reverse("admin:awards_nomination_change", args=[nomination.pk]), {"nominee_name": "Changed"})
    nomination.refresh_from_db()
    assert nomination.nominee_name == "Narwhalia Jones"


def test_setting_aside_asks_for_the_reason(office: Client, cast: Cast) -> None:
    nomination = make_submitted(make_cycle(), cast.officer)
    url = reverse("admin:awards_nomination_disqualification", args=[nomination.pk])

    asked = office.get(url)
    empty = office.post(url, {"reason": " "})
    with traces() as left:
        done = office.post(url, {"reason": "Not a career officer."}, follow=True)
    again = office.post(url, {"reason": "Again."}, follow=True)

    nomination.refresh_from_db()
    assert "The nominator receives this text by email" in text_of(asked)
    assert "This field is required." in text_of(empty)
    assert (nomination.state, nomination.disqualified_reason) == ("disqualified", "Not a career officer.")
    assert "The nominator will be told by email." in text_of(done)
    assert [line[0] for line in left.audit] == ["nomination_disqualified"]
    assert left.mails == [("awards/nomination_disqualified", "alix@example.org", "en")]
    assert again.status_code == 200


@pytest.mark.req("R21")
def test_reading_is_not_a_right_to_set_aside(client: Client, cast: Cast) -> None:
    clerk = make_user("Clerk", "clerk@example.org", is_staff=True)
    clerk.user_permissions.add(Permission.objects.get(codename="view_nomination"))
    nomination = make_submitted(make_cycle(), cast.officer)
    client.force_login(clerk)

    assert client.get(reverse(LIST)).status_code == 200
    url = reverse("admin:awards_nomination_disqualification", args=[nomination.pk])
    assert client.post(url, {"reason": "Because."}).status_code == 403
    assert "/disqualification/" not in text_of(
        client.get(reverse("admin:awards_nomination_change", args=[nomination.pk]))
    )
    nomination.refresh_from_db()
    assert nomination.state == "submitted"


@pytest.mark.parametrize(
    "name", [LIST, "admin:awards_cycle_changelist", "admin:awards_award_changelist", "admin:index"]
)
def test_lists_cost_the_same_with_one_and_three(
    office: Client, cast: Cast, name: str, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    def add(slug: str) -> None:
        make_submitted(make_cycle(make_award(slug)), cast.officer)

    add("one")
    office.get(reverse(name))
    with django_assert_max_num_queries(12) as one:
        office.get(reverse(name))
    add("two")
    add("three")
    with django_assert_max_num_queries(12) as three:
        assert office.get(reverse(name)).status_code == 200

    assert len(one) == len(three)


def test_filters_and_search_find(office: Client, cast: Cast) -> None:
    first = make_submitted(make_cycle(), cast.officer, nominee_name="Ida Roe")
    second = make_submitted(make_cycle(make_award("other")), cast.officer, nominee_name="Sam Poe")

    for query, found in (
        ({"q": "Ida"}, {first.code}),
        ({"q": second.code}, {second.code}),
        ({"cycle": str(second.cycle_id)}, {second.code}),
        ({"cycle": "x"}, {first.code, second.code}),
        ({"state": "disqualified"}, set()),
        ({"state": "submitted"}, {first.code, second.code}),
    ):
        rows = office.get(reverse(LIST), query).context["cl"].result_list
        assert {row.code for row in rows} == found, query
    assert Nomination.objects.count() == 2


@pytest.mark.req("R60")
def test_the_office_reads_french(office: Client, cast: Cast) -> None:
    nomination = make_submitted(make_cycle(), cast.officer)
    office.cookies["pafso_language"] = "fr"

    page = text_of(office.get(reverse("admin:awards_nomination_change", args=[nomination.pk])))

    assert "Écarter" in page
    assert "Lettres d’appui" in page
    assert "Set aside" not in page


def test_the_office_reads_what_became_of_the_call_and_holds_it_back(office: Client, cast: Cast) -> None:
    opens, closes = timezone.now() + timedelta(days=1), timezone.now() + timedelta(days=9)
    cycle = make_cycle(opens_at=opens, closes_at=closes, sends_call=True)
    page = reverse("admin:awards_cycle_change", args=[cycle.pk])

    assert "Will be sent when it opens: " in text_of(office.get(page))
    office.post(reverse("admin:awards_cycle_move", args=[cycle.pk, "call-held-back"]))

    cycle.refresh_from_db()
    assert cycle.sends_call is False
    assert "Held back. 0 people told." in text_of(office.get(page))
    entry = Entry.objects.get(verb="call_held_back", subject_id=str(cycle.pk))
    assert entry.by_id == cast.staff.pk


@pytest.mark.parametrize("asked", ["9" * 23, "٣" * 30, "-1", "abc", "9" * 18])
def test_a_cycle_that_there_cannot_be_is_no_error_in_the_list(office: Client, asked: str) -> None:
    make_cycle(make_award())
    assert office.get(reverse(LIST), {"cycle": asked}).status_code == 200
