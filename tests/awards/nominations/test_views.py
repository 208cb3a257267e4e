"""The nominator's pages: text survives everything, another person's nomination does not exist."""

import re
import uuid
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from awards.letters import actions as letter_actions
from awards.models import Cycle, Letter, Nomination
from awards.nominations import actions
from pafso.clock import ottawa_day
from pafso.mail.models import Mail
from pafso.text.dates import day_in_words
from pafso.web.typed_text import PREFIX, mark_of
from tests.factories.awards import (
    CASE_CANARY,
    LETTER_CANARY,
    close,
    make_award,
    make_cycle,
    make_draft,
    make_letter,
    make_sent_letter,
    make_submitted,
)
from tests.factories.people import PASSWORD, Cast
from tests.factories.reviews import press, shown_on

JSON = {"headers": {"accept": "application/json"}}


@pytest.fixture
def cycle(db: None) -> Cycle:
    return make_cycle()


@pytest.fixture
def draft(cycle: Cycle, cast: Cast) -> Nomination:
    return make_draft(cycle, cast.officer)


def page_of(nomination: Nomination, name: str = "nomination") -> str:
    return reverse(f"awards:{name}", args=[nomination.code])


def typed(text: str, **more: Any) -> dict[str, Any]:
    return {"nominee_name": "Ida Roe", "case": text, "tab": "t1", "version": 1, **more}


def text_of(response: Any) -> str:
    return response.content.decode()


# --- begun ----------------------------------------------------------------------------------------------------------
def test_nominate_leads_to_a_draft(as_member: Client, cycle: Cycle, cast: Cast) -> None:
    url = reverse("awards:start", args=[cycle.award.slug, cycle.year])
    token = re.search(r'name="form_token" value="([^"]+)"', text_of(as_member.get(cycle.get_absolute_url())))
    assert token

    first = as_member.post(url, {"form_token": token[1]})
    second = as_member.post(url, {"form_token": token[1]})

    nomination = Nomination.objects.get()
    assert first["Location"] == second["Location"] == page_of(nomination)
    assert nomination.nominator == cast.officer


def test_a_broken_token_begins_a_draft_all_the_same(as_member: Client, cycle: Cycle) -> None:
    assert (
        as_member.post(reverse("awards:start", args=[cycle.award.slug, 2027]), {"form_token": "x"}).status_code == 302
    )
    assert Nomination.objects.count() == 1


def test_a_closed_cycle_begins_nothing_and_says_so(as_member: Client, cycle: Cycle) -> None:
    close(cycle)

    response = as_member.post(reverse("awards:start", args=[cycle.award.slug, 2027]), follow=True)

    assert "This cycle is closed: no new nomination can be started." in text_of(response)
    assert "What you wrote is kept" not in text_of(response)
    assert not Nomination.objects.exists()


def test_start_opened_as_a_page_leads_to_the_cycle(as_member: Client, cycle: Cycle) -> None:
    response = as_member.get(reverse("awards:start", args=[cycle.award.slug, 2027]))

    assert response["Location"] == cycle.get_absolute_url()


# --- saved ----------------------------------------------------------------------------------------------------------
def test_autosave_answers_when_and_which_version(as_member: Client, draft: Nomination) -> None:
    response = as_member.post(page_of(draft), typed("Saved by the script."), **JSON)

    draft.refresh_from_db()
    assert response.status_code == 200
    assert response.json()["version"] == draft.version == 2
    assert response.json()["saved_at"].startswith(draft.saved_at.isoformat()[:19])
    assert draft.case == "Saved by the script."


def test_saving_goes_on_to_the_letters_or_stays(as_member: Client, draft: Nomination) -> None:
    on = as_member.post(page_of(draft), typed("One."))
    stays = as_member.post(page_of(draft), typed("Two.", stay="yes"), follow=True)

    assert on["Location"] == page_of(draft, "supporters")
    assert stays.redirect_chain == [(page_of(draft), 302)]
    assert "Saved." in text_of(stays)


def test_another_tab_is_told_and_both_texts_are_kept(as_member: Client, draft: Nomination) -> None:
    as_member.post(page_of(draft), typed("The text of tab two.", tab="t2"))

    script = as_member.post(page_of(draft), typed("The text of tab one."), **JSON)
    person = as_member.post(page_of(draft), typed("The text of tab one."))

    assert script.status_code == person.status_code == 409
    assert script.json()["code"] == "edited_elsewhere"
    assert script.json()["detail"].startswith("This text was changed in another tab")
    page = text_of(person)
    assert "The text of tab two." in page
    assert "The text of tab one." in page
    draft.refresh_from_db()
    assert draft.case == "The text of tab two."
    assert f'name="version" value="{draft.version}"' in page
    again = as_member.post(page_of(draft), typed("The text of tab one.", version=draft.version))
    assert again.status_code == 302
    draft.refresh_from_db()
    assert draft.case == "The text of tab one."


@pytest.mark.req("R46", "R48")
def test_after_the_deadline_the_text_comes_back(as_member: Client, draft: Nomination, cycle: Cycle) -> None:
    close(cycle)

    script = as_member.post(page_of(draft), typed("Typed too late."), **JSON)
    person = as_member.post(page_of(draft), typed("Typed too late."))

    assert script.status_code == person.status_code == 409
    assert script.json()["code"] == "window_closed"
    page = text_of(person)
    assert "The deadline has passed" in page
    assert "Typed too late." in page
    assert CASE_CANARY in page
    assert "Typed too late." not in text_of(as_member.get(page_of(draft)))
    assert CASE_CANARY in text_of(as_member.get(page_of(draft)))


def test_a_text_that_is_too_long_is_not_cut_but_refused(as_member: Client, draft: Nomination) -> None:
    script = as_member.post(page_of(draft), typed("x" * 60_001), **JSON)
    person = as_member.post(page_of(draft), typed("y" * 60_001))

    assert script.status_code == person.status_code == 409
    assert "60,000" in script.json()["detail"]
    assert "y" * 60_001 in text_of(person)


@pytest.mark.req("R48")
def test_text_typed_in_a_session_that_ran_out_comes_back(client: Client, draft: Nomination, cast: Cast) -> None:
    away = client.post(page_of(draft), typed("Typed while signed out.") | {PREFIX + mark_of(cast.officer): ""})
    client.post(reverse("account_login"), {"login": cast.officer.email, "password": PASSWORD})

    page = text_of(client.get(page_of(draft)))

    assert away.status_code == 302
    assert "/accounts/login/" in away["Location"]
    assert "Typed while signed out." in page
    assert "You had been logged out. What you typed is below and is not saved yet." in page
    assert "Typed while signed out." not in text_of(client.get(page_of(draft)))


def test_text_is_escaped(as_member: Client, draft: Nomination) -> None:
    as_member.post(page_of(draft), typed("</textarea><script>alert(1)</script>", nominee_name="<b>Ida</b>"))

    for name in ("nomination", "supporters", "submission"):
        page = text_of(as_member.get(page_of(draft, name)))
        assert "<script>alert" not in page
        assert "<b>Ida" not in page


# --- handed in ------------------------------------------------------------------------------------------------------
def test_the_summary_walks_the_whole_draft(as_member: Client, cycle: Cycle, cast: Cast) -> None:
    draft = make_draft(cycle, cast.officer, nominee_position="", case="")

    shown = text_of(as_member.get(page_of(draft, "submission")))
    tried = press(as_member, page_of(draft, "submission"))

    assert tried.status_code == 422
    for page in (shown, text_of(tried)):
        assert f'href="{page_of(draft)}#id_nominee_position"' in page
        assert f'href="{page_of(draft)}#id_case"' in page
        assert f'href="{page_of(draft, "supporters")}">2 letters of support are still missing.' in page
    assert "data-focus" in text_of(tried)


@pytest.mark.req("R40", "R41")
def test_a_double_click_hands_in_once(as_member: Client, draft: Nomination) -> None:
    make_sent_letter(draft, "one@example.org")
    make_sent_letter(draft, "two@example.org")

    first = press(as_member, page_of(draft, "submission"))
    second = press(as_member, page_of(draft, "submission"), follow=True)

    draft.refresh_from_db()
    assert first.status_code == 302
    assert draft.state == "submitted"
    assert "Your nomination has been received" in text_of(second)
    assert draft.code in text_of(second)
    assert f'data-autosave-clear="nomination-{draft.code}"' in text_of(second)
    assert as_member.get(page_of(draft))["Location"] == page_of(draft, "submission")


@pytest.mark.req("R46")
def test_handing_in_late_is_explained(as_member: Client, draft: Nomination, cycle: Cycle) -> None:
    close(cycle)

    response = press(as_member, page_of(draft, "submission"))

    assert response.status_code == 409
    assert "The period for this is over. What you wrote is kept" in text_of(response)
    assert CASE_CANARY in text_of(response)


def test_handing_in_late_what_nobody_wrote_does_not_say_that_it_is_kept(
    as_member: Client, cycle: Cycle, cast: Cast
) -> None:
    empty = actions.start_nomination(cycle, by=cast.officer, form_token=uuid.uuid4())
    close(cycle)

    response = press(as_member, page_of(empty, "submission"))

    assert response.status_code == 409
    assert "The period for this is over." in text_of(response)
    assert "What you wrote is kept and" not in text_of(response)


def test_withdrawing_by_its_page(as_member: Client, cycle: Cycle, cast: Cast) -> None:
    nomination = make_submitted(cycle, cast.officer)
    url = page_of(nomination, "withdrawal")

    asked = as_member.get(url)
    nomination.refresh_from_db()
    assert "Withdraw this nomination?" in text_of(asked)
    assert nomination.state == "submitted"
    assert as_member.post(url)["Location"] == page_of(nomination)
    nomination.refresh_from_db()
    assert nomination.state == "withdrawn"
    mail = Mail.objects.get(event="awards/nomination_withdrawn")
    assert (mail.to, nomination.code in mail.subject) == (cast.officer.email, True)
    assert nomination.nominee_name not in mail.subject + mail.text
    assert as_member.get(url)["Location"] == page_of(nomination, "submission")


def test_deleting_asks_first_and_says_who_is_told(as_member: Client, draft: Nomination) -> None:
    asked, revoked = make_letter(draft), make_letter(draft, "other@example.org", name="Ended Early")
    letter_actions.revoke_letter(revoked, by=draft.nominator)
    url = page_of(draft, "deletion")

    page = text_of(as_member.get(url))
    assert asked.name in page and "Ended Early" not in page
    assert Nomination.objects.exists()

    done = as_member.post(url, follow=True)
    assert "The draft has been deleted." in text_of(done)
    assert draft.code not in text_of(done)
    assert as_member.post(url).status_code == 404
    assert not Nomination.objects.exists()


def test_the_page_says_until_when_a_draft_is_kept(as_member: Client, draft: Nomination) -> None:
    day = day_in_words(ottawa_day(draft.cycle.drafts_kept_until))

    assert f"it will be deleted on {day}." in text_of(as_member.get(page_of(draft)))
    assert f"kept until {day}" in text_of(as_member.get(reverse("awards:nominations")))


def test_what_was_submitted_is_printed_by_its_nominator_only(
    as_member: Client, cycle: Cycle, cast: Cast, draft: Nomination
) -> None:
    nomination = make_submitted(cycle, cast.officer)
    url = page_of(nomination, "copy")

    page = text_of(as_member.get(url))

    assert CASE_CANARY in page and nomination.code in page
    assert LETTER_CANARY not in page
    assert as_member.get(page_of(draft, "copy"))["Location"] == page_of(draft, "submission")
    for person in (cast.colleague, cast.staff, cast.outsider):
        other = Client()
        other.force_login(person)
        assert other.get(url).status_code == 404


def test_an_earlier_one_of_ones_own_is_begun_from(as_member: Client, cycle: Cycle, cast: Cast) -> None:
    past = make_cycle(cycle.award, year=2026)
    earlier = make_submitted(past, cast.officer, nominee_name="Ida Sand")
    theirs = make_submitted(past, cast.colleague, nominee_name="Otto Stranger")
    page = text_of(as_member.get(cycle.get_absolute_url()))
    assert earlier.code in page and theirs.code not in page and "Otto Stranger" not in page
    url = reverse("awards:start", args=[cycle.award.slug, 2027])

    assert as_member.post(url, {"form_token": str(uuid.uuid4()), "earlier": theirs.code}).status_code == 404
    begun = as_member.post(url, {"form_token": str(uuid.uuid4()), "earlier": earlier.code})

    nomination = Nomination.objects.get(cycle=cycle)
    assert begun["Location"] == page_of(nomination)
    letters = text_of(as_member.get(page_of(nomination, "supporters")))
    assert "quill1@example.org" not in letters
    chosen = text_of(as_member.get(page_of(nomination, "supporters"), {"again": earlier.letters.last().code}))
    assert 'value="quill1@example.org"' in chosen
    strange = text_of(as_member.get(page_of(nomination, "supporters"), {"again": theirs.letters.last().code}))
    assert 'value="quill1@example.org"' not in strange


def test_withdrawing_late_is_for_good(as_member: Client, cycle: Cycle, cast: Cast) -> None:
    nomination = make_submitted(cycle, cast.officer)
    close(cycle)
    asked = text_of(as_member.get(page_of(nomination, "withdrawal")))

    response = as_member.post(page_of(nomination, "withdrawal"), follow=True)

    assert "you cannot submit it again this year" in asked
    assert "Withdrawn. The panel will not read it." in text_of(response)
    assert Nomination.objects.get(pk=nomination.pk).state == "withdrawn"


def test_once_judging_has_begun_the_page_sends_one_to_the_office(as_member: Client, cycle: Cycle, cast: Cast) -> None:
    nomination = make_submitted(cycle, cast.officer)
    Cycle.objects.update(frozen_at=timezone.now())

    response = as_member.post(page_of(nomination, "withdrawal"))

    assert as_member.get(page_of(nomination, "withdrawal")).status_code == 302
    assert response.status_code == 409
    assert "Write to the office if something is wrong" in text_of(response)
    assert "Withdraw this nomination" not in text_of(as_member.get(page_of(nomination, "submission")))


def test_a_disqualified_nomination_says_why(as_member: Client, cycle: Cycle, cast: Cast) -> None:
    nomination = make_submitted(cycle, cast.officer)
    actions.disqualify_nomination(nomination, by=cast.staff, reason="Not a career officer.")

    page = text_of(as_member.get(page_of(nomination, "submission")))

    assert "Not a career officer." in page
    assert press(as_member, page_of(nomination, "submission")).status_code == 409


# --- who may not ----------------------------------------------------------------------------------------------------
@pytest.mark.req("R14", "R15")
@pytest.mark.parametrize("name", ["nomination", "supporters", "submission", "withdrawal"])
@pytest.mark.parametrize("person", ["colleague", "outsider", "staff"])
def test_somebody_elses_nomination_does_not_exist(
    client: Client, draft: Nomination, cast: Cast, name: str, person: str
) -> None:
    client.force_login(getattr(cast, person))

    for response in (client.get(page_of(draft, name)), client.post(page_of(draft, name), typed("Mine now."))):
        assert response.status_code == 404
        assert CASE_CANARY not in text_of(response)
    draft.refresh_from_db()
    assert draft.state == "draft"


@pytest.mark.req("R14")
def test_strangers_are_led_to_the_sign_in(client: Client, draft: Nomination) -> None:
    for name in ("nomination", "supporters", "submission", "withdrawal"):
        assert "/accounts/login/" in client.get(page_of(draft, name))["Location"]
    assert "/accounts/login/" in client.get(reverse("awards:nominations"))["Location"]


@pytest.mark.req("R22")
def test_a_draft_is_not_stored_by_browsers(as_member: Client, draft: Nomination) -> None:
    assert as_member.get(page_of(draft))["Cache-Control"] == "no-store, private"


# --- lists ----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("name", ["awards:nominations", "members:me"])
def test_the_list_costs_the_same_with_one_and_three(
    as_member: Client, cast: Cast, name: str, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    def add(slug: str) -> None:
        make_sent_letter(make_draft(make_cycle(make_award(slug)), cast.officer))

    add("one")
    as_member.get(reverse(name))
    with django_assert_max_num_queries(20) as one:
        as_member.get(reverse(name))
    add("two")
    add("three")
    with django_assert_max_num_queries(20) as three:
        page = text_of(as_member.get(reverse(name)))

    assert len(one) == len(three)
    assert page.count("Narwhalia Jones") == 3
    if name == "awards:nominations":
        assert len(one) <= 6
        assert page.count("1 of 2 letters received") == 3


@pytest.mark.parametrize(
    ("language", "some", "more"),
    [
        ("en", "2 of 2 letters received", "3 letters received (2 needed)"),
        ("fr", "Lettres reçues\u00a0: 2 sur 2", "3 lettres reçues (il en faut 2)"),
    ],
)
@pytest.mark.parametrize("letters_from", ["anyone", "regular"])
def test_more_letters_than_are_needed_are_no_fraction(
    as_member: Client, draft: Nomination, language: str, some: str, more: str, letters_from: str
) -> None:
    if letters_from == "regular":
        Cycle.objects.filter(pk=draft.cycle_id).update(letters_from="regular")
        some = {"en": "2 of 2 letters that count received", "fr": "2 lettres valables reçues sur 2"}[language]
        more = {
            "en": "3 letters that count received (2 needed)",
            "fr": "3 lettres valables reçues (il en faut 2)",
        }[language]
    pages = [f"/{language}/awards/nominations/{draft.code}/letters/", f"/{language}/awards/nominations/"]
    for number in range(3):
        letter = make_sent_letter(draft, f"one{number}@example.org")
        if letters_from == "regular":
            Letter.objects.filter(pk=letter.pk).update(counts_note="The board decided.")
        said = [some, more][number - 1] if number else ""
        for page in pages:
            assert said in text_of(as_member.get(page)), page


def test_only_ones_own_are_listed(as_member: Client, draft: Nomination, cycle: Cycle, cast: Cast) -> None:
    make_submitted(cycle, cast.colleague, nominee_name="Somebody Else")

    page = text_of(as_member.get(reverse("awards:nominations")))

    assert "Narwhalia" in page
    assert "Somebody Else" not in page


def test_an_empty_list_says_what_to_do(as_member: Client) -> None:
    assert "You have not nominated anyone yet" in text_of(as_member.get(reverse("awards:nominations")))


def test_handing_in_costs_at_most_twelve_queries(
    as_member: Client, draft: Nomination, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    make_sent_letter(draft, "one@example.org")
    make_sent_letter(draft, "two@example.org")
    read = shown_on(as_member, page_of(draft, "submission"))

    with django_assert_max_num_queries(40) as counted:
        as_member.post(page_of(draft, "submission"), read)

    statements = [query["sql"] for query in counted.captured_queries if "SAVEPOINT" not in query["sql"]]
    assert len(statements) <= 12, statements


def test_a_code_may_be_typed_as_it_was_heard(as_member: Client, draft: Nomination) -> None:
    assert as_member.get(f"/en/awards/nominations/{draft.code.lower()}/").status_code == 200


def test_the_pages_are_in_french(client: Client, cast: Cast, cycle: Cycle) -> None:
    client.force_login(cast.colleague)
    draft = make_draft(cycle, cast.colleague)

    page = text_of(client.get(f"/fr/awards/nominations/{draft.code}/"))

    assert "Qui proposez-vous?" in page
    assert "Whom" not in page
