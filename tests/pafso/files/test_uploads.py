"""Files are taken in whole or not at all, and the sender is told which in words that help."""

import errno
import hashlib
import os
import tempfile
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.utils import translation

from pafso.errors import Refused
from pafso.files import refusals, scanner, uploads
from pafso.files.inspection import document
from pafso.files.inspection import photo as kinds
from pafso.files.models import StoredFile, private
from pafso.files.sandbox import Limits
from tests.factories import pdfs, pictures

JPEG = pictures.jpeg()


def files_under(folder: Path) -> list[str]:
    return [str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()]


def refused(check: Any, *args: Any, **options: Any) -> Refused:
    with pytest.raises(Refused) as caught:
        check(*args, **options)
    return caught.value


def test_a_checked_photo(upload: Any) -> None:
    checked = uploads.check_photo(upload(JPEG, "Été à Québec.jpg"))

    assert checked.sha256 == hashlib.sha256(JPEG).hexdigest()
    assert (checked.size, checked.media_type, checked.given_name) == (len(JPEG), "image/jpeg", "Été à Québec.jpg")
    assert (checked.facts.width, checked.facts.camera) == (600, "Canon EOS R6")


@pytest.mark.parametrize(("content", "kind", "pages"), [(pdfs.pdf(["a", "b"]), "pdf", 2), (pdfs.docx(), "docx", None)])
def test_a_checked_document(upload: Any, content: bytes, kind: str, pages: int | None) -> None:
    checked = uploads.check_document(upload(content, "letter"))

    assert checked.media_type == {"pdf": document.PDF_TYPE, "docx": document.DOCX_TYPE}[kind]
    assert checked.facts.pages == pages
    assert checked.sha256 == hashlib.sha256(content).hexdigest()


@pytest.mark.req("R31", "R36")
@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b"GIF89a" + bytes(90), "wrong_type"),
        (pdfs.pdf(), "wrong_type"),
        (JPEG[: len(JPEG) // 2], "truncated"),
        (pictures.bomb(), "too_many_pixels"),
        (pictures.animated("WEBP"), "animated"),
        (pictures.png()[:60] + b"\0" + pictures.png()[61:], "damaged"),
    ],
)
def test_a_refused_photo_leaves_nothing(upload: Any, folder: Path, content: bytes, code: str) -> None:
    error = refused(uploads.check_photo, upload(content))

    assert error.code == code
    assert "{" not in str(error)
    assert files_under(folder) == []


@pytest.mark.req("R33", "R36")
@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (pictures.png(), "wrong_type"),
        (pdfs.encrypted(), "encrypted"),
        (pdfs.pdf()[:-90], "damaged"),
        (pdfs.hidden_script(), "active_content"),
        (pdfs.pdf(["x"] * 41), "too_many_pages"),
        (pdfs.docx({"word/vbaProject.bin": b"x"}), "active_content"),
    ],
)
def test_a_refused_document_leaves_nothing(
    upload: Any, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: bytes, code: str
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    sent = upload(content)
    before = list(tmp_path.iterdir())

    error = refused(uploads.check_document, sent)

    assert error.code == code
    assert "{" not in str(error)
    assert files_under(folder) == []
    assert list(tmp_path.iterdir()) == before


def test_the_sentence_states_the_limit(upload: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    large = refused(uploads.check_document, upload(bytes(2_000_000)), most_bytes=1024 * 1024)
    kind = refused(uploads.check_document, upload(b"words"), kinds=("pdf",))
    pages = refused(uploads.check_document, upload(pdfs.pdf(["x"] * 3)), most_pages=2)
    monkeypatch.setattr(uploads, "PHOTO_BYTES", 5 * 1024 * 1024)
    photo = refused(uploads.check_photo, upload(bytes(6_000_000)))

    assert "1\u00a0MB" in str(large)
    assert str(kind).endswith("Send one of these: PDF.")
    assert "more than 2 pages" in str(pages)
    assert "5\u00a0MB" in str(photo)
    assert (large.code, photo.code) == ("too_large", "too_large")


def test_the_photo_limit_in_the_sentence_is_the_one_that_is_checked() -> None:
    assert (uploads.PHOTO_BYTES, kinds.PHOTO_PIXELS) == (80 * 1024 * 1024, 120_000_000)
    assert "120" in str(refusals.refusal(refusals.PHOTO, "too_many_pixels", megapixels=kinds.PHOTO_PIXELS // 1_000_000))


def test_an_unforeseen_code_reads_as_damaged() -> None:
    assert str(refusals.refusal(refusals.PHOTO, "strange")) == str(refusals.refusal(refusals.PHOTO, "damaged"))


@pytest.mark.req("R60")
@pytest.mark.parametrize("sentences", [refusals.PHOTO, refusals.DOCUMENT])
def test_every_refusal_has_a_french_sentence(sentences: dict[str, Any]) -> None:
    limits = {"largest": "1\u00a0MB", "megapixels": 1, "kinds": "PDF", "pages": 1}
    for code in sentences:
        with translation.override("en"):
            english = str(refusals.refusal(sentences, code, **limits))
        with translation.override("fr"):
            assert str(refusals.refusal(sentences, code, **limits)) != english


@pytest.mark.req("R33")
def test_a_document_that_takes_too_long_is_refused(upload: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "INSPECTION_LIMITS", Limits(wall_seconds=0.01))

    assert refused(uploads.check_document, upload(pdfs.pdf())).code == "too_complex"


@pytest.mark.req("R33")
def test_a_document_that_breaks_its_reader_is_refused(upload: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "INSPECTION_LIMITS", Limits(open_files=1))

    assert refused(uploads.check_document, upload(pdfs.pdf())).code == "damaged"


@pytest.mark.parametrize(
    ("given", "clean"),
    [
        ("photo.jpg", "photo.jpg"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\me\\photo.jpg", "photo.jpg"),
        ("a\x00b\r\nc\u202egpj.exe", "a b c gpj.exe"),
        ("e\u0301te\u0301.jpg", "été.jpg"),
        ("  two   words .pdf", "two words .pdf"),
        ("x" * 300 + ".jpeg", "x" * 195 + ".jpeg"),
        ("y" * 300, "y" * 200),
        ("z." + "y" * 300, "z." + "y" * 198),
        ("", ""),
        (None, ""),
    ],
)
@pytest.mark.req("R34")
def test_names_are_for_showing_only(given: str | None, clean: str) -> None:
    assert uploads.clean_name(given) == clean


@pytest.mark.django_db
@pytest.mark.req("R34")
def test_a_kept_file_is_the_same_bytes_under_a_name_of_ours(upload: Any, folder: Path) -> None:
    checked = uploads.check_photo(upload(JPEG, "Secret place.jpg"))

    with uploads.keeping(checked) as stored, transaction.atomic():
        stored.save()

    kept = StoredFile.objects.get()
    path = folder / kept.key
    with kept.open() as file:
        assert file.read() == JPEG
    assert (kept.sha256, kept.size, kept.media_type) == (checked.sha256, len(JPEG), "image/jpeg")
    assert (kept.given_name, str(kept)) == ("Secret place.jpg", kept.key)
    assert files_under(folder) == [kept.key]
    assert "Secret" not in str(path)
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700


@pytest.mark.django_db
@pytest.mark.req("R36", "R40")
def test_a_failure_in_the_block_removes_bytes_and_row(upload: Any, folder: Path) -> None:
    checked = uploads.check_photo(upload(JPEG))

    with pytest.raises(ZeroDivisionError), uploads.keeping(checked) as stored, transaction.atomic():
        stored.save()
        assert files_under(folder) == [stored.key]
        raise ZeroDivisionError

    assert files_under(folder) == []
    assert not StoredFile.objects.exists()


@pytest.mark.django_db
def test_a_failure_inside_a_broken_transaction_removes_the_bytes(upload: Any, folder: Path) -> None:
    checked = uploads.check_photo(upload(JPEG))

    with pytest.raises(ZeroDivisionError), transaction.atomic(), uploads.keeping(checked) as stored:
        stored.save()
        transaction.set_rollback(True)
        raise ZeroDivisionError

    assert files_under(folder) == []


@pytest.mark.django_db
@pytest.mark.req("R40")
def test_when_nobody_knows_whether_it_was_committed_the_bytes_stay(
    upload: Any, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    checked = uploads.check_photo(upload(JPEG))

    def away(*args: Any, **lookup: Any) -> None:
        raise DatabaseError("connection lost")

    with pytest.raises(DatabaseError), uploads.keeping(checked) as stored:
        stored.save()
        monkeypatch.setattr(StoredFile.objects, "filter", away)
        raise DatabaseError("during commit")

    assert files_under(folder) == [stored.key]


@pytest.mark.django_db
def test_a_row_that_was_never_saved_keeps_no_bytes(upload: Any, folder: Path) -> None:
    with uploads.keeping(uploads.check_photo(upload(JPEG))) as stored:
        pass

    assert stored.pk is None
    assert files_under(folder) == []


@pytest.mark.django_db
@pytest.mark.req("R36")
def test_a_full_disk_is_said_and_leaves_nothing(upload: Any, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    checked = uploads.check_photo(upload(JPEG))

    def full(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(Refused) as caught, uploads.keeping(checked):
        pytest.fail("the block must not be entered")

    assert caught.value.code == "disk_full"
    assert files_under(folder) == []


@pytest.mark.django_db
def test_another_error_of_the_disk_is_no_refusal(upload: Any, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    checked = uploads.check_photo(upload(JPEG))

    def broken(descriptor: int) -> None:
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(os, "fsync", broken)
    with pytest.raises(OSError, match="Input/output"), uploads.keeping(checked):
        pytest.fail("the block must not be entered")

    assert files_under(folder) == []


@pytest.mark.django_db
def test_made_files_from_bytes_and_from_a_path(tmp_path: Path, folder: Path) -> None:
    (tmp_path / "cover.webp").write_bytes(b"picture")

    with uploads.keeping_made() as keep, transaction.atomic():
        first = keep(tmp_path / "cover.webp", "image/webp")
        second = keep(b"other", "text/plain")
    third = uploads.keep_made(b"third", "text/plain")

    assert sorted(files_under(folder)) == sorted([first.key, second.key, third.key])
    assert first.sha256 == hashlib.sha256(b"picture").hexdigest()
    assert (first.size, second.size, first.pk is None) == (7, 5, False)


@pytest.mark.django_db
def test_made_files_go_together(folder: Path) -> None:
    with pytest.raises(ZeroDivisionError), uploads.keeping_made() as keep, transaction.atomic():
        keep(b"one", "text/plain")
        keep(b"two", "text/plain")
        raise ZeroDivisionError

    assert files_under(folder) == []
    assert not StoredFile.objects.exists()


@pytest.mark.django_db
def test_forgetting_waits_for_the_commit(folder: Path, django_capture_on_commit_callbacks: Any) -> None:
    stored = uploads.keep_made(b"bytes", "text/plain")

    with django_capture_on_commit_callbacks() as callbacks:
        uploads.forget(stored)
    assert files_under(folder) != []
    for callback in callbacks:
        callback()

    assert files_under(folder) == []
    assert not StoredFile.objects.exists()


@pytest.mark.django_db
@pytest.mark.req("R40")
def test_a_store_that_is_away_after_the_commit_changes_nothing_for_the_person(
    folder: Path, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    stored = uploads.keep_made(b"bytes", "text/plain")
    monkeypatch.setattr(type(private()), "delete", lambda self, name: 1 / 0)

    with django_capture_on_commit_callbacks(execute=True):
        uploads.forget(stored)

    assert not StoredFile.objects.exists()


@pytest.mark.django_db
@pytest.mark.req("R39")
def test_a_scanner_that_is_down_refuses_and_keeps_nothing(upload: Any, folder: Path, settings: Any) -> None:
    settings.CLAMD_ADDRESS = "127.0.0.1:1"

    error = refused(uploads.check_photo, upload(JPEG))

    assert error.code == "scanner_away"
    assert files_under(folder) == []


@pytest.mark.req("R39")
def test_what_the_scanner_finds_is_refused(upload: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scanner, "is_clean", lambda file: False)

    assert refused(uploads.check_photo, upload(JPEG)).code == "infected"


def test_the_store_gives_no_address() -> None:
    with pytest.raises(ValueError, match="no address"):
        private().url("2026/11/x")
