"""What is held under an address without an account: shown to that mailbox alone, erased by two, and no word of it to the office."""

from datetime import UTC, datetime, timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from awards.letters.actions.office import withdraw_letter_for
from awards.models import Letter
from members.inquiries import actions
from members.inquiries.checks import handles_inquiry, in_hands_of
from members.models import Inquiry, User
from members.privacy.actions.closing import forget_last_mails
from members.waiting import erasures
from pafso.audit.models import Entry
from pafso.errors import Incomplete, NotEligible, WrongMove
from pafso.mail.models import Mail
from pafso.mail.outbox import write
from pafso.privacy.registry import held_under
from tests.factories.awards import LETTER_CANARY, NOMINEE_CANARY, make_cycle, make_draft, make_letter, make_sent_letter
from tests.factories.office import make_clerk
from tests.factories.people import Cast, let_look_after_nothing, make_user

NOW = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
QUILL, PROOF = "quill@example.org", "Video call on 20 November; she read out the receipt."
SEND = {"proof": PROOF, "language": "en"}


@pytest.fixture
def letter(cast: Cast) -> Letter:
    """Sent by a supporter without an account, in a draft of a member's."""
    return make_sent_letter(make_draft(make_cycle(), cast.officer), QUILL)


def ask(by: User, address: str = QUILL, **changes: Any) -> Inquiry:
    return actions.ask_erasure(address, by=by, now=NOW, **{**SEND, **changes})


def trail(inquiry: Inquiry) -> list[tuple[str, int | None]]:
    rows = Entry.objects.filter(subject_type="members.Inquiry", subject_id=str(inquiry.pk)).order_by("id")
    return list(rows.values_list("verb", "by"))


# --- Shown -----------------------------------------------------------------------------------------------------------
@pytest.mark.req("R16", "R54", "R59")
def test_the_copy_goes_to_the_mailbox_and_nobody_else_reads_it(letter: Letter, clerk: User) -> None:
    inquiry = actions.send_copy(" Quill@Example.ORG ", by=clerk, now=NOW, **SEND)

    mail = Mail.objects.get(event="members/held_data_sent")
    assert (mail.to, mail.language, mail.is_secret) == (QUILL, "en", True)
    assert LETTER_CANARY in mail.text
    assert LETTER_CANARY in mail.html
    assert "1 Quay Street, Accra" in mail.text
    assert NOMINEE_CANARY not in mail.text + mail.html
    assert (inquiry.address, inquiry.wish, inquiry.state, inquiry.proof) == (QUILL, "copy", "done", PROOF)
    assert trail(inquiry) == [("held_data_sent", clerk.pk)]
    assert Entry.objects.get(verb="held_data_sent").changes == {}
    assert QUILL not in Entry.objects.get(verb="held_data_sent").subject_label


@pytest.mark.req("R41")
def test_the_copy_pressed_twice_is_one_mail(letter: Letter, clerk: User) -> None:
    first = actions.send_copy(QUILL, by=clerk, now=NOW, **SEND)

    assert actions.send_copy(QUILL, by=clerk, now=NOW + timedelta(seconds=5), **SEND) == first
    assert Mail.objects.filter(event="members/held_data_sent").count() == 1


@pytest.mark.req("R16")
def test_a_letter_that_only_gives_the_address_is_not_sent_there(cast: Cast, clerk: User) -> None:
    make_sent_letter(make_draft(make_cycle(), cast.officer), "asked@example.org", contact_email=QUILL)

    actions.send_copy(QUILL, by=clerk, now=NOW, **SEND)

    mail = Mail.objects.get(event="members/held_data_sent")
    assert "Letters of support whose writer gives this address" in mail.text
    for word in (LETTER_CANARY, "1 Quay Street", "asked@example.org"):
        assert word not in mail.text + mail.html


def test_nothing_held_is_said(clerk: User) -> None:
    actions.send_copy("nobody@nowhere.example", by=clerk, now=NOW, proof=PROOF, language="fr")

    assert "Rien n’est conservé sous cette adresse." in Mail.objects.get(event="members/held_data_sent").text


@pytest.mark.parametrize(("address", "proof", "field"), [("quill@", PROOF, "address"), (QUILL, "  ", "proof")])
def test_what_is_missing_is_said(clerk: User, address: str, proof: str, field: str) -> None:
    for act in (actions.send_copy, actions.ask_erasure):
        with pytest.raises(Incomplete) as refusal:
            act(address, proof=proof, language="en", by=clerk)
        assert [name for name, _ in refusal.value.problems] == [field]
    assert not Inquiry.objects.exists()


# --- Erased ----------------------------------------------------------------------------------------------------------
@pytest.mark.req("R54", "R59", "R60")
def test_two_erase_it_and_the_letter_stays_in_its_case(letter: Letter, clerk: User, second: User) -> None:
    inquiry = ask(clerk, language="fr")
    assert Mail.objects.filter(event="members/erasure_asked").values_list("to", "language").get() == (QUILL, "fr")

    actions.erase_held(inquiry, by=second, now=NOW + timedelta(hours=1))

    letter.refresh_from_db()
    assert (letter.state, letter.full_name, letter.text) == ("sent", "Supportina Quill", letter.text)
    assert LETTER_CANARY in letter.text
    gone = f"{letter.code.lower()}@erased.invalid"
    assert (letter.email, letter.contact_email, letter.address, letter.telephone) == (gone, gone, "–", "–")
    assert letter.links.count() == 0
    assert list(Mail.objects.filter(to=QUILL).values_list("event", "language")) == [("members/held_data_erased", "fr")]
    inquiry.refresh_from_db()
    assert (inquiry.state, inquiry.decided_by, inquiry.proof) == ("done", second, "–")
    assert inquiry.address == f"request-{inquiry.pk}@erased.invalid"
    assert trail(inquiry) == [("erasure_asked", clerk.pk), ("held_data_erased", second.pk)]
    done = Entry.objects.get(verb="held_data_erased").changes
    assert (done["letters"], done["requests"], done["accounts_begun"]) == (1, 1, 0)
    assert [kind.rows.count() for part in held_under(QUILL) for kind in part.kinds if kind.name != "mails"] == 6 * [0]


@pytest.mark.req("R59")
def test_a_letter_that_was_withdrawn_goes_with_every_word(
    letter: Letter, cast: Cast, clerk: User, second: User
) -> None:
    nomination = letter.nomination
    type(nomination).objects.filter(pk=nomination.pk).update(state="submitted", submitted_at=NOW)
    withdraw_letter_for(letter, by=cast.staff, reason="She asked us.")

    actions.erase_held(ask(clerk), by=second)

    letter.refresh_from_db()
    assert (letter.state, letter.name, letter.full_name, letter.text, letter.file) == ("revoked", "–", "", "", None)


@pytest.mark.req("R59")
def test_a_letter_that_is_being_written_goes_too(cast: Cast, clerk: User, second: User) -> None:
    letter = make_letter(make_draft(make_cycle(), cast.officer), QUILL)
    Letter.objects.filter(pk=letter.pk).update(text="half a sentence")

    actions.erase_held(ask(clerk), by=second)

    letter.refresh_from_db()
    assert (letter.state, letter.name, letter.text) == ("revoked", "–", "")
    assert not Mail.objects.filter(event="awards/letter_invitation").exists()


def test_what_is_younger_than_the_account_of_the_address_is_left_to_it(
    letter: Letter, clerk: User, second: User
) -> None:
    """The promise of the page: a letter from before the account is the office's to erase; what came since is the person's."""
    Letter.objects.filter(pk=letter.pk).update(invited_at=NOW - timedelta(days=400))
    owner = make_user("Supportina Quill", QUILL, date_joined=NOW - timedelta(days=100))
    younger = write("members/account_kept", to=QUILL, language="en", subject="S", text="T", key="younger")
    Mail.objects.filter(pk=younger.pk).update(created_at=NOW)
    later = make_letter(make_draft(make_cycle(letter.nomination.cycle.award, year=2028), clerk), QUILL)
    inquiry = ask(clerk)

    actions.erase_held(inquiry, by=second)

    letter.refresh_from_db()
    later.refresh_from_db()
    assert letter.email.endswith("@erased.invalid")
    assert (later.email, later.state) == (QUILL, "invited")
    assert Mail.objects.filter(pk=younger.pk).exists()
    assert User.objects.get(pk=owner.pk).is_active


def test_an_account_that_was_begun_and_never_opened_goes(clerk: User, second: User) -> None:
    User.objects.create_user(QUILL, "x", name="Begun")

    actions.erase_held(ask(clerk), by=second)

    assert not User.objects.filter(name="Begun").exists()


@pytest.mark.req("R21")
def test_nobody_erases_alone(letter: Letter, clerk: User) -> None:
    inquiry = ask(clerk)

    with pytest.raises(NotEligible) as refusal:
        actions.erase_held(inquiry, by=clerk)

    assert refusal.value.code == "same_person"
    letter.refresh_from_db()
    assert letter.email == QUILL
    with pytest.raises(IntegrityError), transaction.atomic():
        Inquiry.objects.filter(pk=inquiry.pk).update(state="done", decided_by=clerk, ended_at=NOW)


@pytest.mark.req("R41")
def test_erasing_again_changes_nothing(letter: Letter, clerk: User, second: User) -> None:
    inquiry = ask(clerk)
    actions.erase_held(inquiry, by=second)
    written = (Mail.objects.count(), Entry.objects.count())

    actions.erase_held(inquiry, by=second)

    assert (Mail.objects.count(), Entry.objects.count()) == written
    with pytest.raises(WrongMove):
        actions.refuse_erasure(inquiry, by=second, reason="Too late.")


def test_asking_again_finds_the_first(clerk: User, second: User) -> None:
    first = ask(clerk)

    assert ask(clerk) == first
    with pytest.raises(WrongMove):
        ask(second)
    assert Mail.objects.filter(event="members/erasure_asked").count() == 1


@pytest.mark.req("R54")
def test_a_refusal_says_why_and_erases_nothing(letter: Letter, clerk: User, second: User) -> None:
    inquiry = ask(clerk)
    with pytest.raises(Incomplete):
        actions.refuse_erasure(inquiry, by=second, reason=" ")

    actions.refuse_erasure(inquiry, by=second, reason="We could not reach you.")

    letter.refresh_from_db()
    assert letter.email == QUILL
    assert "We could not reach you." in Mail.objects.get(event="members/erasure_refused").text
    assert trail(inquiry)[-1] == ("erasure_refused", second.pk)
    with pytest.raises(WrongMove):
        actions.erase_held(inquiry, by=second)


def test_the_last_mail_is_erased_once_it_is_sent(clerk: User, second: User) -> None:
    actions.erase_held(ask(clerk), by=second)
    Mail.objects.filter(event="members/held_data_erased").update(state="sent")

    assert forget_last_mails() == 1
    assert not Mail.objects.filter(to=QUILL).exists()


@pytest.mark.req("R47")
@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif("connection.vendor != 'postgresql'")
def test_two_at_once_erase_once(letter: Letter, clerk: User, second: User) -> None:
    third, inquiry, start = make_clerk("Third", "third@example.org"), ask(clerk), Barrier(2)

    def press(by: User) -> None:
        start.wait()
        try:
            actions.erase_held(inquiry, by=by)
        finally:
            connection.close()

    threads = [Thread(target=press, args=[by]) for by in (second, third)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()

    assert Entry.objects.filter(verb="held_data_erased").count() == 1
    assert Mail.objects.filter(event="members/held_data_erased").count() == 1


# --- Who may ---------------------------------------------------------------------------------------------------------
@pytest.mark.req("R15", "R21")
def test_nobody_looks_after_their_own_address(clerk: User, second: User) -> None:
    own = clerk.email
    with pytest.raises(NotEligible) as refusal:
        actions.send_copy(own, by=clerk, **SEND)
    assert refusal.value.code == "own_address"
    with pytest.raises(NotEligible):
        ask(clerk, own)
    inquiry = ask(second, own)
    for act in (actions.erase_held, lambda each, by: actions.refuse_erasure(each, by=by, reason="No.")):
        with pytest.raises(NotEligible):
            act(inquiry, by=clerk)
    assert not erasures(clerk, timezone.now()).exists()


@pytest.mark.req("R15")
def test_both_faces_agree(cast: Cast, clerk: User, second: User) -> None:
    inquiries = [ask(second, clerk.email), ask(clerk)]
    people = [cast.officer, cast.staff, clerk, second, make_user("Bare", "bare@example.org", is_staff=True)]

    for person in people:
        seen = {each for each in inquiries if handles_inquiry(person, each)}
        assert set(in_hands_of(person)) == seen, person
    assert [set(in_hands_of(each)) for each in (clerk, cast.officer)] == [{inquiries[1]}, set()]


@pytest.mark.req("R14", "R15")
def test_only_the_office_with_the_right_does_it(cast: Cast, clerk: User) -> None:
    bare = make_user("Bare", "bare@example.org", is_staff=True)

    for person in (cast.officer, bare):
        with pytest.raises(NotEligible):
            actions.send_copy(QUILL, by=person, **SEND)
        with pytest.raises(NotEligible):
            ask(person)
    assert not Mail.objects.exists()


# --- The pages -------------------------------------------------------------------------------------------------------
LOOK_UP = reverse("admin:members_inquiry_look_up")


def opened(client: Client, user: User, url: str, **query: str) -> Any:
    client.force_login(user)
    return client.get(url, query)


@pytest.mark.req("R14", "R15")
def test_the_pages_are_shut(letter: Letter, cast: Cast, clerk: User, second: User, client: Client) -> None:
    inquiry = ask(clerk)
    bare = make_user("Bare", "bare@example.org", is_staff=True)
    urls = [
        LOOK_UP,
        reverse("admin:members_inquiry_copy", args=[QUILL]),
        reverse("admin:members_inquiry_erasure", args=[QUILL]),
        reverse("admin:members_inquiry_change", args=[inquiry.pk]),
        reverse("admin:members_inquiry_changelist"),
    ]

    assert {client.get(url).status_code for url in urls} == {302}
    assert {opened(client, bare, url).status_code for url in urls} == {403}
    assert {opened(client, cast.officer, url).status_code for url in urls} <= {302, 403, 404}
    assert {opened(client, second, url).status_code for url in urls} == {200}


@pytest.mark.req("R15", "R16")
def test_the_page_shows_no_word_of_a_letter_and_nothing_of_a_case_one_may_not_know(
    letter: Letter, clerk: User, second: User, client: Client
) -> None:
    type(letter.nomination).objects.filter(pk=letter.nomination.pk).update(nominee_email=second.email)
    mine = opened(client, clerk, LOOK_UP, q="QUILL@example.org").content.decode()
    party = opened(client, second, LOOK_UP, q=QUILL).content.decode()
    let_look_after_nothing(clerk)
    without = opened(client, clerk, LOOK_UP, q=QUILL).content.decode()

    assert letter.code in mine
    for word in (LETTER_CANARY, NOMINEE_CANARY, "1 Quay Street"):
        assert word not in mine
    for page in (party, without):
        assert letter.code not in page
        assert "Letters of support" not in page
        assert "Nothing that you are allowed to see." in page


@pytest.mark.req("R15")
def test_a_name_finds_supporters_in_the_awards_one_looks_after(letter: Letter, clerk: User, client: Client) -> None:
    found = opened(client, clerk, LOOK_UP, q="quill supp").content.decode()
    let_look_after_nothing(clerk)
    hidden = opened(client, clerk, LOOK_UP, q="quill supp").content.decode()

    assert QUILL in found
    assert QUILL not in hidden


@pytest.mark.req("R15")
def test_ones_own_address_is_a_colleagues(clerk: User, second: User, client: Client) -> None:
    inquiry = ask(second, clerk.email)

    assert "a colleague must deal with it" in opened(client, clerk, LOOK_UP, q=clerk.email).content.decode()
    for name in ("copy", "erasure"):
        assert opened(client, clerk, reverse(f"admin:members_inquiry_{name}", args=[clerk.email])).status_code == 404
    assert opened(client, clerk, reverse("admin:members_inquiry_change", args=[inquiry.pk])).status_code in {302, 404}


def test_asked_agreed_and_told_on_the_pages(letter: Letter, clerk: User, second: User, client: Client) -> None:
    client.force_login(clerk)
    asked = client.post(reverse("admin:members_inquiry_erasure", args=[QUILL]), SEND)
    inquiry = Inquiry.objects.get()
    url = reverse("admin:members_inquiry_change", args=[inquiry.pk])
    mine = client.get(url).content.decode()
    client.force_login(second)
    theirs = client.get(url).content.decode()
    erased = client.post(reverse("admin:members_inquiry_move", args=[inquiry.pk, "erase"]))

    assert (asked.status_code, asked["Location"]) == (302, url)
    assert "Another colleague must agree" in mine
    assert "Agree: erase it now" not in mine
    assert "Agree: erase it now" in theirs
    assert erased.status_code == 302
    inquiry.refresh_from_db()
    assert inquiry.state == "done"


def test_the_copy_on_its_page(letter: Letter, clerk: User, client: Client) -> None:
    client.force_login(clerk)
    url = reverse("admin:members_inquiry_copy", args=[QUILL])

    assert "Say what you saw" not in client.get(url).content.decode()
    assert client.post(url, {"proof": "", "language": "en"}).status_code == 200
    assert client.post(url, SEND).status_code == 302
    assert Inquiry.objects.get().wish == "copy"
