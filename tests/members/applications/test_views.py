"""The applicant's pages: text survives everything, and another person's application does not exist."""

import re
import uuid
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from members.applications.actions import applicant as actions
from members.applications.actions import decisions
from members.models import Application, MembershipClass
from pafso.web.typed_text import PREFIX, mark_of
from tests.factories.applications import make_application, make_asked, make_stream, make_submitted
from tests.factories.people import PASSWORD, Cast, make_member
from tests.factories.reviews import press

JSON = {"headers": {"accept": "application/json"}}
PAGES = ["application", "application_form", "application_answer", "application_submission", "application_withdrawal"]
START = "/en/account/application/"


@pytest.fixture
def applicant(client: Client, cast: Cast) -> Client:
    client.force_login(cast.newcomer)
    return client


def page_of(application: Application, name: str = "application") -> str:
    return reverse(f"members:{name}", args=[application.code])


def text_of(response: Any) -> str:
    return " ".join(response.content.decode().split())


def typed(application: Application, **values: Any) -> dict[str, Any]:
    return {"tab": "t1", "version": application.version, **values}


# --- become a member --------------------------------------------------------------------------------------------------
def test_a_stranger_reads_what_is_asked_and_is_led_back_here(client: Client, cast: Cast) -> None:
    page = text_of(client.get(START))

    assert [name for name in ("Regular", "Retired", "Associate", "Honorary") if f"<dt>{name}</dt>" in page] == [
        "Regular", "Retired", "Associate",
    ]  # fmt: skip
    assert f'href="/en/accounts/signup/?next={START}"' in page
    assert "<form method=" not in page.split("<main")[1].split("</main>")[0]


def test_a_double_click_begins_one_application(applicant: Client, cast: Cast) -> None:
    token = re.search(r'name="form_token" value="([^"]+)"', applicant.get(START).content.decode())
    assert token

    first = applicant.post(reverse("members:begin_application"), {"form_token": token[1]})
    second = applicant.post(reverse("members:begin_application"), {"form_token": token[1]})

    application = Application.objects.get()
    assert first["Location"] == second["Location"] == page_of(application, "application_form")
    assert application.applicant == cast.newcomer
    assert "You have an application in progress." in text_of(applicant.get(START))


def test_begin_by_get_begins_nothing(applicant: Client) -> None:
    assert applicant.get(reverse("members:begin_application"))["Location"] == START
    assert not Application.objects.exists()


def test_a_broken_token_begins_all_the_same(applicant: Client) -> None:
    applicant.post(reverse("members:begin_application"), {"form_token": "x"})

    assert Application.objects.count() == 1


def test_begin_with_one_that_the_office_has_leads_to_it(applicant: Client, cast: Cast) -> None:
    application = make_submitted(cast.newcomer)

    response = applicant.post(reverse("members:begin_application"), {"form_token": str(uuid.uuid4())})

    assert response["Location"] == page_of(application)


def test_a_member_begins_nothing_and_is_told_whom_to_ask(as_member: Client) -> None:
    page = text_of(as_member.get(START))
    answer = text_of(as_member.post(reverse("members:begin_application"), {"form_token": "x"}, follow=True))

    assert "You are already on the roll: member 1001, regular. To change your class" in page
    assert "You are already on the roll: member 1001, regular, from September 1, 2015." in answer
    assert not Application.objects.exists()


def test_earlier_applications_stay_readable(applicant: Client, cast: Cast, client: Client) -> None:
    own = actions.withdraw_application(make_submitted(cast.newcomer), by=cast.newcomer)
    other = actions.withdraw_application(make_submitted(cast.outsider), by=cast.outsider)

    page = text_of(applicant.get(START))

    assert f'href="{page_of(own)}"' in page
    assert other.code not in page
    assert "Start the application" in page


# --- whose it is ------------------------------------------------------------------------------------------------------
@pytest.mark.req("R15")
@pytest.mark.parametrize("name", PAGES)
def test_another_persons_application_does_not_exist(client: Client, cast: Cast, name: str) -> None:
    """Not for a member, and not for the office either: it has its own pages."""
    draft = make_application(cast.newcomer, remarks="CANARY")

    for stranger in (cast.officer, cast.staff):
        client.force_login(stranger)
        read = client.get(page_of(draft, name))
        written = client.post(page_of(draft, name), {"answer": "x", "name": "x"})
        assert read.status_code == 404
        assert written.status_code == (405 if name == "application" else 404)
        assert b"CANARY" not in read.content + written.content

    draft.refresh_from_db()
    assert (draft.name, draft.state) == ("Chidi Newcomer", "draft")


def test_a_code_that_nobody_has_is_the_same_404(applicant: Client) -> None:
    assert applicant.get("/en/account/application/ZZZZZ/").status_code == 404


def test_a_code_is_found_as_it_is_read_out(applicant: Client, cast: Cast) -> None:
    application = make_application(cast.newcomer)

    assert applicant.get(f"/en/account/application/{application.code.lower()}/").status_code == 200


# --- the form ---------------------------------------------------------------------------------------------------------
def test_autosave_answers_the_script(applicant: Client, cast: Cast) -> None:
    application = make_application(cast.newcomer)
    values = typed(application, name="Chidi N.", kind="retired", stream=make_stream().pk, joined_on="")

    response = applicant.post(page_of(application, "application_form"), values, **JSON)

    application.refresh_from_db()
    assert response.json()["version"] == application.version == 1
    assert (application.name, application.kind_id, application.joined_on) == ("Chidi N.", "retired", None)


def test_what_was_saved_is_there_after_a_reload(applicant: Client, cast: Cast) -> None:
    application = make_application(cast.newcomer, remarks="Since «May»\nin Dakar")

    page = applicant.get(page_of(application, "application_form")).content.decode()

    assert "Since «May»\nin Dakar</textarea>" in page
    assert 'value="2019-09-03"' in page
    assert re.search(r'value="regular"[^>]*checked', page)


def test_save_and_continue_leads_to_the_review(applicant: Client, cast: Cast) -> None:
    application = make_application(cast.newcomer)
    url = page_of(application, "application_form")

    assert applicant.post(url, typed(application, name="A"))["Location"] == page_of(
        application, "application_submission"
    )
    application.refresh_from_db()
    assert applicant.post(url, typed(application, name="B", stay="yes"))["Location"] == url


def test_a_second_tab_is_told_and_both_texts_are_shown(applicant: Client, cast: Cast) -> None:
    application = make_application(cast.newcomer)
    url = page_of(application, "application_form")
    applicant.post(url, {"tab": "one", "version": 0, "remarks": "From the first tab"})

    script = applicant.post(url, {"tab": "two", "version": 0, "remarks": "From the second"}, **JSON)
    page = applicant.post(url, {"tab": "two", "version": 0, "remarks": "From the second"})

    assert (script.status_code, script.json()["code"]) == (409, "edited_elsewhere")
    assert page.status_code == 409
    assert "From the first tab" in text_of(page) and "From the second" in text_of(page)
    again = applicant.post(url, {"tab": "two", "version": 1, "remarks": "From the second"})
    assert again.status_code == 302
    application.refresh_from_db()
    assert application.remarks == "From the second"


@pytest.mark.req("R48")
def test_text_typed_without_a_session_comes_back(client: Client, cast: Cast) -> None:
    application = make_application(cast.newcomer)
    url = page_of(application, "application_form")

    mark = {PREFIX + mark_of(cast.newcomer): ""}
    login = client.post(url, typed(application, remarks="Typed after the session ran out") | mark)
    client.post(login["Location"], {"login": cast.newcomer.email, "password": PASSWORD})
    page = text_of(client.get(url))

    assert "Typed after the session ran out" in page
    assert "You had been logged out. What you typed is below and is not saved yet." in page


def test_what_the_office_has_is_given_back_to_be_copied(applicant: Client, cast: Cast) -> None:
    application = make_submitted(cast.newcomer)

    page = applicant.post(page_of(application, "application_form"), typed(application, remarks="Too late for this"))

    assert page.status_code == 409
    assert "This application can no longer be changed, but you can still read it." in text_of(page)
    assert "Too late for this" in text_of(page)
    assert applicant.get(page_of(application, "application_form"))["Location"] == page_of(application)


def test_a_text_that_is_too_long_is_said_and_kept(applicant: Client, cast: Cast) -> None:
    application = make_application(cast.newcomer)

    page = applicant.post(page_of(application, "application_form"), typed(application, remarks="x" * 4001))

    assert page.status_code == 409
    assert "at most 4,000 characters" in text_of(page)
    assert "x" * 4001 in text_of(page)


def test_honorary_membership_cannot_be_applied_for(applicant: Client, cast: Cast) -> None:
    application = make_application(cast.newcomer)

    page = applicant.post(page_of(application, "application_form"), typed(application, kind="honorary"))

    application.refresh_from_db()
    assert page.status_code == 409
    assert application.kind_id == "regular"


# --- handing in -------------------------------------------------------------------------------------------------------
def test_everything_missing_is_linked_to_its_field(applicant: Client, cast: Cast) -> None:
    application = make_application(cast.newcomer, employer="", level="")

    page = press(applicant, page_of(application, "application_submission"))

    form = page_of(application, "application_form")
    assert page.status_code == 422
    links = re.findall(r'<li><a href="([^"]+)">([^<]+)</a></li>', text_of(page).split('role="alert"')[1])
    assert links[:2] == [
        (f"{form}#id_employer", "Say who your employer is."),
        (f"{form}#id_level", "Choose your level."),
    ]


def test_handing_in_shows_the_receipt(applicant: Client, cast: Cast) -> None:
    application = make_application(cast.newcomer)
    assert "Everything is complete." in text_of(applicant.get(page_of(application, "application_submission")))

    page = text_of(press(applicant, page_of(application, "application_submission"), follow=True))

    assert "Your application has been received" in page
    assert application.code in page
    assert press(applicant, page_of(application, "application_submission")).status_code == 302
    assert applicant.get(page_of(application, "application_submission"))["Location"] == page_of(application)


def test_somebody_who_became_a_member_is_told_on_the_page(applicant: Client, cast: Cast) -> None:
    application = make_application(cast.newcomer)
    make_member(cast.newcomer, "2001", ("regular", date(2020, 1, 1), None))

    page = press(applicant, page_of(application, "application_submission"))

    assert page.status_code == 422
    assert "You are already on the roll: member 2001, regular, from January 1, 2020." in text_of(page)


# --- the state --------------------------------------------------------------------------------------------------------
def test_the_question_is_answered_on_its_page(applicant: Client, cast: Cast) -> None:
    application = make_asked(cast.newcomer, cast.staff)
    url = page_of(application, "application_answer")
    assert "Who is your employer now?" in text_of(applicant.get(page_of(application)))
    saved = applicant.post(url, typed(application, answer="GA"), **JSON)
    assert saved.json()["version"] == 1

    page = text_of(applicant.post(url, {"tab": "t1", "version": 1, "answer": "GAC, since May."}, follow=True))

    application.refresh_from_db()
    assert (application.state, application.answer) == ("submitted", "GAC, since May.")
    assert "Your application has been received" in page
    assert "GAC, since May." in page
    assert "Office’s question answered" in page


def test_an_answer_in_two_tabs_shows_both(applicant: Client, cast: Cast) -> None:
    application = make_asked(cast.newcomer, cast.staff)
    url = page_of(application, "application_answer")
    applicant.post(url, {"tab": "one", "version": 0, "answer": "From the first tab"}, **JSON)

    page = applicant.post(url, {"tab": "two", "version": 0, "answer": "From the second"})

    application.refresh_from_db()
    assert page.status_code == 409
    assert "From the first tab" in text_of(page) and "From the second" in text_of(page)
    assert (application.state, application.answer) == ("information_requested", "From the first tab")


def test_an_empty_answer_is_not_sent(applicant: Client, cast: Cast) -> None:
    application = make_asked(cast.newcomer, cast.staff)

    page = applicant.post(page_of(application, "application_answer"), typed(application, answer=" "))

    assert page.status_code == 422
    assert f"{page_of(application, 'application_answer')}#id_answer" in text_of(page)


def test_nothing_is_answered_that_nobody_asked(applicant: Client, cast: Cast) -> None:
    application = make_application(cast.newcomer)

    assert applicant.get(page_of(application, "application_answer"))["Location"] == page_of(application)


@pytest.mark.req("R26")
def test_withdrawing_asks_first(applicant: Client, cast: Cast) -> None:
    application = make_submitted(cast.newcomer)
    url = page_of(application, "application_withdrawal")

    assert "Keep it" in text_of(applicant.get(url))
    application.refresh_from_db()
    assert application.state == "submitted"

    page = text_of(applicant.post(url, follow=True))
    assert "Withdrawn. You can apply again whenever you wish." in page
    assert "You have withdrawn this application." in page
    assert applicant.get(url)["Location"] == page_of(application)


def test_withdrawing_after_the_decision_says_why_not(applicant: Client, cast: Cast) -> None:
    application = make_submitted(cast.newcomer)
    decisions.refuse_application(application, by=cast.staff, reason="Not in the FS group.")

    page = text_of(applicant.post(page_of(application, "application_withdrawal"), follow=True))

    assert "This is “Refused” and cannot become “Withdrawn”." in page
    assert "Not in the FS group." in page


def test_what_happened_is_told_without_who_did_it(applicant: Client, cast: Cast) -> None:
    application = make_asked(cast.newcomer, cast.staff)

    page = text_of(applicant.get(page_of(application)))

    history = page.split('id="history"')[1]
    words = re.findall(r"<li>(.*?)<br>", history)
    assert words == [
        "Application for membership started",
        "Application for membership submitted",
        "Information requested",
    ]
    assert "Dominique" not in page


@pytest.mark.parametrize("state", ["withdrawn", "approved"])
def test_each_end_has_its_words(applicant: Client, cast: Cast, state: str) -> None:
    application = make_submitted(cast.newcomer)
    if state == "withdrawn":
        actions.withdraw_application(application, by=cast.newcomer)
    else:
        kind = MembershipClass.objects.get(pk="regular")
        decisions.approve_application(
            application, by=cast.staff, number="2001", kind=kind, starts_on=application.begun_at.date()
        )

    page = text_of(applicant.get(page_of(application)))

    assert {"withdrawn": "You can apply again", "approved": "Your member number is 2001."}[state] in page
    assert "Withdraw the application</a>" not in page


def test_the_page_costs_the_same_after_three_rounds(
    applicant: Client, cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    first = make_asked(cast.newcomer, cast.staff)
    applicant.get(page_of(first))  # the device is seen
    with django_assert_num_queries(4):  # session, account, the application, what happened
        applicant.get(page_of(first))
    for question in ("Since when?", "Where?"):
        first.refresh_from_db()
        actions.save_application(first, values={"answer": "Yes."}, tab="t", version=first.version)
        actions.submit_application(first, by=cast.newcomer)
        decisions.request_information(first, by=cast.staff, question=question)

    with django_assert_num_queries(4):
        applicant.get(page_of(first))


# --- one's own page ---------------------------------------------------------------------------------------------------
def test_my_page_says_where_the_application_stands(applicant: Client, cast: Cast) -> None:
    assert "You are not a member." in text_of(applicant.get("/en/account/"))
    application = make_submitted(cast.newcomer)

    page = text_of(applicant.get("/en/account/"))

    assert "The office decides and writes to you." in page
    assert f'href="{page_of(application)}"' in page


def test_a_members_page_says_nothing_of_applying(as_member: Client) -> None:
    page = text_of(as_member.get("/en/account/"))

    assert "/account/application/" not in page.split("<main")[1].split("</main>")[0]
