"""A supporter whose link is broken gives the letter's code; nobody learns from the answer whether there is such a letter."""

from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from awards.letters import actions
from awards.letters.views.codes import MOST_MAILS, MOST_TRIES
from awards.models import Cycle, Letter
from pafso.mail.models import Mail
from tests.awards.traces import traces
from tests.factories.awards import close, make_cycle, make_draft, make_letter
from tests.factories.people import Cast

PAGE = "/en/awards/letter/"
LONG_AGO = datetime(2019, 3, 1, 17, tzinfo=UTC)


@pytest.fixture
def letter(cast: Cast) -> Letter:
    return make_letter(make_draft(make_cycle(), cast.officer))


@pytest.mark.req("R19")
def test_code_and_address_together_bring_a_new_link_to_that_address(client: Client, letter: Letter) -> None:
    typed = {"code": f" {letter.code[:2].lower()}-{letter.code[2:]}", "email": " Quill@EXAMPLE.org"}

    with traces() as left:
        answer = client.post(PAGE, typed)

    assert answer.status_code == 200
    assert answer["Cache-Control"] == "no-store, private"
    assert left.audit == [("letter_link_sent_again", letter.code, "")]
    assert left.mails == [("awards/letter_link_again", "quill@example.org", "en")]
    assert letter.links.count() == 2
    mail = Mail.objects.latest("id")
    assert mail.is_secret
    token = mail.text.split("/en/awards/letter/")[1].split("/")[0]
    assert actions.letter_for_token(token) == letter


@pytest.mark.req("R05")
def test_the_answer_is_the_same_for_what_is_not_there(client: Client, letter: Letter) -> None:
    right = client.post(PAGE, {"code": letter.code, "email": letter.email})
    with traces() as left:
        wrong = [
            client.post(PAGE, {"code": letter.code, "email": "other@example.org"}),
            client.post("/fr/awards/letter/", {"code": "ZZZZZ", "email": letter.email}),
        ]

    assert words(wrong[0]) == words(right)
    assert {page.status_code for page in [right, *wrong]} == {200}
    assert left.audit == []
    assert left.mails == [
        ("awards/letter_not_found", "other@example.org", "en"),
        ("awards/letter_not_found", "quill@example.org", "fr"),
    ]
    assert letter.links.count() == 2


def words(page: Any) -> str:
    found: str = page.content.decode().split("<main")[1].split("<form")[0]
    return found


@pytest.mark.req("R05")
def test_a_wrong_code_a_wrong_address_and_a_revoked_letter_cost_the_same_work_and_one_mail(
    client: Client, letter: Letter
) -> None:
    revoked = make_letter(letter.nomination, "gone@example.org")
    Letter.objects.filter(pk=revoked.pk).update(state="revoked")
    old = make_letter(
        make_draft(make_cycle(letter.nomination.cycle.award, year=2019), letter.nomination.nominator), "old@example.org"
    )
    Cycle.objects.filter(year=2019).update(opens_at=LONG_AGO, closes_at=LONG_AGO + timedelta(days=9))
    asked = [
        (letter.code, letter.email), (letter.code, "other@example.org"), ("ZZZZZ", letter.email),
        (revoked.code, revoked.email), (old.code, old.email),
    ]  # fmt: skip

    costs = []
    for code, email in asked:
        before = Mail.objects.count()
        with CaptureQueriesContext(connection) as statements:
            client.post(PAGE, {"code": code, "email": email})
        costs.append((len(statements), Mail.objects.count() - before))

    assert len(set(costs)) == 1
    assert costs[0][1] == 1
    assert [mail.event for mail in Mail.objects.order_by("-id")[:5]] == ["awards/letter_not_found"] * 4 + [
        "awards/letter_link_again"
    ]


def test_a_mail_in_place_of_a_link_says_what_was_typed_and_nothing_of_any_letter(
    client: Client, letter: Letter
) -> None:
    client.post(PAGE, {"code": letter.code, "email": "other@example.org"})

    mail = Mail.objects.latest("id")
    assert mail.subject == "No letter found for this code and address"
    assert "typed the address other@example.org." in mail.text
    assert "/en/awards/letter/\n" in mail.text
    for unsaid in (letter.name, letter.code, letter.nomination.nominee_name, str(letter.nomination.nominator)):
        assert unsaid not in f"{mail.subject} {mail.text} {mail.html}"


def test_a_link_that_would_open_nothing_is_not_sent(client: Client, letter: Letter, cast: Cast) -> None:
    close(letter.nomination.cycle)
    again = partial(actions.send_link_again, letter.code, letter.email, language="en")
    assert again() is not None, "what was written is still shown"
    assert again(now=timezone.now() + timedelta(days=3000)) is None
    Letter.objects.filter(pk=letter.pk).update(state="revoked")
    assert again() is None


def test_nobodys_mailbox_is_filled_and_nobody_tries_codes_for_long(client: Client, letter: Letter) -> None:
    for _ in range(MOST_MAILS + 2):
        answer = client.post(PAGE, {"code": letter.code, "email": letter.email})
    assert answer.status_code == 429
    assert "Too many requests." in answer.content.decode()
    assert Mail.objects.filter(event="awards/letter_link_again").count() == MOST_MAILS
    for number in range(MOST_TRIES):
        answer = client.post(PAGE, {"code": f"AAA{number}", "email": letter.email})
    assert answer.status_code == 429


def test_wrong_codes_fill_nobodys_mailbox_and_keep_nobody_elsewhere_from_their_link(
    client: Client, letter: Letter
) -> None:
    statuses = [
        client.post(PAGE, {"code": f"AAA{number}", "email": "Quill@example.org"}).status_code
        for number in range(MOST_MAILS + 2)
    ]
    elsewhere = Client(REMOTE_ADDR="203.0.113.77").post(PAGE, {"code": letter.code, "email": letter.email})

    assert statuses == [200] * MOST_MAILS + [429] * 2
    assert elsewhere.status_code == 200
    assert sorted(Mail.objects.filter(to=letter.email).values_list("event", flat=True)) == [
        "awards/letter_invitation", "awards/letter_link_again", *["awards/letter_not_found"] * MOST_MAILS
    ]  # fmt: skip


def test_half_an_address_is_said(client: Client, db: None) -> None:
    answer = client.post(PAGE, {"code": "", "email": "half@"})

    assert 'role="status"' not in answer.content.decode().split("<main")[1].split("<form")[0]
    assert client.get(PAGE).status_code == 200
