"""Copies for readers: asked for once, made whole, given up after three tries, gone with their original."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.utils import timezone

from pafso.audit.models import Entry
from pafso.documents import beat, copies, tasks
from pafso.documents.copies import ask_for_copy, make_again
from pafso.documents.models import DOCX, PDF, CopyPicture, ReadersCopy
from pafso.documents.sentences import NOTES, problem_sentence, sentences
from pafso.errors import WrongMove
from pafso.files import beat as files_beat
from pafso.files import sandbox
from pafso.files.models import StoredFile, private
from pafso.files.sandbox import SandboxFailure
from pafso.files.uploads import forget
from tests.factories import pdfs, pictures
from tests.factories.people import Cast
from tests.factories.readers_copies import make_copy, stored
from tests.factories.word import PICTURE, Letter, drawing, paragraph, run

pytestmark = pytest.mark.django_db


def with_picture() -> bytes:
    inside = paragraph(run("See:"), drawing('<a:blip r:embed="rId10"/>'))
    return Letter({"document": inside}, {"document": [PICTURE]}, {"word/media/image1.png": pictures.png()}).written()


def built(copy: ReadersCopy) -> ReadersCopy:
    tasks.build_copy(copy.pk)
    copy.refresh_from_db()
    return copy


def breaking(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    def broken(*_args: Any, **_options: Any) -> None:
        raise error

    monkeypatch.setattr(tasks.sandbox, "run", broken)


def let_the_wait_pass(copy: ReadersCopy) -> None:
    ReadersCopy.objects.filter(pk=copy.pk).update(lease_until=timezone.now() - timedelta(seconds=1))


def test_asked_for_with_the_original_and_made_after_the_commit(commits: Any) -> None:
    with commits(), transaction.atomic():
        original = stored(with_picture())
        copy = ask_for_copy(original)
        assert (copy.state, copy.pictures.count()) == ("to_make", 0)

    copy.refresh_from_db()
    assert (copy.state, copy.attempts, copy.lease_until, copy.problem, copy.notes) == ("ready", 1, None, "", [])
    assert copy.made_at is not None
    assert copy.html == '<p>See:<img alt="" height="1" src="1" width="1"></p>'
    picture = copy.pictures.get()
    assert (picture.number, picture.width, picture.height, picture.text) == (1, 2, 1, "")
    assert (picture.file.media_type, picture.file.given_name) == ("image/webp", "")


def test_a_pdf_has_its_pages(commits: Any) -> None:
    with commits():
        copy = ask_for_copy(stored(pdfs.pdf(["One.", "Two."]), PDF))

    assert list(copy.pictures.values_list("number", "text", "width", "height")) == [
        (1, "One.", 1280, 1657),
        (2, "Two.", 1280, 1657),
    ]


def test_asking_again_makes_no_second_copy(commits: Any) -> None:
    original = stored(Letter().written())
    with commits():
        first = ask_for_copy(original)
        assert ask_for_copy(original) == first
    with commits() as woken:
        ask_for_copy(original)

    assert (ReadersCopy.objects.count(), woken) == (1, [])


def test_made_once_however_often_it_is_woken() -> None:
    copy = built(make_copy(with_picture()))
    made_at = copy.made_at

    assert built(copy).made_at == made_at
    assert (copy.attempts, CopyPicture.objects.count()) == (1, 1)


def test_what_is_neither_is_parked_at_once() -> None:
    copy = built(make_copy(b"hello", "text/plain"))

    assert (copy.state, copy.problem, copy.attempts, copy.lease_until) == ("failed", "wrong_type", 1, None)


@pytest.mark.req("R38")
@pytest.mark.parametrize(("content", "kind"), [(b"no archive", DOCX), (b"no PDF", PDF)])
def test_an_unreadable_file_is_parked_and_the_next_one_made(content: bytes, kind: str) -> None:
    broken, sound = make_copy(content, kind), make_copy()

    built(broken)
    built(sound)

    assert (broken.state, broken.problem, broken.html, broken.made_at) == ("failed", "damaged", "", None)
    assert sound.state == "ready"


@pytest.mark.req("R38")
@pytest.mark.parametrize(
    ("error", "problem"),
    [
        (SandboxFailure("memory"), "memory"),
        (SandboxFailure("time", "wall clock"), "time"),
        (OSError("full"), "OSError"),
    ],
)
def test_three_tries_and_then_the_office(monkeypatch: pytest.MonkeyPatch, error: Exception, problem: str) -> None:
    copy = make_copy()
    breaking(monkeypatch, error)
    for attempt in (1, 2):
        assert (built(copy).state, copy.attempts, copy.problem) == ("to_make", attempt, problem)
        assert copy.lease_until is not None and copy.lease_until > timezone.now()
        assert built(copy).attempts == attempt  # nobody takes it before its time
        let_the_wait_pass(copy)

    built(copy)

    assert (copy.state, copy.attempts, copy.problem, copy.lease_until) == ("failed", 3, problem, None)
    assert StoredFile.objects.count() == 1


def test_a_file_that_kills_its_workers_is_parked() -> None:
    copy = make_copy()
    ReadersCopy.objects.filter(pk=copy.pk).update(attempts=3, lease_until=timezone.now() - timedelta(hours=1))
    other = make_copy()
    ReadersCopy.objects.filter(pk=other.pk).update(attempts=3, problem="memory")

    assert (built(copy).state, copy.problem) == ("failed", "died")
    assert (built(other).state, other.problem) == ("failed", "memory")


@pytest.mark.req("R38")
@pytest.mark.parametrize(
    ("inside", "states"),
    [
        (b"<a>" + b"x" * 150_000_000 + b"</a>", {("failed", "too_complex")}),
        (b"<a>" * 100_000 + b"</a>" * 100_000, {("to_make", "error"), ("to_make", "crash")}),
    ],
)
def test_a_bomb_hurts_nobody_but_its_own_row(inside: bytes, states: set[tuple[str, str]]) -> None:
    """A hundred and fifty megabytes of one letter; elements within elements without an end."""
    copy = built(make_copy(Letter(more={"word/document.xml": inside}).written()))

    assert (copy.state, copy.problem) in states
    assert CopyPicture.objects.count() == 0
    assert built(make_copy()).state == "ready"


def test_whoever_lost_the_row_meanwhile_keeps_nothing(monkeypatch: pytest.MonkeyPatch, commits: Any) -> None:
    copy, run_child = make_copy(with_picture()), sandbox.run

    def slowly(*args: Any, **options: Any) -> Any:
        taken = run_child(*args, **options)
        ReadersCopy.objects.filter(pk=copy.pk).update(attempts=2, lease_until=timezone.now() + timedelta(hours=1))
        return taken

    monkeypatch.setattr(tasks.sandbox, "run", slowly)
    with commits():
        built(copy)

    assert (copy.state, copy.html, CopyPicture.objects.count()) == ("to_make", "", 0)
    assert list(StoredFile.objects.all()) == [copy.original]


def test_an_original_that_went_meanwhile_leaves_nothing(monkeypatch: pytest.MonkeyPatch, commits: Any) -> None:
    copy, run_child = make_copy(with_picture()), sandbox.run

    def slowly(*args: Any, **options: Any) -> Any:
        taken = run_child(*args, **options)
        forget(copy.original)
        return taken

    monkeypatch.setattr(tasks.sandbox, "run", slowly)
    with commits():
        tasks.build_copy(copy.pk)

    assert (ReadersCopy.objects.count(), CopyPicture.objects.count(), StoredFile.objects.count()) == (0, 0, 0)


# --- gone with the original -----------------------------------------------------------------------------------------
@pytest.mark.req("R59")
def test_forgotten_with_the_original_bytes_and_all(commits: Any) -> None:
    copy, other = built(make_copy(pdfs.pdf(["One.", "Two."]), PDF)), built(make_copy(with_picture()))
    keys = [copy.original.key, *copy.pictures.values_list("file__key", flat=True)]

    with commits():
        forget(copy.original)

    assert not any(private().exists(key) for key in keys) and len(keys) == 3
    assert list(ReadersCopy.objects.all()) == [other]
    assert StoredFile.objects.count() == 2 == len({other.original_id, other.pictures.get().file_id})


def test_a_picture_is_not_forgotten_alone() -> None:
    copy = built(make_copy(with_picture()))

    with pytest.raises(ProtectedError):
        forget(copy.pictures.get().file)


def test_a_refusal_leaves_the_callers_transaction_as_it_was() -> None:
    """Photos that share a file are let go so: what is still in use stays, and the verb goes on."""
    copy = built(make_copy(with_picture()))

    with transaction.atomic():
        with pytest.raises(ProtectedError):
            forget(copy.pictures.get().file)
        assert StoredFile.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_forgotten_outside_of_a_transaction_too() -> None:
    copy = built(make_copy(with_picture()))

    forget(copy.original)

    assert (ReadersCopy.objects.count(), StoredFile.objects.count()) == (0, 0)


def test_an_original_that_is_in_use_stays_with_its_copy(cast: Cast) -> None:
    from tests.factories.documents import make_document

    copy = built(make_copy(pdfs.pdf(), PDF))
    make_document(file_en=copy.original)

    with pytest.raises(ProtectedError), transaction.atomic():
        forget(copy.original)

    assert (ReadersCopy.objects.count(), CopyPicture.objects.count()) == (1, 1)


def test_the_sweep_of_files_takes_an_unused_original_and_never_a_page(commits: Any) -> None:
    """That a copy was made of a file is no use of it."""
    copy = built(make_copy(pdfs.pdf(["One.", "Two."]), PDF))
    StoredFile.objects.update(created_at=timezone.now() - timedelta(hours=25))
    pages = set(copy.pictures.values_list("file_id", flat=True))
    assert {use.related_model._meta.label for use in files_beat._uses()} >= {
        "documents.CopyPicture",
        "contests.Derivative",
    }
    assert "documents.ReadersCopy" not in {use.related_model._meta.label for use in files_beat._uses()}
    assert len(pages) == 2

    with commits():
        assert files_beat.remove_unused_rows() == 1

    assert StoredFile.objects.count() == 0


# --- the office -----------------------------------------------------------------------------------------------------
def test_the_office_has_it_made_again(cast: Cast, commits: Any) -> None:
    copy = built(make_copy(b"no archive"))
    readable = stored(Letter().written())
    readable.key, key = f"{readable.key}x", readable.key
    StoredFile.objects.filter(pk=readable.pk).update(key=readable.key)
    StoredFile.objects.filter(pk=copy.original_id).update(key=key)

    with commits():
        again = make_again(copy, by=cast.staff)
    again.refresh_from_db()

    assert (again.state, again.attempts, again.problem) == ("ready", 1, "")
    entry = Entry.objects.get(verb="copy_asked_again")
    assert (entry.by, entry.subject_type, entry.subject_id, entry.changes) == (
        cast.staff,
        "documents.ReadersCopy",
        str(copy.pk),
        {},
    )


@pytest.mark.parametrize("state", ["to_make", "ready"])
def test_what_is_made_or_waits_is_left_alone(cast: Cast, state: str) -> None:
    copy = make_copy() if state == "to_make" else built(make_copy())

    assert make_again(copy, by=cast.staff).state == state
    assert not Entry.objects.filter(verb="copy_asked_again").exists()


def test_states_move_forward_only() -> None:
    copy = built(make_copy())

    with pytest.raises(WrongMove):
        copy.advance("to_make")
    assert (copy.is_ready, copy.is_failed, str(copy)) == (True, False, str(copy.pk))


def test_the_database_knows_when_a_copy_was_made() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        ReadersCopy.objects.create(original=stored(b"x"), state="ready")


# --- the clock ------------------------------------------------------------------------------------------------------
def test_a_lost_wake_up_is_found(commits: Any) -> None:
    waiting, resting = make_copy(), make_copy()
    ReadersCopy.objects.filter(pk=resting.pk).update(lease_until=timezone.now() + timedelta(hours=1))

    with commits():
        assert beat.sweep() == 1

    states = {row.pk: row.state for row in ReadersCopy.objects.all()}
    assert states == {waiting.pk: "ready", resting.pk: "to_make"}


def test_originals_of_before_are_found_a_few_at_a_time(monkeypatch: pytest.MonkeyPatch, commits: Any) -> None:
    originals = [stored(Letter().written()) for _ in range(5)]
    ignored = stored(b"a photo", "image/jpeg")
    monkeypatch.setattr(
        copies, "_originals", [lambda: StoredFile.objects.filter(copy_picture=None), lambda: StoredFile.objects.none()]
    )
    monkeypatch.setattr(beat, "MOST_AT_ONCE", 2)

    asked = []
    for _ in range(4):
        with commits():
            asked.append(beat.ask_for_missing())

    assert asked == [2, 2, 1, 0]
    assert {row.original_id for row in ReadersCopy.objects.all()} == {original.pk for original in originals}
    assert set(ReadersCopy.objects.values_list("state", flat=True)) == {"ready"}
    assert not ReadersCopy.objects.filter(original=ignored).exists()


def test_nobody_waits_behind_the_originals_of_before(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(copies, "_originals", [StoredFile.objects.all])
    make_copy()
    stored(Letter().written())

    assert beat.ask_for_missing() == 0
    assert ReadersCopy.objects.count() == 1


def test_an_original_that_goes_between_look_and_act_is_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    gone = stored(Letter().written())
    pk = gone.pk
    gone.delete()
    gone.pk = pk

    assert beat._asked(gone) is False
    assert ReadersCopy.objects.count() == 0


# --- the words ------------------------------------------------------------------------------------------------------
def test_every_code_has_a_sentence() -> None:
    assert [str(sentence) for sentence in sentences(["comments", "tracked_changes", "of tomorrow"])] == [
        "The file had tracked changes. The copy shows them as accepted: what was added is there, what was deleted is not.",
        "Comments in the margin are left out.",
    ]
    assert len(sentences(NOTES)) == len(NOTES) == 10
    assert str(problem_sentence("memory")) == "The file is too complicated."
    assert str(problem_sentence("OSError")) == "The file could not be read."
