"""PDF files whose objects are written down one by one, in the open or packed away, for what a page cannot show."""

import zlib
from collections.abc import Mapping

LETTERS = b"Dear committee, I saw her work for six years."


def written(objects: Mapping[int, bytes], *, packed: bool = False, trailer: str = "") -> bytes:
    """OBJECTS with number 1 as the catalogue. PACKED: all but streams lie in a compressed object stream."""
    return _packed(objects, trailer) if packed else _plain(objects, trailer)


def letter(
    *,
    catalogue: str = "",
    page: str = "",
    annotation: str = "",
    outline: str = "",
    objects: Mapping[int, bytes] | None = None,
    packed: bool = False,
    image: str = "",
) -> bytes:
    """One page with an annotation (6), an outline entry (8) and a picture (9); the words go into those dictionaries."""
    body = b"BT /F1 12 Tf 72 700 Td (%s) Tj ET" % LETTERS
    mine = {
        1: f"<< /Type /Catalog /Pages 2 0 R /Outlines 7 0 R {catalogue} >>",
        2: "<< /Type /Pages /Count 1 /Kids [3 0 R] >>",
        3: "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Annots [6 0 R] "
        f"/Resources << /Font << /F1 5 0 R >> /XObject << /P 9 0 R >> >> {page} >>",
        5: "<< /Type /Font /Subtype /Type1 /BaseFont /Times-Roman /Encoding /WinAnsiEncoding >>",
        6: f"<< /Type /Annot /F 4 /Rect [72 690 200 712] {annotation or '/Subtype /Text /Contents (Note)'} >>",
        7: "<< /Type /Outlines /First 8 0 R /Last 8 0 R /Count 1 >>",
        8: f"<< /Title (Letter) /Parent 7 0 R {outline or '/Dest [3 0 R /Fit]'} >>",
    }
    streams = {
        4: b"<< /Length %d >>\nstream\n%s\nendstream" % (len(body), body),
        9: b"<< /Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8 %s /Length 1 >>"
        b"\nstream\n\x80\nendstream" % image.encode(),
    }
    return written(
        {**{n: text.encode("latin-1") for n, text in mine.items()}, **streams, **(objects or {})}, packed=packed
    )


def _plain(objects: Mapping[int, bytes], trailer: str) -> bytes:
    out, places = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"), {}
    for number, body in sorted(objects.items()):
        places[number] = len(out)
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start, size = len(out), max(objects) + 1
    out += b"xref\n0 %d\n0000000000 65535 f \n" % size
    for number in range(1, size):
        out += b"%010d 00000 n \n" % places[number] if number in places else b"0000000000 00000 f \n"
    return bytes(out) + b"trailer\n<< /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF\n" % (
        size,
        trailer.encode(),
        start,
    )


def _packed(objects: Mapping[int, bytes], trailer: str) -> bytes:
    hidden = {number: body for number, body in sorted(objects.items()) if not body.endswith(b"endstream")}
    store, table = max(objects) + 1, max(objects) + 2
    index, bodies = b"", b""
    for number, body in hidden.items():
        index += b"%d %d " % (number, len(bodies))
        bodies += body + b"\n"
    packed = zlib.compress(index + bodies)
    open_ = {number: body for number, body in objects.items() if number not in hidden}
    open_[store] = b"<< /Type /ObjStm /N %d /First %d /Filter /FlateDecode /Length %d >>\nstream\n%s\nendstream" % (
        len(hidden), len(index), len(packed), packed,
    )  # fmt: skip
    out, places = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"), {}
    for number, body in sorted(open_.items()):
        places[number] = len(out)
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    places[table] = start = len(out)
    order = list(hidden)
    rows = b""
    for number in range(table + 1):
        row = (
            (2, store, order.index(number))
            if number in hidden
            else (1, places[number], 0)
            if number in places
            else (0, 0, 0)
        )
        rows += bytes([row[0]]) + row[1].to_bytes(4, "big") + row[2].to_bytes(2, "big")
    rows = zlib.compress(rows)
    out += b"%d 0 obj\n<< /Type /XRef /Size %d /W [1 4 2] /Root 1 0 R %s /Filter /FlateDecode /Length %d >>\nstream\n%s\nendstream\nendobj\n" % (
        table, table + 1, trailer.encode(), len(rows), rows,
    )  # fmt: skip
    return bytes(out) + b"startxref\n%d\n%%%%EOF\n" % start
