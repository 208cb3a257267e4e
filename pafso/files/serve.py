"""The one door out for private files. The caller has already found the object among those this person may see."""

import re
from collections.abc import Iterator
from urllib.parse import quote

from django.conf import settings
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseRedirect,
    StreamingHttpResponse,
)
from django.utils.http import content_disposition_header, parse_etags

from pafso.files.models import StoredFile, private
from pafso.files.storage import PrivateFileSystemStorage

PIECE = 256 * 1024
SIGNED_SECONDS = 60
RANGE = re.compile(r"bytes=([0-9]{0,18})-([0-9]{0,18})")

# What a browser may show in place; everything else is offered for saving, whatever the caller asks.
SHOWABLE = {"image/jpeg", "image/png", "image/webp", "application/pdf"}
LOCKED_IN = "sandbox; default-src 'none'; frame-ancestors 'none'"
# Browsers' own PDF readers do not start in a sandbox. What we keep as PDF was checked to be without scripts.
PDF_READER = "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'self'"


def file_response(
    request: HttpRequest, stored: StoredFile, *, filename: str, inline: bool = False, may_be_kept: bool = False
) -> HttpResponseBase:
    """The bytes under the given file name (RFC 6266); MAY_BE_KEPT by the reader's own browser when it is published,
    which asks each time whether it still is: what is hidden is gone everywhere at once.

    By the reverse proxy (PRIVATE_ACCEL), by a signed address of the object store, or streamed from here with ranges.
    """
    shown = inline and stored.media_type in SHOWABLE
    disposition = content_disposition_header(not shown, filename) or "attachment"
    storage = private()
    if not isinstance(storage, PrivateFileSystemStorage):
        return _signed_redirect(stored, disposition)
    etag = f'"{stored.sha256}"'
    response: HttpResponseBase
    if _is_known(request, etag):
        response = HttpResponse(status=304)
    elif settings.PRIVATE_ACCEL:
        response = HttpResponse()
        response["X-Accel-Redirect"] = settings.PRIVATE_ACCEL.rstrip("/") + "/" + quote(stored.key)
    else:
        response = _streamed(request, stored, etag)
    response["Content-Type"] = stored.media_type
    response["Content-Disposition"] = disposition
    response["ETag"] = etag
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = PDF_READER if shown and stored.media_type.endswith("pdf") else LOCKED_IN
    response["Cache-Control"] = "private, no-cache" if may_be_kept else "private, no-store"
    return response


def _signed_redirect(stored: StoredFile, disposition: str) -> HttpResponse:
    overrides = {"ResponseContentDisposition": disposition, "ResponseContentType": stored.media_type}
    address = private().url(stored.key, parameters=overrides, expire=SIGNED_SECONDS)  # type: ignore[call-arg]
    response = HttpResponseRedirect(address)
    # The signed address is a key for a minute: nobody keeps it, nobody is told of it.
    response["Cache-Control"] = "private, no-store"
    response["Referrer-Policy"] = "no-referrer"
    return response


def _is_known(request: HttpRequest, etag: str) -> bool:
    known = parse_etags(request.headers.get("If-None-Match", ""))
    return etag in known or f"W/{etag}" in known or "*" in known


def _streamed(request: HttpRequest, stored: StoredFile, etag: str) -> HttpResponseBase:
    if not private().exists(stored.key):
        raise Http404
    span = _asked_range(request, stored.size, etag)
    if span is None:
        return _unsatisfiable(stored.size)
    start, end = span
    response = StreamingHttpResponse(_pieces(stored, start, end - start))
    if end - start < stored.size:
        response.status_code = 206
        response["Content-Range"] = f"bytes {start}-{end - 1}/{stored.size}"
    response["Content-Length"] = str(end - start)
    response["Accept-Ranges"] = "bytes"
    # Pictures and PDFs are packed already, and a range of packed bytes is no range of the file.
    response["Content-Encoding"] = "identity"
    return response


def _unsatisfiable(size: int) -> HttpResponse:
    response = HttpResponse(status=416)
    response["Content-Range"] = f"bytes */{size}"
    return response


def _asked_range(request: HttpRequest, size: int, etag: str) -> tuple[int, int] | None:
    """(start, end) of one range (RFC 9110, 14.2), the whole file if none is asked for, None if it lies outside."""
    asked = RANGE.fullmatch(request.headers.get("Range", ""))
    if not asked or asked.group(0) == "bytes=-" or request.headers.get("If-Range", etag) != etag:
        return 0, size
    first, last = asked.groups()
    if not first:
        start, end = max(0, size - int(last)), size
    else:
        start, end = int(first), min(int(last) + 1 if last else size, size)
    return (start, end) if start < end else None


def _pieces(stored: StoredFile, start: int, length: int) -> Iterator[bytes]:
    """Opens at the first piece: an answer that nobody reads (HEAD, a closed window) leaves no file open."""
    with stored.open() as file:
        file.seek(start)
        while length > 0 and (piece := file.read(min(PIECE, length))):
            length -= len(piece)
            yield piece
