"""A supporter whose link is broken gives the letter's code; nobody learns from the answer whether there is such a letter."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from awards.letters import actions
from awards.letters.views.codes import MOST_MAILS, MOST_TRIES
from awards.models import Letter
from pafso.mail.models import Mail
from tests.awards.traces import traces
from tests.factories.awards import close, make_cycle, make_draft, make_letter
from tests.factories.people import Cast

PAGE = "/en/awards/letter/"


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
            client.post(PAGE, {"code": "ZZZZZ", "email": letter.email}),
        ]

    def words(page: object) -> str:
        return page.content.decode().split("<main")[1].split("<form")[0]  # type: ignore[attr-defined]

    assert {words(page) for page in wrong} == {words(right)}
    assert {page.status_code for page in wrong} == {200}
    assert (left.audit, left.mails) == ([], [])


def test_a_link_that_would_open_nothing_is_not_sent(client: Client, letter: Letter, cast: Cast) -> None:
    close(letter.nomination.cycle)
    assert actions.send_link_again(letter.code, letter.email) is not None, "what was written is still shown"
    assert actions.send_link_again(letter.code, letter.email, now=timezone.now() + timedelta(days=3000)) is None
    Letter.objects.filter(pk=letter.pk).update(state="revoked")
    assert actions.send_link_again(letter.code, letter.email) is None


def test_nobodys_mailbox_is_filled_and_nobody_tries_codes_for_long(client: Client, letter: Letter) -> None:
    for _ in range(MOST_MAILS + 2):
        answer = client.post(PAGE, {"code": letter.code, "email": letter.email})
    assert answer.status_code == 429
    assert "Too many requests." in answer.content.decode()
    assert Mail.objects.filter(event="awards/letter_link_again").count() == MOST_MAILS
    for number in range(MOST_TRIES):
        answer = client.post(PAGE, {"code": f"AAA{number}", "email": letter.email})
    assert answer.status_code == 429


def test_half_an_address_is_said(client: Client, db: None) -> None:
    answer = client.post(PAGE, {"code": "", "email": "half@"})

    assert 'role="status"' not in answer.content.decode().split("<main")[1].split("<form")[0]
    assert client.get(PAGE).status_code == 200
