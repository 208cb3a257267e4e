"""Every mail of the awards: in the recipient's language, with one thing to do, without a nominee in its subject."""

import pytest

from awards.letters.actions.correcting import take_back_letter
from awards.letters.actions.writing import save_letter_draft, send_letter
from awards.nominations import actions
from members.models import User
from pafso.mail.models import Mail
from tests.factories.awards import LETTER, NOMINEE_CANARY, make_cycle, make_draft, make_letter, make_sent_letter
from tests.factories.people import Cast

EVENTS = {
    "awards/letter_invitation",
    "awards/letter_received",
    "awards/letter_thanks",
    "awards/letter_receipt",
    "awards/nomination_received",
    "awards/nomination_disqualified",
}
ENGLISH = ("Dear", "letter of support", "Ottawa time", "Your", "nomination has", "The office", "You ")


@pytest.fixture
def all_mails(cast: Cast, request: pytest.FixtureRequest) -> list[Mail]:
    """One of each event, everybody reading the language of the test."""
    language = request.param
    User.objects.update(language=language)
    nominator = User.objects.get(pk=cast.officer.pk)
    nomination = make_draft(make_cycle(), nominator)
    for email in ("one@example.org", "two@example.org"):
        letter = make_letter(nomination, email, language=language)
        save_letter_draft(letter, values=LETTER, tab="", version=0)
        send_letter(letter)
    nomination = actions.submit_nomination(nomination, by=nominator)
    actions.disqualify_nomination(nomination, by=cast.staff, reason="1 < 2 & so on.")
    return list(Mail.objects.order_by("id"))


@pytest.mark.req("R60", "R16")
@pytest.mark.parametrize("all_mails", ["en", "fr"], indirect=True)
def test_every_mail_is_in_one_language(all_mails: list[Mail]) -> None:
    assert {mail.event for mail in all_mails} == EVENTS
    for mail in all_mails:
        assert len(mail.subject) <= 60, mail.subject
        assert NOMINEE_CANARY not in mail.subject
        english = [word for word in ENGLISH if word in mail.text + mail.subject]
        assert bool(english) is (mail.language == "en"), (mail.event, english)
        assert "{{" not in mail.text + mail.html
        assert "&amp;" not in mail.text


@pytest.mark.req("R28")
@pytest.mark.parametrize("all_mails", ["en"], indirect=True)
def test_a_reason_is_escaped_in_html_only(all_mails: list[Mail]) -> None:
    mail = next(mail for mail in all_mails if mail.event.endswith("disqualified"))

    assert "1 < 2 & so on." in mail.text
    assert "1 &lt; 2 &amp; so on." in mail.html


@pytest.mark.req("R19")
@pytest.mark.parametrize("all_mails", ["en"], indirect=True)
def test_only_the_invitation_carries_a_link_to_act_with(all_mails: list[Mail]) -> None:
    assert {mail.event for mail in all_mails if mail.is_secret} == {"awards/letter_invitation"}
    assert {mail.event for mail in all_mails if "/awards/letter/" in mail.text} == {"awards/letter_invitation"}


@pytest.mark.req("R19")
def test_a_sent_invitation_is_blanked(cast: Cast, commits: object) -> None:
    with commits():  # type: ignore[operator]
        make_letter(make_draft(make_cycle(), cast.officer))

    mail = Mail.objects.get(event="awards/letter_invitation")
    assert (mail.state, mail.text, mail.html) == ("sent", "", "")


def test_the_nominator_is_told_when_it_is_enough(cast: Cast) -> None:
    nomination = make_draft(make_cycle(), cast.officer)
    make_sent_letter(nomination, "one@example.org")
    make_sent_letter(nomination, "two@example.org")

    first, second = Mail.objects.filter(event="awards/letter_received").order_by("id")
    assert "1 of 2 letters received." in first.text
    assert "2 letters received. That is enough. You can submit the nomination now" in second.text
    assert f"/en/awards/nominations/{nomination.code}/letters/" in second.text


@pytest.mark.parametrize(
    ("language", "rule", "said"),
    [
        ("en", "anyone", "3 letters received (2 needed)."),
        ("en", "regular", "3 letters that count have been received (2 needed)."),
        ("fr", "anyone", "3 lettres reçues (il en faut 2)."),
        ("fr", "regular", "3 lettres valables reçues (il en faut 2)."),
    ],
)
def test_of_more_letters_than_needed_the_mails_say_both_numbers(
    cast: Cast, language: str, rule: str, said: str
) -> None:
    User.objects.filter(pk=cast.officer.pk).update(language=language)
    cast.officer.refresh_from_db()
    nomination = make_draft(make_cycle(letters_from=rule), cast.officer)
    last = [make_sent_letter(nomination, f"{number}@example.org") for number in range(4)][-1]
    nomination.letters.update(counts_note="The board decided.")

    take_back_letter(last)

    mail = Mail.objects.get(event="awards/letter_taken_back")
    assert said in mail.text
    assert f"<p>{said}" in mail.html
