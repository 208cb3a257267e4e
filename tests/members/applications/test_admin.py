"""The office reads what was handed in, sees who may be the same person, and decides; nobody about themselves."""

from datetime import date
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser, Permission
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from members import beat, demonstration, rules
from members.applications.actions.decisions import refuse_application
from members.models import Application, Member, User
from pafso.mail.models import Mail
from tests.awards.traces import traces
from tests.factories.applications import (
    make_application,
    make_asked,
    make_submitted,
    make_withdrawn_draft,
    touch,
)
from tests.factories.people import Cast, make_member, make_user

LIST = "/admin/members/application/"
DECISIONS = ["information", "approval", "refusal"]


@pytest.fixture
def office(client: Client, cast: Cast) -> Client:
    client.force_login(cast.staff)
    return client


@pytest.fixture
def submitted(cast: Cast) -> Application:
    return make_submitted(cast.newcomer)


def page_of(application: Application, name: str = "change") -> str:
    return f"{LIST}{application.pk}/{name}/"


def text_of(response: Any) -> str:
    return " ".join(response.content.decode().split())


def codes(response: Any) -> list[str]:
    return [row.code for row in response.context["cl"].result_list]


def approval(**more: Any) -> dict[str, Any]:
    return {"entry": "new", "number": "2001", "kind": "regular", "starts_on": "2026-12-01", "text": "", **more}


# --- who sees which -----------------------------------------------------------------------------------------------
def test_rules_and_querysets_agree(cast: Cast) -> None:
    second = make_user("Robin Second", "robin@example.org", is_staff=True)
    gone = make_user("Gone", "gone@example.org", is_staff=True, is_active=False)
    make_application(cast.newcomer)
    make_submitted(cast.outsider)
    make_submitted(cast.staff)
    make_asked(second, cast.staff)
    make_withdrawn_draft(make_user("Draft", "draft@example.org"))
    people = [*vars(cast).values(), second, gone, AnonymousUser()]
    rows = list(Application.objects.all())

    for person in people:
        seen = {row for row in rows if rules.may_see_application(person, row)}
        decided = {row for row in rows if rules.may_decide_application(person, row)}
        assert set(Application.objects.visible_to(person)) == seen
        assert set(Application.objects.in_hands_of(person)) == decided

    def of(user: User, name: str) -> set[str]:
        return {row.applicant.name for row in getattr(Application.objects, name)(user)}

    assert of(cast.staff, "visible_to") == {"Esther Outsider", "Dominique Roy", "Robin Second"}
    assert of(cast.staff, "in_hands_of") == {"Esther Outsider", "Robin Second"}
    assert of(gone, "visible_to") == of(cast.officer, "in_hands_of") == set()


@pytest.mark.req("R15")
@pytest.mark.parametrize("make", [make_application, make_withdrawn_draft])
def test_a_draft_does_not_exist_in_the_office(office: Client, cast: Cast, make: Any) -> None:
    draft = make(cast.newcomer)

    found = {page: office.get(page_of(draft, page)).status_code for page in ["change", "history", *DECISIONS]}

    assert found == dict.fromkeys(["change", "history", *DECISIONS], 404)
    assert codes(office.get(LIST + "?state=all")) == []
    assert codes(office.get(LIST + f"?q={draft.code}")) == []


@pytest.mark.req("R21")
def test_ones_own_does_not_exist_in_the_office_either(office: Client, cast: Cast) -> None:
    own = make_submitted(cast.staff)

    found = {page: office.get(page_of(own, page)).status_code for page in ["change", "history", *DECISIONS]}
    office.post(page_of(own, "approval"), approval())

    own.refresh_from_db()
    assert found == dict.fromkeys(["change", "history", *DECISIONS], 404)
    assert codes(office.get(LIST + "?state=all")) == []
    assert office.get("/admin/").context["sections"] == []
    assert own.state == "submitted"


def test_who_may_only_look_decides_nothing(client: Client, submitted: Application) -> None:
    reader = make_user("Reader", "reader@example.org", is_staff=True)
    reader.user_permissions.add(Permission.objects.get(codename="view_application"))
    client.force_login(reader)

    page = text_of(client.get(page_of(submitted)))
    answers = [client.post(page_of(submitted, name), approval(text="x")).status_code for name in DECISIONS]

    assert submitted.code in page
    assert "../approval/" not in page
    assert answers == [403, 403, 403]
    submitted.refresh_from_db()
    assert submitted.state == "submitted"


# --- the list -----------------------------------------------------------------------------------------------------
def test_whoever_waits_longest_comes_first(office: Client, cast: Cast) -> None:
    late, early = make_submitted(cast.newcomer), make_submitted(cast.outsider)
    touch(early, touched_at=late.touched_at.replace(year=2020))
    asked = make_asked(make_user("Asked", "asked@example.org"), cast.staff)

    assert codes(office.get(LIST)) == [early.code, late.code]
    assert codes(office.get(LIST + "?state=information_requested")) == [asked.code]
    assert codes(office.get(LIST + "?state=all")) == [asked.code, early.code, late.code]
    assert codes(office.get(LIST + f"?q={asked.code.lower()}")) == [asked.code]
    assert codes(office.get(LIST + "?q=ASKED@")) == [asked.code]
    assert codes(office.get(LIST + "?state=draft")) == []


def test_the_list_costs_the_same_with_three(
    office: Client, cast: Cast, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    counts = []
    for number in range(3):
        make_submitted(make_user(f"Person {number}", f"p{number}@example.org"))
        office.get(LIST)
        with django_assert_max_num_queries(20) as queries:
            office.get(LIST)
        counts.append(len(queries))

    assert counts[0] == counts[2]


def test_the_desk_says_how_many_wait(office: Client, cast: Cast, client: Client) -> None:
    heading = 'Applications for membership <span class="count">2</span>'
    make_submitted(cast.newcomer)
    make_submitted(cast.outsider)

    assert heading in text_of(office.get("/admin/"))
    assert "Chidi Newcomer" in text_of(office.get("/admin/"))

    client.force_login(make_user("No Rights", "none@example.org", is_staff=True))
    assert "Chidi Newcomer" not in text_of(client.get("/admin/"))


# --- the application ----------------------------------------------------------------------------------------------
def test_likely_duplicates_stand_beside_it(office: Client, submitted: Application) -> None:
    twin = make_member(None, "1500", ("regular", date(2001, 1, 1), date(2010, 12, 31)), name="CHIDI Newcomer")

    page = text_of(office.get(page_of(submitted)))

    assert f'<a href="/admin/members/member/{twin.pk}/change/"><bdi>CHIDI Newcomer (1500)</bdi></a> – Same name' in page
    assert "chidi@example.org (confirmed)" in page


def test_the_page_costs_the_same_with_three_who_are_alike(
    office: Client, submitted: Application, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    counts = []
    for number in ("1", "2", "3"):
        make_member(None, number, name="Chidi Newcomer")
        office.get(page_of(submitted))
        with django_assert_max_num_queries(20) as queries:
            office.get(page_of(submitted))
        counts.append(len(queries))

    assert counts[0] == counts[2]


def test_an_answer_that_is_being_written_is_the_applicants_own(office: Client, cast: Cast) -> None:
    asked = touch(make_asked(cast.newcomer, cast.staff), answer="CANARY, half a sen")

    page = text_of(office.get(page_of(asked)))

    assert "Who is your employer now?" in page
    assert "No answer yet." in page
    assert "CANARY" not in page
    assert "../approval/" not in page


def test_what_was_decided_shows_who_and_why(office: Client, submitted: Application, cast: Cast) -> None:
    refuse_application(submitted, by=cast.staff, reason="Not in the FS group.")

    page = text_of(office.get(page_of(submitted)))

    assert "Not in the FS group." in page
    assert "../refusal/" not in page


# --- deciding -----------------------------------------------------------------------------------------------------
def test_a_question_is_sent(office: Client, submitted: Application) -> None:
    with traces() as left:
        answer = office.post(page_of(submitted, "information"), {"text": "Since when?"}, follow=True)

    submitted.refresh_from_db()
    assert (submitted.state, submitted.question) == ("information_requested", "Since when?")
    assert "Sent. The application will come back when the applicant has answered." in text_of(answer)
    assert [mail for mail, *_ in left.mails] == ["members/application_information_requested"]


def test_an_approval_enters_a_member(office: Client, submitted: Application) -> None:
    form = text_of(office.get(page_of(submitted, "approval")))

    answer = office.post(page_of(submitted, "approval"), approval(), follow=True)

    assert 'name="number" value="1005"' in form
    member = Member.objects.get(number="2001")
    assert list(member.memberships.values_list("kind", "starts_on")) == [("regular", date(2026, 12, 1))]
    assert "Approved. Enter the level and the stream on the roll" in text_of(answer)
    assert f'href="/admin/members/member/{member.pk}/change/"' in text_of(answer)


def test_a_double_click_enters_one(office: Client, submitted: Application) -> None:
    for _ in range(2):
        office.post(page_of(submitted, "approval"), approval())

    assert Member.objects.filter(user=submitted.applicant).count() == 1
    assert Mail.objects.filter(event="members/application_approved").count() == 1


@pytest.mark.parametrize("entry", ["alike", "other"])
def test_an_entry_that_is_there_is_chosen(office: Client, submitted: Application, entry: str) -> None:
    name = "Chidi Newcomer" if entry == "alike" else "Chidi N."
    there = make_member(None, "1500", name=name)
    chosen = {"alike": approval(entry=str(there.pk)), "other": approval(entry="other", number="1500")}

    office.post(page_of(submitted, "approval"), chosen[entry])

    there.refresh_from_db()
    assert there.user == submitted.applicant
    assert not Member.objects.filter(number="2001").exists()


def test_who_comes_back_has_one_choice(office: Client, cast: Cast) -> None:
    back = make_submitted(cast.outsider)
    own = Member.objects.get(user=cast.outsider)

    page = text_of(office.get(page_of(back, "approval")))
    office.post(page_of(back, "approval"), {**approval(entry=str(own.pk)), "number": "9999"})

    back.refresh_from_db()
    assert "A new entry" not in page and 'name="number"' not in page
    assert back.member == own


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"number": ""}, "Give the member number."),
        ({"number": "1001"}, "The number 1001 is already in use. Choose another one."),
        ({"entry": "other", "number": "777"}, "There is no entry with this number."),
        ({"entry": "other", "number": "1001"}, "This entry belongs to another account."),
        ({"starts_on": "soon"}, "Enter a valid date."),
        ({"entry": "1"}, "Select a valid choice."),
    ],
)
def test_what_does_not_fit_is_said_and_nothing_typed_is_lost(
    office: Client, submitted: Application, wrong: dict[str, str], sentence: str
) -> None:
    page = text_of(office.post(page_of(submitted, "approval"), approval(text="Welcome, Chidi.", **wrong)))

    submitted.refresh_from_db()
    assert sentence in page
    assert "Welcome, Chidi.</textarea>" in page
    assert submitted.state == "submitted"


def test_an_entry_with_an_account_is_shown_and_not_offered(office: Client, submitted: Application, cast: Cast) -> None:
    touch(submitted, former_number="1001")

    page = text_of(office.get(page_of(submitted, "approval")))

    assert (
        "Alix Tremblay-Okafor (1001)</bdi></a> – Same member number: 1001. This entry has an account of its own."
        in page
    )
    assert page.count("Alix Tremblay-Okafor") == 1


def test_a_colleague_was_quicker(office: Client, submitted: Application) -> None:
    colleague = make_user("Robin Second", "robin@example.org", is_staff=True)
    refuse_application(submitted, by=colleague, reason="Not in the FS group.")

    page = office.post(page_of(submitted, "approval"), approval())

    assert "This application was decided a moment ago." in text_of(page)
    assert not Member.objects.filter(number="2001").exists()


def test_a_refusal_needs_its_reason(office: Client, submitted: Application) -> None:
    empty = text_of(office.post(page_of(submitted, "refusal"), {"text": " "}))
    done = text_of(office.post(page_of(submitted, "refusal"), {"text": "Not in the FS group."}, follow=True))

    submitted.refresh_from_db()
    assert "This field is required." in empty
    assert "Refused. The applicant will be told by email." in done
    assert (submitted.state, submitted.decision_reason) == ("refused", "Not in the FS group.")


@pytest.mark.req("R60")
@pytest.mark.parametrize(("language", "words"), [("en", "write in English."), ("fr", "write in French.")])
@pytest.mark.parametrize("name", DECISIONS)
def test_each_text_says_in_which_language(
    office: Client, submitted: Application, language: str, words: str, name: str
) -> None:
    User.objects.filter(pk=submitted.applicant_id).update(language=language)

    assert words in text_of(office.get(page_of(submitted, name)))


# --- the clock and the demonstration ------------------------------------------------------------------------------
def test_the_clock_warns_and_ends(cast: Cast) -> None:
    old, older = make_application(cast.newcomer), make_application(cast.outsider)
    touch(old, touched_at=old.begun_at.replace(year=2020))
    touch(older, touched_at=old.begun_at.replace(year=2020), warned_at=old.begun_at.replace(year=2020))

    assert beat.sweep_applications() == 2

    old.refresh_from_db()
    older.refresh_from_db()
    assert (old.state, older.state) == ("draft", "expired")
    assert old.warned_at is not None


def test_the_demonstration_has_one_to_decide_and_one_to_wait_for(db: None) -> None:
    context: dict[str, Any] = {}

    for _ in range(2):
        demonstration.fill(context)

    rows = Application.objects.order_by("id").values_list("state", "applicant__language")
    assert list(rows) == [("submitted", "en"), ("information_requested", "fr")]


def test_the_office_finds_the_page(office: Client) -> None:
    assert reverse("admin:members_application_changelist") == LIST
    assert office.get(LIST + "add/").status_code == 403
