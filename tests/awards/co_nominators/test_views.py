"""The pages of nominating together: what each role of the table opens, and what everybody else does not."""

import re
import uuid
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from awards import rules
from awards.co_nominators import actions
from awards.letters import actions as letters
from awards.models import CoNominator, Letter, Nomination
from awards.nominations import actions as nominations
from awards.personal_data import describe, erase, erase_under_address, under_address
from members.models import User
from pafso.mail.models import Mail
from tests.factories.awards import (
    CASE_CANARY,
    LETTER_CANARY,
    NOMINEE_CANARY,
    make_award,
    make_co_nominator,
    make_cycle,
    make_draft,
    make_letter,
    make_sent_letter,
    make_submitted,
    make_token,
)
from tests.factories.office import make_clerk
from tests.factories.people import Cast, let_look_after_nothing, make_user

PAGES = ("nomination", "supporters", "co_nominators", "submission", "copy")
CANARIES = (CASE_CANARY, LETTER_CANARY, NOMINEE_CANARY, "Supportina")


@pytest.fixture
def draft(cast: Cast) -> Nomination:
    draft = make_draft(make_cycle(make_award(letters_shown_to_nominator=True)), cast.officer)
    make_co_nominator(draft, cast.colleague)
    make_sent_letter(draft)
    return draft


def link_of(row: CoNominator) -> str:
    text = Mail.objects.filter(event="awards/co_nominator_invited", to=row.email).latest("pk").text
    return re.findall(r"http\S*?(/\w\w/awards/co-nominator/\S+/)", text)[0]


def invite(draft: Nomination, email: str = "someone@example.org") -> CoNominator:
    return actions.invite_co_nominator(
        draft, by=draft.nominator, name="Someone", email=email, language="en", form_token=uuid.uuid4()
    )


def pages_of(draft: Nomination) -> list[str]:
    letter = Letter.objects.filter(nomination=draft).latest("pk")
    api = [f"/api/v1/nominations/{draft.code}/"]
    return [
        *(reverse(f"awards:{name}", args=[draft.code]) for name in PAGES),
        reverse("awards:letter_text", args=[letter.code]),
        *api,
    ]


# --- who opens what ---------------------------------------------------------------------------------------------------
@pytest.mark.req("R15", "R16")
def test_a_co_nominator_opens_what_the_nominator_opens(client: Client, draft: Nomination, cast: Cast) -> None:
    opened = {}
    for person in (cast.officer, cast.colleague):
        client.force_login(person)
        opened[person.pk] = [client.get(path).status_code for path in pages_of(draft)]

    assert opened[cast.officer.pk] == opened[cast.colleague.pk]
    assert set(opened[cast.colleague.pk]) == {200, 302}


@pytest.mark.req("R16")
def test_a_letter_is_shut_to_a_co_nominator_where_it_is_shut_to_the_nominator(client: Client, cast: Cast) -> None:
    draft = make_draft(make_cycle(), cast.officer)
    make_co_nominator(draft, cast.colleague)
    letter = make_sent_letter(draft)
    client.force_login(cast.colleague)

    assert client.get(reverse("awards:letter_text", args=[letter.code])).status_code == 404
    assert LETTER_CANARY not in client.get(reverse("awards:supporters", args=[draft.code])).text


def _invited(cast: Cast, draft: Nomination) -> User:
    invite(draft, cast.newcomer.email)
    return cast.newcomer


def _left(cast: Cast, draft: Nomination) -> User:
    actions.leave_nomination(make_co_nominator(draft, cast.retiree), by=cast.retiree)
    return cast.retiree


def _ended(cast: Cast, draft: Nomination) -> User:
    actions.end_co_nominating(make_co_nominator(draft, cast.retiree), by=cast.officer)
    return cast.retiree


def _superuser(cast: Cast, draft: Nomination) -> User:
    return make_user("Root", "root@example.org", is_staff=True, is_superuser=True)


def _no_right(cast: Cast, draft: Nomination) -> User:
    let_look_after_nothing(clerk := make_clerk())
    return clerk


def _supporter(cast: Cast, draft: Nomination) -> User:
    make_letter(draft, cast.outsider.email)
    return cast.outsider


def _nominee(cast: Cast, draft: Nomination) -> User:
    Nomination.objects.filter(pk=draft.pk).update(nominee_email=cast.outsider.email)
    return cast.outsider


def _nominee_beside_it(cast: Cast, draft: Nomination) -> User:
    Nomination.objects.filter(pk=draft.pk).update(nominee_email=cast.colleague.email)
    return cast.colleague


OUTSIDE = [
    lambda cast, draft: cast.outsider,
    lambda cast, draft: cast.staff,
    _invited,
    _left,
    _ended,
    _superuser,
    _no_right,
    _supporter,
    _nominee,
    _nominee_beside_it,
]


@pytest.mark.req("R15", "R16")
@pytest.mark.parametrize("who", OUTSIDE)
def test_everybody_else_gets_nothing_of_a_draft(client: Client, draft: Nomination, cast: Cast, who: Any) -> None:
    client.force_login(who(cast, draft))

    answers = [client.get(path) for path in pages_of(draft)]

    assert {answer.status_code for answer in answers} == {404}
    lists = [
        client.get(path).text for path in ("/en/awards/nominations/", "/api/v1/nominations/", reverse("members:me"))
    ]
    for canary in CANARIES:
        assert not any(canary in page for page in lists), canary


@pytest.mark.req("R15", "R17")
@pytest.mark.req("R15")
def test_what_ends_while_a_form_is_sent_shows_nothing_any_more(
    client: Client, draft: Nomination, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The nominator goes on alone between the look and the lock: neither page comes back with its words."""
    client.force_login(cast.colleague)
    row = draft.co_nominators.get()

    def ended(verb: Any) -> Any:
        def act(*args: Any, **values: Any) -> Any:
            actions.end_co_nominating(row, by=cast.officer)
            return verb(*args, **values)

        return act

    monkeypatch.setattr("awards.letters.actions.invite_supporter", ended(letters.invite_supporter))
    monkeypatch.setattr("awards.nominations.actions.save_draft", ended(nominations.save_draft))
    asked = {"name": "Q", "email": "q@example.org", "language": "en", "form_token": str(uuid.uuid4())}
    for name, typed in (("supporters", asked), ("nomination", {"case": "Mine.", "tab": "a:1", "version": "1"})):
        CoNominator.objects.update(ended_at=None, ending="")
        answer = client.post(reverse(f"awards:{name}", args=[draft.code]), typed)
        assert answer.status_code == 404, name
        assert not any(canary in answer.content.decode() for canary in CANARIES)
    assert draft.letters.count() == 1


@pytest.mark.parametrize("how", ["joined", "left", "invited"])
def test_a_colleague_of_the_office_beside_it_is_a_party(cast: Cast, how: str) -> None:
    clerk = make_clerk()
    submitted = make_submitted(make_cycle(), cast.officer)
    if how == "invited":
        invite(submitted, clerk.email)
    else:
        row = make_co_nominator(submitted, clerk)
        if how == "left":
            actions.leave_nomination(row, by=clerk)

    assert rules.is_party(clerk, submitted)
    assert not rules.handles_nomination(clerk, submitted)
    assert not Nomination.objects.in_hands_of(clerk).exists()
    assert Nomination.objects.involving(clerk).get() == submitted
    assert rules.may_see_nomination(clerk, submitted) == (how == "joined")


def test_an_invitation_taken_back_makes_nobody_a_party(cast: Cast) -> None:
    clerk = make_clerk()
    submitted = make_submitted(make_cycle(), cast.officer)
    actions.end_co_nominating(invite(submitted, clerk.email), by=cast.officer)

    assert rules.handles_nomination(clerk, submitted)
    assert Nomination.objects.in_hands_of(clerk).exists()


def test_a_colleague_with_a_co_nominators_name_must_say_who(cast: Cast) -> None:
    clerk = make_clerk("Benoît Lefèvre", "other@example.org")
    submitted = make_submitted(make_cycle(), cast.officer)
    assert not rules.must_say_who(clerk, submitted)

    make_co_nominator(submitted, cast.colleague)

    assert rules.must_say_who(clerk, submitted)


@pytest.mark.req("R15")
def test_what_is_the_nominators_alone_does_not_exist_for_a_co_nominator(
    client: Client, draft: Nomination, cast: Cast
) -> None:
    client.force_login(cast.colleague)
    row = draft.co_nominators.get()
    shut = [
        reverse("awards:withdrawal", args=[draft.code]),
        reverse("awards:deletion", args=[draft.code]),
        reverse("awards:co_nominator_ending", args=[draft.code, row.pk]),
        reverse("awards:co_nominator_invitation", args=[draft.code, row.pk]),
    ]

    assert {client.get(path).status_code for path in shut} == {404}
    assert {client.post(path).status_code for path in [*shut, reverse("awards:co_nominators", args=[draft.code])]} == {
        404
    }
    assert client.post(reverse("awards:submission", args=[draft.code])).status_code == 422
    page = client.get(reverse("awards:submission", args=[draft.code])).text
    assert "the nominator, can submit it" in page
    assert "Submit the nomination" not in page
    assert Nomination.objects.get(pk=draft.pk).state == "draft"


def test_the_list_says_with_whom_and_deletes_only_ones_own(client: Client, draft: Nomination, cast: Cast) -> None:
    client.force_login(cast.colleague)

    page = client.get(reverse("awards:nominations")).text

    assert f"{NOMINEE_CANARY} Jones" in page
    assert "with <bdi>Alix Tremblay-Okafor</bdi>" in page
    assert reverse("awards:deletion", args=[draft.code]) not in page


# --- the pages --------------------------------------------------------------------------------------------------------
def test_the_nominator_invites_reminds_and_ends_on_the_page(client: Client, draft: Nomination, cast: Cast) -> None:
    client.force_login(cast.officer)
    page = reverse("awards:co_nominators", args=[draft.code])
    token = re.findall(r'name="form_token" value="([^"]+)"', client.get(page).text)[0]

    typed = {"form_token": token, "name": "Ida Sand", "email": "ida@example.org", "language": "en"}
    assert "The invitation to Ida Sand is on its way." in client.post(page, typed, follow=True).text
    wrong = client.post(page, {**typed, "form_token": str(uuid.uuid4())})
    assert (wrong.status_code, "already invited this address" in wrong.text) == (422, True)
    assert client.post(page, {"name": "x"}).status_code == 422
    row = CoNominator.objects.get(email="ida@example.org")
    again = reverse("awards:co_nominator_invitation", args=[draft.code, row.pk])
    assert client.post(again).status_code == 302
    ending = reverse("awards:co_nominator_ending", args=[draft.code, row.pk])
    assert "Continue without" in client.get(ending).text
    assert "no longer works on this nomination" in client.post(ending, follow=True).text
    row.refresh_from_db()
    assert row.ending == "ended"
    assert client.post(reverse("awards:co_nominator_ending", args=[draft.code, 0])).status_code == 404


def test_a_co_nominator_leaves_on_the_page(client: Client, draft: Nomination, cast: Cast) -> None:
    client.force_login(cast.colleague)
    path = reverse("awards:leaving", args=[draft.code])

    assert "Leave this nomination?" in client.get(path).text
    assert "You have left the nomination." in client.post(path, follow=True).text
    assert client.get(path).status_code == 404
    client.force_login(cast.officer)
    assert client.get(path).status_code == 404


@pytest.mark.req("R19")
def test_the_link_says_little_and_tells_nobody(client: Client, draft: Nomination) -> None:
    row = invite(draft)

    answer = client.get(link_of(row))

    assert answer.status_code == 200
    assert (answer["Referrer-Policy"], answer["Cache-Control"]) == ("no-referrer", "no-store, private")
    assert "invites you to nominate together" in answer.text
    for canary in CANARIES:
        assert canary not in answer.text
    row.refresh_from_db()
    assert row.is_invited
    assert client.get("/en/awards/co-nominator/unknown/").status_code == 404
    letter = make_letter(draft, "quill9@example.org")
    assert client.get(f"/en/awards/co-nominator/{make_token(letter)}/").status_code == 404  # of another purpose


def test_joining_by_the_link_when_logged_in(client: Client, draft: Nomination, cast: Cast) -> None:
    path = link_of(invite(draft))
    client.force_login(cast.outsider)

    joined = client.post(path, {"answer": "join"}, follow=True)

    assert "You have joined." in joined.text
    assert NOMINEE_CANARY in joined.text
    assert client.get(path).status_code == 302
    client.force_login(cast.retiree)
    used = client.get(path)
    assert (used.status_code, "has been used" in used.text) == (410, True)
    assert client.post(path, {"answer": "join"}).status_code == 409


def test_a_colleague_is_told_that_the_case_is_closed_to_them(client: Client, draft: Nomination, cast: Cast) -> None:
    link = link_of(invite(draft, cast.staff.email))
    told = []

    for person in (cast.staff, cast.colleague):
        client.force_login(person)
        told.append("your colleagues look after it" in client.get(link).text)

    assert told == [True, False]


def test_a_stranger_logs_in_first_and_the_secret_goes_nowhere_else(
    client: Client, draft: Nomination, cast: Cast
) -> None:
    path = link_of(invite(draft))
    secret = path.split("/")[-2]

    nothing = client.post(path, {"answer": "join"})
    away = client.post(path, {"answer": "login"})

    assert nothing.status_code == 200
    assert away["Location"].endswith("/login/?next=%2Fen%2Fawards%2Fco-nominators%2Fjoining%2F")
    assert secret not in str(dict(client.session))
    client.get("/en/awards/")  # keeps the session
    client.force_login(cast.outsider)
    session = client.session
    session["co_nominator"] = CoNominator.objects.get(email="someone@example.org").digest
    session.save()
    page = client.get(reverse("awards:joining")).text
    assert "invites you to nominate together" in page
    assert 'content="no-referrer"' not in page  # from such a page no browser sends an ordinary form
    assert 'content="no-referrer"' in client.get(path).text
    assert "You have joined." in client.post(reverse("awards:joining"), {"answer": "join"}, follow=True).text
    assert client.get(reverse("awards:joining")).status_code == 404  # this browser came with nothing any more


@pytest.mark.parametrize(("answer", "where"), [("signup", "/signup/"), ("guest", "/guest/")])
def test_other_ways_in(client: Client, draft: Nomination, answer: str, where: str) -> None:
    assert where in client.post(link_of(invite(draft)), {"answer": answer})["Location"]


def test_declining_needs_no_account(client: Client, draft: Nomination) -> None:
    row = invite(draft)
    path = link_of(row)

    said = client.post(path, {"answer": "decline"})

    assert (said.status_code, "You have declined" in said.text) == (200, True)
    row.refresh_from_db()
    assert row.ending == "declined"
    assert client.get(path).status_code == 200


def test_an_ended_invitation_says_so(client: Client, draft: Nomination, cast: Cast) -> None:
    row = invite(draft)
    path = link_of(row)
    actions.end_co_nominating(row, by=cast.officer)

    gone = client.get(path)

    assert (gone.status_code, "This invitation has ended" in gone.text) == (410, True)
    assert client.post(path, {"answer": "decline"}).status_code == 409


@pytest.mark.req("R60")
def test_the_pages_are_french(client: Client, draft: Nomination, cast: Cast) -> None:
    path = link_of(invite(draft)).replace("/en/", "/fr/")
    assert "vous invite à proposer ensemble" in client.get(path).text
    client.force_login(cast.officer)
    assert "Qui propose cette candidature" in client.get(f"/fr/awards/nominations/{draft.code}/co-nominators/").text


# --- the end of an account --------------------------------------------------------------------------------------------
@pytest.mark.req("R59")
def test_closing_an_account_ends_it_and_forgets_it(draft: Nomination, cast: Cast) -> None:
    Nomination.objects.update(last_saved_by=cast.colleague)
    kinds = {kind.name: kind for kind in describe(cast.colleague).kinds}
    assert [dict(kinds["co_nominations"].values(row))["nomination"] for row in kinds["co_nominations"].rows] == [draft]
    assert not kinds["nominations"].rows.exists()

    with transaction.atomic():
        done = erase(cast.colleague, timezone.now())

    assert done["co_nominations"] == 1
    assert not CoNominator.objects.exists()
    assert Nomination.objects.get().last_saved_by is None
    assert Mail.objects.filter(event="awards/co_nominator_gone", to=cast.officer.email).exists()


@pytest.mark.req("R59")
def test_an_invitation_is_held_under_its_address_and_erased(draft: Nomination, cast: Cast) -> None:
    row = invite(draft, "ida@example.org")

    def held(reader: User | None) -> list[CoNominator]:
        kinds = {kind.name: kind for kind in under_address("ida@example.org", reader).kinds}
        return list(kinds["co_nominations"].rows)

    assert held(None) == [row]
    assert held(cast.staff) == []  # of a draft the office knows nothing
    Nomination.objects.update(nominee_email="ida@example.org")
    assert held(None) == []  # it would tell that there is a nomination
    Nomination.objects.update(nominee_email="")
    assert erase_under_address("ida@example.org", cast.staff, timezone.now())["co_nominations"] == 1
    assert not CoNominator.objects.filter(email="ida@example.org").exists()
