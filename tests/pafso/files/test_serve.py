"""The one door out: the right headers in every way of serving, ranges that add up, nothing kept that is private."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import storages
from django.http import Http404, HttpResponseBase
from django.test import RequestFactory

from pafso.files import serve, uploads
from pafso.files.models import StoredFile

CONTENT = bytes(range(256)) * 4
pytestmark = pytest.mark.django_db


@pytest.fixture
def stored(folder: Path) -> StoredFile:
    return uploads.keep_made(CONTENT, "image/webp")


def answer(stored: StoredFile, *, headers: dict[str, str] | None = None, **options: Any) -> HttpResponseBase:
    request = RequestFactory().get("/", headers=headers or {})
    return serve.file_response(request, stored, filename=options.pop("filename", "photo.webp"), **options)


def body(response: Any) -> bytes:
    content: Iterator[bytes] = response.streaming_content if response.streaming else [response.content]
    return b"".join(content)


@pytest.mark.req("R35")
def test_bytes_and_headers(stored: StoredFile) -> None:
    response = answer(stored)

    assert body(response) == CONTENT
    assert {name: response[name] for name in response.headers} == {
        "Content-Type": "image/webp",
        "Content-Length": "1024",
        "Content-Disposition": 'attachment; filename="photo.webp"',
        "Content-Encoding": "identity",
        "Accept-Ranges": "bytes",
        "ETag": f'"{stored.sha256}"',
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "sandbox; default-src 'none'; frame-ancestors 'none'",
        "Cache-Control": "private, no-store",
    }


@pytest.mark.req("R28", "R34")
@pytest.mark.parametrize(
    ("filename", "disposition"),
    [
        ("été à Québec.webp", "attachment; filename*=utf-8''%C3%A9t%C3%A9%20%C3%A0%20Qu%C3%A9bec.webp"),
        ('a"b\\c.webp', r'attachment; filename="a\"b\\c.webp"'),
        ("", "attachment"),
    ],
)
def test_names_are_quoted_as_the_rfc_says(stored: StoredFile, filename: str, disposition: str) -> None:
    assert answer(stored, filename=filename)["Content-Disposition"] == disposition


@pytest.mark.parametrize(
    ("media_type", "shown"),
    [
        ("image/jpeg", True),
        ("image/webp", True),
        ("application/pdf", True),
        ("image/svg+xml", False),
        ("text/html", False),
        ("image/heic", False),
    ],
)
@pytest.mark.req("R35")
def test_only_what_is_safe_is_shown_in_place(folder: Path, media_type: str, shown: bool) -> None:
    response = answer(uploads.keep_made(b"x", media_type), inline=True, filename="x")

    assert response["Content-Disposition"].startswith("inline" if shown else "attachment")


@pytest.mark.req("R35")
def test_a_pdf_may_use_the_browsers_reader_and_nothing_else(folder: Path) -> None:
    pdf = uploads.keep_made(b"x", "application/pdf")

    assert answer(pdf, inline=True)["Content-Security-Policy"] == serve.PDF_READER
    assert answer(pdf)["Content-Security-Policy"] == serve.LOCKED_IN
    assert "script-src" not in serve.PDF_READER
    assert serve.PDF_READER.startswith("default-src 'none'")


@pytest.mark.req("R22")
def test_only_what_is_published_may_be_kept(stored: StoredFile) -> None:
    assert answer(stored)["Cache-Control"] == "private, no-store"
    assert answer(stored, may_be_kept=True)["Cache-Control"] == "private, no-cache"


@pytest.mark.parametrize(
    ("asked", "start", "end"),
    [
        ("bytes=0-0", 0, 1),
        ("bytes=10-19", 10, 20),
        ("bytes=1000-", 1000, 1024),
        ("bytes=-24", 1000, 1024),
        ("bytes=1-9999", 1, 1024),
    ],
)
def test_a_range(stored: StoredFile, asked: str, start: int, end: int) -> None:
    response = answer(stored, headers={"Range": asked})

    assert response.status_code == 206
    assert body(response) == CONTENT[start:end]
    assert response["Content-Range"] == f"bytes {start}-{end - 1}/1024"
    assert response["Content-Length"] == str(end - start)


@pytest.mark.parametrize(
    "asked",
    ["bytes=-", f"bytes=0-{'9' * 5000}", "bytes=0-5,7-9", "lines=1-2", "bytes=a-b", "bytes=0-1023", "bytes=-5000"],
)
def test_a_range_that_is_none_or_all(stored: StoredFile, asked: str) -> None:
    response = answer(stored, headers={"Range": asked})

    assert response.status_code == 200
    assert body(response) == CONTENT


@pytest.mark.parametrize("asked", ["bytes=1024-", "bytes=5000-6000", "bytes=9-3", "bytes=-0"])
def test_a_range_outside(stored: StoredFile, asked: str) -> None:
    response = answer(stored, headers={"Range": asked})

    assert response.status_code == 416
    assert response["Content-Range"] == "bytes */1024"
    assert body(response) == b""


def test_a_range_of_an_older_version_gives_the_whole(stored: StoredFile) -> None:
    same = answer(stored, headers={"Range": "bytes=0-9", "If-Range": f'"{stored.sha256}"'})
    other = answer(stored, headers={"Range": "bytes=0-9", "If-Range": '"older"'})

    assert (same.status_code, other.status_code) == (206, 200)


@pytest.mark.parametrize("known", ['"{}"', 'W/"{}"', '"x", "{}"', "*"])
def test_what_is_known_is_not_sent_again(stored: StoredFile, known: str) -> None:
    response = answer(stored, headers={"If-None-Match": known.format(stored.sha256)})

    assert response.status_code == 304
    assert body(response) == b""
    assert answer(stored, headers={"If-None-Match": '"other"'}).status_code == 200


def test_lost_bytes_are_not_found(stored: StoredFile, folder: Path) -> None:
    (folder / stored.key).unlink()

    with pytest.raises(Http404):
        answer(stored)


@pytest.mark.req("R35")
def test_the_reverse_proxy_sends_the_bytes(stored: StoredFile, settings: Any) -> None:
    settings.PRIVATE_ACCEL = "/private/"

    response = answer(stored)

    assert response["X-Accel-Redirect"] == f"/private/{stored.key}"
    assert response["Content-Type"] == "image/webp"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert body(response) == b""


@pytest.mark.req("R35")
def test_the_object_store_sends_the_bytes_under_a_signed_address(
    stored: StoredFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pafso.files.s3 import PrivateS3Storage

    bucket = PrivateS3Storage(
        bucket_name="private",
        access_key="key",
        secret_key="secret",
        endpoint_url="http://127.0.0.1:9",
        region_name="ca",
    )
    monkeypatch.setitem(storages._storages, "private", bucket)

    response = answer(stored, filename="été.webp")

    address = response["Location"]
    assert response.status_code == 302
    assert address.startswith(f"http://127.0.0.1:9/private/{stored.key}?")
    assert "X-Amz-Expires=60" in address
    assert "response-content-disposition=attachment" in address
    assert "response-content-type=image%2Fwebp" in address
    assert response["Cache-Control"] == "private, no-store"
    assert response["Referrer-Policy"] == "no-referrer"
