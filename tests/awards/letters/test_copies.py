"""Letters that came as files: who reads the copy, who takes the file, and what each is told while there is none."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from awards.letters import actions
from awards.models import Cycle, Letter, Nomination
from awards.rules import may_take_file
from members.models import User
from pafso.audit.models import Entry
from pafso.documents import beat
from pafso.documents.models import CopyPicture, ReadersCopy
from pafso.files import uploads
from pafso.files.models import StoredFile, private
from tests.factories import pdfs
from tests.factories.awards import LETTER, make_award, make_cycle, make_draft, make_letter, make_submitted, make_token
from tests.factories.people import Cast, let_look_after_nothing, make_user
from tests.factories.readers_copies import KEPT, planted_docx

MARK = "wren"
WORD = {"docx": planted_docx(MARK)[0], "pdf": pdfs.pdf(["Dear committee.", "She inspires us."])}
NOBODY = ("officer", "colleague", "retiree", "outsider", "newcomer", "nominee", "clerk")


def attach(letter: Letter, kind: str, commits: Any) -> Letter:
    upload = SimpleUploadedFile(f"{MARK} of Amelie.{kind}", WORD[kind])
    with commits():
        return actions.attach_file(letter, uploads.check_document(upload))


def send(letter: Letter) -> Letter:
    values = {**LETTER, "text": ""}
    letter = actions.save_letter_draft(letter, values=values, tab="t", version=letter.version)
    return actions.send_letter(letter)


@pytest.fixture
def cycle(db: None) -> Cycle:
    return make_cycle(make_award("shown"), letters_shown_to_nominator=False)


@pytest.fixture
def people(cast: Cast) -> dict[str, User]:
    """The cast, the nominee by the address in the case, and a colleague who looks after another award."""
    nominee = make_user("Jo Jones", "jones@example.org")
    clerk = make_user("Other Award", "other@example.org", is_staff=True)
    let_look_after_nothing(clerk)
    return {**{name: getattr(cast, name) for name in cast.__annotations__}, "nominee": nominee, "clerk": clerk}


@pytest.fixture
def nomination(cycle: Cycle, people: dict[str, User]) -> Nomination:
    return make_submitted(cycle, people["officer"])


def letter_of(nomination: Nomination, kind: str, commits: Any) -> Letter:
    return send(attach(make_letter(nomination, "file@example.org"), kind, commits))


def page_of(letter: Letter) -> str:
    return reverse("awards:letter_text", args=[letter.code])


def picture_of(letter: Letter, number: int = 1) -> str:
    return reverse("awards:letter_page", args=[letter.code, number])


def text_of(answer: Any) -> str:
    return answer.content.decode()


def bytes_of(answer: Any) -> bytes:
    return b"".join(answer.streaming_content)


def statuses(client: Client, people: dict[str, User], url: str, method: str = "get") -> dict[str, int]:
    found = {}
    for name, user in people.items():
        client.force_login(user)
        found[name] = getattr(client, method)(url).status_code
    return found


def fail(letter: Letter, problem: str = "damaged") -> ReadersCopy:
    ReadersCopy.objects.filter(original=letter.file).update(state="to_make", made_at=None)
    copy = ReadersCopy.objects.get(original=letter.file)
    copy.advance("failed", problem=problem)
    return copy


# --- who reads ------------------------------------------------------------------------------------------------------
def test_the_office_reads_the_words_of_a_word_document(
    client: Client, nomination: Nomination, people: dict[str, User], commits: Any
) -> None:
    letter = letter_of(nomination, "docx", commits)
    client.force_login(people["staff"])

    page = text_of(client.get(page_of(letter)))

    assert [page.count(sentence) for sentence in KEPT] == [1] * len(KEPT)
    assert "The file had tracked changes." in page and "Comments in the margin are left out." in page
    assert MARK not in page
    assert f'src="{picture_of(letter)}"' in page
    assert 'lang="en"' in page.split('class="prose copy-text"')[1][:20]


def test_the_office_reads_a_pdf_page_by_page(
    client: Client, nomination: Nomination, people: dict[str, User], commits: Any
) -> None:
    letter = letter_of(nomination, "pdf", commits)
    client.force_login(people["staff"])

    page = text_of(client.get(page_of(letter)))
    picture = client.get(picture_of(letter, 2))

    assert "She inspires us." in page and 'alt="Page 2 of 2. Its text follows."' in page
    assert page.count('width="1280" height="1657"') == 2 and page.count('loading="lazy"') == 1
    assert (picture["Content-Type"], picture["Cache-Control"], picture["X-Content-Type-Options"]) == (
        "image/webp",
        "private, no-store",
        "nosniff",
    )
    assert picture["Content-Disposition"] == f'inline; filename="{letter.code}-2.webp"'
    assert bytes_of(picture)[8:12] == b"WEBP"
    assert client.get(picture_of(letter, 3)).status_code == 404
    assert client.get(picture_of(letter, 0)).status_code == 404


@pytest.mark.req("R15", "R16", "R35")
@pytest.mark.parametrize("is_shown", [False, True])
def test_whoever_reads_the_letter_sees_its_pages_and_nobody_else(
    client: Client, nomination: Nomination, people: dict[str, User], commits: Any, is_shown: bool
) -> None:
    letter = letter_of(nomination, "pdf", commits)
    Cycle.objects.update(letters_shown_to_nominator=is_shown)
    readers = {"staff"} | ({"officer"} if is_shown else set())

    for url in (page_of(letter), picture_of(letter), picture_of(letter, 2)):
        assert statuses(client, people, url) == {name: 200 if name in readers else 404 for name in people}
    client.logout()
    assert client.get(picture_of(letter)).status_code == 302


@pytest.mark.req("R54")
def test_a_page_opened_without_the_letter_is_a_reading_too_and_those_that_come_with_it_are_the_same_one(
    client: Client,
    nomination: Nomination,
    people: dict[str, User],
    commits: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    letter = letter_of(nomination, "pdf", commits)
    client.force_login(people["staff"])

    def read(url: str) -> int:
        assert client.get(url).status_code == 200
        return Entry.objects.filter(verb="letter_read", subject_label=letter.code, by=people["staff"].pk).count()

    assert [read(picture_of(letter, 2)), read(picture_of(letter)), read(page_of(letter)), read(picture_of(letter))] == [
        1, 1, 2, 2,
    ]  # fmt: skip
    assert client.get(picture_of(letter, 3)).status_code == 404
    monkeypatch.setattr("pafso.audit.log.A_READING", -timedelta(minutes=1))  # it is long ago
    assert [read(picture_of(letter)), read(picture_of(letter, 2))] == [3, 4]


@pytest.mark.req("R16", "R34")
def test_the_nominator_reads_the_copy_and_never_takes_the_file(
    client: Client, nomination: Nomination, people: dict[str, User], commits: Any
) -> None:
    letter = letter_of(nomination, "docx", commits)
    Cycle.objects.update(letters_shown_to_nominator=True)
    client.force_login(people["officer"])
    file = reverse("awards:letter_file", args=[letter.code])

    page = text_of(client.get(page_of(letter)))

    assert KEPT[0] in page and MARK not in page and file not in page
    assert statuses(client, people, file) == {name: 200 if name == "staff" else 404 for name in people}
    assert statuses(client, people, file, "post") == {name: 200 if name == "staff" else 404 for name in people}
    assert set(Entry.objects.filter(verb="letter_file_downloaded").values_list("by_label", flat=True)) == {
        "Dominique Roy"
    }


@pytest.mark.req("R15", "R16")
@pytest.mark.parametrize("state", ["draft", "submitted", "withdrawn", "disqualified"])
def test_both_faces_agree_on_who_takes_a_file(
    nomination: Nomination, people: dict[str, User], commits: Any, state: str
) -> None:
    sent, begun = (
        letter_of(nomination, "pdf", commits),
        attach(make_letter(nomination, "b@example.org"), "pdf", commits),
    )
    Nomination.objects.filter(pk=nomination.pk).update(state=state, disqualified_reason="x")

    for user in people.values():
        by_rule = {letter.pk for letter in Letter.objects.all() if may_take_file(user, letter)}
        assert {letter.pk for letter in Letter.objects.held_for(user)} == by_rule
        expected = user == people["staff"] and state in {"submitted", "disqualified"}
        assert (sent.pk in by_rule, begun.pk in by_rule) == (expected, False)


def test_a_party_of_the_office_sees_nothing(
    client: Client, nomination: Nomination, people: dict[str, User], commits: Any
) -> None:
    letter = letter_of(nomination, "pdf", commits)
    Letter.objects.filter(pk=letter.pk).update(contact_email=people["staff"].email)
    client.force_login(people["staff"])

    urls = [page_of(letter), picture_of(letter), reverse("awards:letter_file", args=[letter.code])]
    assert [client.get(url).status_code for url in urls] == [404, 404, 404]
    assert client.post(reverse("awards:letter_copy", args=[letter.code])).status_code == 404


def test_whoever_must_say_who_they_are_sees_no_page_before(
    client: Client, nomination: Nomination, people: dict[str, User], commits: Any
) -> None:
    letter = letter_of(nomination, "pdf", commits)
    Letter.objects.filter(pk=letter.pk).update(full_name=people["staff"].name)
    client.force_login(people["staff"])

    assert client.get(page_of(letter)).status_code == 302
    assert client.get(picture_of(letter)).status_code == 404


def test_the_page_costs_the_same_with_one_and_three_pages(
    client: Client, nomination: Nomination, people: dict[str, User], commits: Any, django_assert_max_num_queries: Any
) -> None:
    letter = letter_of(nomination, "pdf", commits)
    client.force_login(people["staff"])
    client.get(page_of(letter))
    CopyPicture.objects.filter(number=2).delete()
    with django_assert_max_num_queries(25) as one:
        client.get(page_of(letter))
    for number in (2, 3):
        file = uploads.keep_made(b"x", "image/webp")
        CopyPicture.objects.create(copy_id=letter.file.readers_copy.pk, number=number, file=file, width=9, height=9)  # type: ignore[union-attr]
    with django_assert_max_num_queries(25) as three:
        page = text_of(client.get(page_of(letter)))

    assert len(one) == len(three)
    assert page.count("<figure>") == 3 and "there is no text to read on it" in page


# --- while there is none --------------------------------------------------------------------------------------------
def test_while_it_is_being_made_the_page_says_so(
    client: Client, nomination: Nomination, people: dict[str, User], commits: Any
) -> None:
    letter = letter_of(nomination, "pdf", commits)
    ReadersCopy.objects.filter(original=letter.file).update(state="to_make", made_at=None)
    client.force_login(people["staff"])

    assert "The copy for readers is being made." in text_of(client.get(page_of(letter)))
    ReadersCopy.objects.all().delete()
    assert "The copy for readers is being made." in text_of(client.get(page_of(letter)))


@pytest.mark.req("R38")
def test_what_could_not_be_made_says_what_to_do(
    client: Client, nomination: Nomination, people: dict[str, User], commits: Any
) -> None:
    letter = letter_of(nomination, "docx", commits)
    Cycle.objects.update(letters_shown_to_nominator=True)
    fail(letter)
    again = reverse("awards:letter_copy", args=[letter.code])

    client.force_login(people["officer"])
    read = text_of(client.get(page_of(letter)))
    client.force_login(people["staff"])
    office = text_of(client.get(page_of(letter)))

    assert "The file is damaged or incomplete." in read and "The office has been told and will see to it." in read
    assert again not in read
    assert "Download the file to read it, or try again." in office and f'action="{again}"' in office


def test_the_secretary_has_it_made_again(
    client: Client, nomination: Nomination, people: dict[str, User], commits: Any
) -> None:
    letter = letter_of(nomination, "docx", commits)
    copy = fail(letter)
    again = reverse("awards:letter_copy", args=[letter.code])

    assert statuses(client, people, again) == {name: 302 if name == "staff" else 404 for name in people}
    for name in NOBODY:
        client.force_login(people[name])
        assert client.post(again).status_code == 404
    copy.refresh_from_db()
    assert copy.state == "failed" and not Entry.objects.filter(verb="copy_asked_again").exists()

    client.force_login(people["staff"])
    CopyPicture.objects.all().delete()
    with commits():
        answer = client.post(again, follow=True)

    copy.refresh_from_db()
    assert (answer.status_code, copy.state) == (200, "ready")
    assert Entry.objects.get(verb="copy_asked_again").by == people["staff"]


def test_a_letter_without_a_file_has_no_copy_to_make(nomination: Nomination, people: dict[str, User]) -> None:
    letter = nomination.letters.arrived()[0]

    assert actions.copy_again(letter, by=people["staff"]) is None
    assert ReadersCopy.objects.count() == 0


# --- the supporter --------------------------------------------------------------------------------------------------
@pytest.fixture
def begun(cycle: Cycle, people: dict[str, User]) -> Letter:
    return make_letter(make_draft(cycle, people["officer"]))


@pytest.mark.parametrize("kind", ["docx", "pdf"])
def test_the_supporter_sees_how_it_will_be_read_before_sending(
    client: Client, begun: Letter, commits: Any, kind: str
) -> None:
    letter, token = attach(begun, kind, commits), make_token(begun)

    review = text_of(client.get(reverse("awards:letter_review", args=[token])))
    page = reverse("awards:letter_own_page", args=[token, 1])
    picture = client.get(page)

    assert "How your file is read" in review and f'src="{page}"' in review
    assert {"docx": "The file had tracked changes.", "pdf": "Dear committee."}[kind] in review
    assert (picture.status_code, picture["Content-Type"], picture["Cache-Control"]) == (
        200,
        "image/webp",
        "no-store, private",
    )
    assert picture["Referrer-Policy"] == "no-referrer"
    assert client.get(reverse("awards:letter_own_page", args=[token, 9])).status_code == 404
    assert letter.file is not None
    original = client.get(reverse("awards:letter_own_file", args=[token]))
    assert bytes_of(original) == WORD[kind]


@pytest.mark.req("R16", "R19")
def test_the_link_shows_its_own_letter_only_and_only_as_long(client: Client, begun: Letter, commits: Any) -> None:
    letter, token = attach(begun, "pdf", commits), make_token(begun)
    other = make_letter(begun.nomination, "other@example.org")
    page, others = (reverse("awards:letter_own_page", args=[t, 1]) for t in (token, make_token(other)))
    assert (client.get(page).status_code, client.get(others).status_code) == (200, 404)
    assert client.get(reverse("awards:letter_own_page", args=["x" * 43, 1])).status_code == 404

    send(letter)
    assert client.get(page).status_code == 200
    with_copy = text_of(client.get(reverse("awards:letter", args=[token])))
    assert "How your file is read" in with_copy
    long_ago = timezone.now() - timedelta(days=3_000)
    Cycle.objects.update(opens_at=long_ago - timedelta(days=9), closes_at=long_ago)
    assert client.get(page).status_code == 404

    Letter.objects.filter(pk=letter.pk).update(state="revoked")
    assert client.get(page).status_code == 404


def test_what_could_not_be_read_is_told_to_the_supporter_in_time(client: Client, begun: Letter, commits: Any) -> None:
    letter, token = attach(begun, "pdf", commits), make_token(begun)
    fail(letter, "memory")

    review = text_of(client.get(reverse("awards:letter_review", args=[token])))

    assert "The file is too complicated." in review
    assert "Open your file, save it as a new PDF and choose that one" in review


def test_another_file_takes_the_first_ones_copy_along(begun: Letter, commits: Any) -> None:
    first = attach(begun, "pdf", commits)
    assert first.file is not None
    keys = [first.file.key, *CopyPicture.objects.values_list("file__key", flat=True)]

    second = attach(first, "docx", commits)
    assert ReadersCopy.objects.get().original == second.file
    with commits():
        actions.detach_file(second)

    assert len(keys) == 3 and not any(private().exists(key) for key in keys)
    assert (ReadersCopy.objects.count(), CopyPicture.objects.count(), StoredFile.objects.count()) == (0, 0, 0)


# --- the clock ------------------------------------------------------------------------------------------------------
def test_letters_of_before_get_their_copies(nomination: Nomination, commits: Any) -> None:
    letter, unsent = (
        letter_of(nomination, "pdf", commits),
        attach(make_letter(nomination, "u@example.org"), "docx", commits),
    )
    CopyPicture.objects.all().delete()
    ReadersCopy.objects.all().delete()
    uploads.keep_made(pdfs.pdf(), "application/pdf")  # nobody's letter

    with commits():
        assert beat.ask_for_missing() == 2
    with commits():
        assert beat.ask_for_missing() == 0

    assert set(ReadersCopy.objects.values_list("original_id", "state")) == {
        (letter.file_id, "ready"),
        (unsent.file_id, "ready"),
    }


@pytest.mark.req("R16", "R19")
def test_a_correction_shows_its_own_file_as_it_will_be_read(client: Client, begun: Letter, commits: Any) -> None:
    letter, token = send(attach(begun, "pdf", commits)), make_token(begun)
    page = reverse("awards:letter_correction_page", args=[token, 1])
    upload = SimpleUploadedFile("better.docx", WORD["docx"])
    with commits():
        actions.attach_to_correction(letter, uploads.check_document(upload))

    review = text_of(client.get(reverse("awards:letter_correction_review", args=[token])))

    assert KEPT[0] in review and f'src="{page}"' in review and MARK not in review.replace(f"{MARK} of Amelie", "")
    assert (client.get(page).status_code, client.get(page)["Content-Type"]) == (200, "image/webp")
    assert client.get(reverse("awards:letter_correction_page", args=[token, 2])).status_code == 404
    assert client.get(reverse("awards:letter_own_page", args=[token, 2])).status_code == 200
    Cycle.objects.update(frozen_at=timezone.now())
    assert client.get(page).status_code == 404
