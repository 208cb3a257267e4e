"""An upload larger than anything we take costs no room on the disk; a full disk is a sentence, not an error page."""

import errno
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler
from django.http import HttpRequest
from django.test import RequestFactory

from pafso.errors import Refused
from pafso.files import upload_handlers, uploads
from tests.factories import pictures

CONTENT = pictures.jpeg()


@pytest.fixture(autouse=True)
def handled(settings: Any) -> None:
    settings.FILE_UPLOAD_HANDLERS = ["pafso.files.upload_handlers.CappedUpload"]


def sent(content: bytes) -> HttpRequest:
    return RequestFactory().post("/", {"photo": SimpleUploadedFile("photo.jpg", content)})


def refusal_of(request: HttpRequest) -> str:
    with request.FILES["photo"] as upload, pytest.raises(Refused) as caught:
        uploads.check_photo(upload)
    return caught.value.code


def test_an_ordinary_upload_arrives_whole() -> None:
    with sent(CONTENT).FILES["photo"] as upload:
        assert uploads.check_photo(upload).size == len(CONTENT)
        upload.seek(0)
        assert upload.read() == CONTENT


@pytest.mark.req("R37")
def test_what_is_too_much_is_counted_and_not_written(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(upload_handlers, "MOST_BYTES", 100_000)
    monkeypatch.setattr(uploads, "PHOTO_BYTES", 90_000)

    request = sent(CONTENT + bytes(400_000))

    upload = request.FILES["photo"]
    assert upload.size == len(CONTENT) + 400_000
    assert upload.file.seek(0, 2) <= 100_000
    assert refusal_of(request) == "too_large"


@pytest.mark.req("R36")
@pytest.mark.parametrize("step", ["receive_data_chunk", "file_complete"])
def test_a_full_disk_while_receiving(monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    def full(*args: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(TemporaryFileUploadHandler, step, full)

    assert refusal_of(sent(CONTENT)) == "disk_full"


@pytest.mark.parametrize("step", ["receive_data_chunk", "file_complete"])
def test_another_error_of_the_disk_is_an_error(monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    def broken(*args: Any) -> None:
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(TemporaryFileUploadHandler, step, broken)
    handler = upload_handlers.CappedUpload()
    handler.new_file("photo", "photo.jpg", "image/jpeg", None)

    with handler.file, pytest.raises(OSError, match="Input/output"):
        handler.receive_data_chunk(CONTENT, 0)
        handler.file_complete(len(CONTENT))
