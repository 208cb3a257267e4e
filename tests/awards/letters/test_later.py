"""A later correction that came with a file: seen first as it is read, then written down; by whom, and by nobody else."""

import uuid
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from awards.letters.actions import later as actions
from awards.models import Cycle, LaterCorrection, Letter
from pafso.audit.models import Entry
from pafso.documents.models import ReadersCopy
from pafso.files import uploads
from pafso.files.models import StoredFile
from tests.awards.letters.test_on_paper import refused
from tests.awards.traces import traces
from tests.factories import awards as make
from tests.factories.pdfs import pdf
from tests.factories.people import Cast, let_look_after_nothing, make_user
from tests.factories.readers_copies import KEPT, planted_docx

WORD, PLANTED = planted_docx("merganser")


@pytest.fixture
def letter(cast: Cast) -> Letter:
    nomination = make.make_submitted(make.make_cycle(), cast.officer)
    Cycle.objects.update(frozen_at=timezone.now())
    return nomination.letters.arrived()[0]


def file(content: bytes = b"", name: str = "scan.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content or pdf(["The year was 2019."]))


def begin(letter: Letter, cast: Cast, text: str = "Another year.") -> LaterCorrection:
    return actions.begin_later_correction(letter, by=cast.staff, text=text, scan=uploads.check_document(file()))


def of(row: LaterCorrection, part: str = "", *more: int) -> str:
    return reverse(f"admin:awards_nomination_later{part}", args=[row.letter.nomination_id, row.pk, *more])


def verb_of(letter: Letter) -> str:
    return reverse("admin:awards_nomination_letter_later_correction", args=[letter.nomination_id, letter.code])


# --- The verbs --------------------------------------------------------------------------------------------------------
def test_what_is_begun_is_written_down_by_another_press(letter: Letter, cast: Cast) -> None:
    with traces() as begun:
        row = begin(letter, cast)
    assert (row.at, begun.audit, begun.mails) == (None, [], [])
    assert ReadersCopy.objects.filter(original=row.scan).exists()

    with traces() as left:
        for _press in range(2):
            row = actions.confirm_later_correction(row, by=cast.staff)

    assert row.at is not None and row.scan is not None
    assert left.audit == [("letter_correction_noted", letter.code, cast.staff.name)]
    assert Entry.objects.get(verb="letter_correction_noted").changes == {
        "nomination": letter.nomination.code, "sha256": row.scan.sha256,
    }  # fmt: skip
    assert refused("noted", actions.discard_later_correction, row, by=cast.staff)


def test_a_second_one_takes_the_place_of_the_first_and_what_is_discarded_leaves_no_file(
    letter: Letter, cast: Cast
) -> None:
    first = begin(letter, cast)
    second = begin(letter, cast, "Yet another.")

    assert list(LaterCorrection.objects.values_list("pk", flat=True)) == [second.pk]
    assert list(StoredFile.objects.values_list("pk", flat=True)) == [second.scan_id]
    refused("deleted", actions.confirm_later_correction, first, by=cast.staff)
    for _press in range(2):
        actions.discard_later_correction(second, by=cast.staff)
    assert not LaterCorrection.objects.exists() and not StoredFile.objects.exists()


def test_nothing_is_begun_without_words_before_the_freeze_or_by_others(letter: Letter, cast: Cast) -> None:
    checked = uploads.check_document(file())
    begun = {"text": "x", "scan": checked}

    refused("incomplete", actions.begin_later_correction, letter, by=cast.staff, text=" ", scan=checked)
    refused("not_open_to_you", actions.begin_later_correction, letter, by=cast.officer, **begun)
    Cycle.objects.update(frozen_at=None)
    refused("not_frozen", actions.begin_later_correction, letter, by=cast.staff, **begun)


def test_the_database_keeps_one_begun_and_none_without_a_file(letter: Letter, cast: Cast) -> None:
    row = begin(letter, cast)

    for columns in ({"scan": row.scan}, {"scan": None}):
        with pytest.raises(IntegrityError), transaction.atomic():
            LaterCorrection.objects.create(letter=letter, text="x", entered_by=cast.staff, at=None, **columns)


# --- The pages --------------------------------------------------------------------------------------------------------
def test_a_word_file_is_shown_as_it_is_read_before_it_is_written_down(
    letter: Letter, cast: Cast, client: Client, commits: Any
) -> None:
    client.force_login(cast.staff)
    assert 'enctype="multipart/form-data"' in client.get(verb_of(letter)).text
    typed = {"text": "As in the file.", "scan": file(WORD, "merganser.docx"), "form_token": str(uuid.uuid4())}

    with commits():
        answer = client.post(verb_of(letter), typed)
    row = LaterCorrection.objects.get()
    page = client.get(of(row)).text
    record = reverse("admin:awards_nomination_change", args=[letter.nomination_id])
    listed = client.get(record).text
    done = client.post(of(row), {"answer": "note"}, follow=True)

    assert answer.headers["Location"] == of(row)
    assert "Nothing is written down yet: see how the file is read, then write it down." in page
    assert [page.count(sentence) for sentence in KEPT] == [1] * len(KEPT)
    assert "The file had tracked changes." in page and [word for word in PLANTED if word in page] == []
    assert "Not written down yet" in listed and "Review and write it down…" in listed
    assert done.redirect_chain == [(record, 302)]
    assert "The correction has been written down." in done.text and "Not written down yet" not in done.text
    assert not Entry.objects.filter(verb="letter_correction_read").exists()
    later = client.get(of(row)).text
    assert 'value="note"' not in later and 'value="discard"' not in later
    taken = client.post(of(row, "_file"))
    assert taken["Content-Disposition"] == f'attachment; filename="{letter.code}.docx"'
    verbs = Entry.objects.filter(verb__startswith="letter_correction_").order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["letter_correction_noted", "letter_correction_read", "letter_correction_downloaded"]


def test_words_alone_are_written_down_at_once_and_a_bad_file_is_refused_beside_its_field(
    letter: Letter, cast: Cast, client: Client
) -> None:
    client.force_login(cast.staff)
    typed = {"text": "By telephone.", "form_token": str(uuid.uuid4())}

    wrong = client.post(verb_of(letter), {**typed, "scan": file(b"no pdf")})
    answer = client.post(verb_of(letter), typed, follow=True)

    assert list(wrong.context["form"].errors) == ["scan"] and "By telephone." in wrong.text
    assert "The correction has been written down." in answer.text
    row = LaterCorrection.objects.get()
    assert (row.scan, row.at is None) == (None, False)
    assert client.get(of(row)).status_code == 404


def test_discarded_or_made_again(letter: Letter, cast: Cast, client: Client, commits: Any) -> None:
    row = begin(letter, cast)
    copy = ReadersCopy.objects.get(original=row.scan)
    copy.advance("failed", problem="damaged")
    client.force_login(cast.staff)

    assert 'value="again"' in client.get(of(row)).text
    with commits():
        assert client.post(of(row), {"answer": "again"}).headers["Location"] == of(row)
    copy.refresh_from_db()
    assert copy.state == "ready"
    assert client.get(of(row, "_picture", 1)).status_code == 200
    gone = client.post(of(row), {"answer": "discard"}, follow=True)
    assert "The correction has been discarded, with its file." in gone.text
    assert client.get(of(row)).status_code == 404


@pytest.mark.req("R54")
def test_a_page_opened_without_the_words_is_a_reading_once_it_is_written_down(
    letter: Letter, cast: Cast, client: Client, commits: Any
) -> None:
    with commits():
        row = begin(letter, cast)
    client.force_login(cast.staff)

    def readings() -> int:
        for _page in range(2):
            assert client.get(of(row, "_picture", 1)).status_code == 200
        return Entry.objects.filter(verb="letter_correction_read", subject_id=str(letter.pk)).count()

    assert readings() == 0
    actions.confirm_later_correction(row, by=cast.staff)
    assert readings() == 1


@pytest.mark.req("R15", "R16")
def test_nobody_else_opens_it(letter: Letter, cast: Cast, client: Client, commits: Any) -> None:
    with commits():
        row = begin(letter, cast)
    clerk = make_user("Other Award", "other@example.org", is_staff=True)
    nominee = make_user("Jo Jones", letter.nomination.nominee_email, is_staff=True, is_superuser=True)
    let_look_after_nothing(clerk)

    for user, status in ((clerk, 404), (nominee, 404), (cast.officer, 302), (cast.outsider, 302)):
        client.force_login(user)
        answers = [
            client.get(of(row)),
            client.post(of(row), {"answer": "note"}),
            client.get(of(row, "_picture", 1)),
            client.post(of(row, "_file")),
        ]
        assert [answer.status_code for answer in answers] == [status] * 4, user.name
    row.refresh_from_db()
    assert row.at is None and not Entry.objects.filter(verb__startswith="letter_correction").exists()


def test_a_namesake_says_first_who_they_are_not(letter: Letter, cast: Cast, client: Client) -> None:
    row = begin(letter, cast)
    type(letter.nomination).objects.update(nominee_name=cast.staff.name)
    client.force_login(cast.staff)
    question = reverse("admin:awards_nomination_same_name", args=[letter.nomination_id])

    for answer in (client.get(of(row)), client.post(of(row), {"answer": "note"}), client.post(of(row, "_file"))):
        assert answer.headers["Location"] == question
    assert client.get(of(row, "_picture", 1)).status_code == 404


def test_one_that_cannot_be_shown_waits_until_it_is_made_again(
    letter: Letter, cast: Cast, client: Client, commits: Any
) -> None:
    row = actions.confirm_later_correction(begin(letter, cast), by=cast.staff)
    copy = ReadersCopy.objects.get(original=row.scan)
    ReadersCopy.objects.filter(pk=copy.pk).update(state="failed", problem="damaged")
    waits, page = reverse("admin:waiting", args=["unreadable-corrections"]), of(row)
    clerk = make_user("Other Award", "other@example.org", is_staff=True)
    let_look_after_nothing(clerk)

    client.force_login(clerk)
    assert f'href="{page}"' not in client.get(waits).text
    client.force_login(cast.staff)
    assert f'href="{page}"' in client.get(waits).text
    assert "Try again" in client.get(page).text
    with commits():
        client.post(page, {"answer": "again"})

    copy.refresh_from_db()
    assert copy.state == "ready"
    assert f'href="{page}"' not in client.get(waits).text
