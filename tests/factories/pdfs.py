"""PDF and DOCX files for tests: small, written on the spot, each sound or broken in exactly one way."""

import hashlib
import re
import zlib
from collections.abc import Sequence

from tests.factories import word
from tests.factories.pdf_writer import Page, Type, paragraphs, write

BODY = Type(12, 16)
MACRO_TYPE = "application/vnd.ms-word.document.macroEnabled.main+xml"
PADDING = bytes.fromhex("28BF4E5E4E758A4164004E56FFFA01082E2E00B6D0683E802F0CA9FE6453697A")


def pdf(
    texts: Sequence[str] = ("A letter of support.",),
    *,
    title: str = "A letter",
    outline: Sequence[tuple[str, int]] = (),
    language: str = "en-CA",
) -> bytes:
    """One page for each text."""
    return write([_page(text) for text in texts], title=title, outline=outline, language=language)


def _page(text: str) -> Page:
    page = Page()
    page.column(72, 700, 468, 72, paragraphs(text.split("\n"), 468, BODY), BODY)
    return page


def pdf_with(catalogue: str) -> bytes:
    """A page, and this in the document's catalogue."""
    return write([_page("A letter.")], title="A letter", catalogue_extra=catalogue)


def scripted() -> bytes:
    return pdf_with("/OpenAction << /S /JavaScript /JS (app.alert\\(1\\)) >>")


def disguised_script() -> bytes:
    return pdf_with("/OpenAction << /S /J#61vaScript /#4aS (app.alert\\(1\\)) >>")


def named_script() -> bytes:
    return pdf_with("/Names << /JavaScript << /Names [(go) << /S /JavaScript /JS (app.alert\\(1\\)) >>] >> >>")


def launching() -> bytes:
    return pdf_with("/OpenAction << /S /Launch /F (calc.exe) >>")


def with_attachment() -> bytes:
    return pdf_with("/Names << /EmbeddedFiles << /Names [(a.exe) << /Type /Filespec /F (a.exe) >>] >> >>")


def with_xfa() -> bytes:
    return pdf_with("/AcroForm << /Fields [] /XFA [(template) 1 0 R] >>")


def speaking_of_scripts() -> bytes:
    """Harmless: the words stand in a title and in the text, not in a name."""
    return write([_page("How to write /JavaScript and /Launch.")], title="On /JavaScript (and /JS)")


def hidden_script() -> bytes:
    """The action lies in a compressed object stream, where no search of the file's bytes finds it."""
    action = b"<< /S /JavaScript /JS (app.alert\\(1\\)) >>"
    packed = zlib.compress(b"4 0 " + action)
    objects = {
        1: b"<< /Type /Catalog /Pages 2 0 R /OpenAction 4 0 R >>",
        2: b"<< /Type /Pages /Count 1 /Kids [3 0 R] >>",
        3: b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] >>",
        5: b"<< /Type /ObjStm /N 1 /First 4 /Filter /FlateDecode /Length %d >>\nstream\n%s\nendstream"
        % (len(packed), packed),
    }
    written, places = bytearray(b"%PDF-1.6\n"), {}
    for number, body in objects.items():
        places[number] = len(written)
        written += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(written)
    rows = [(0, 0, 65_535)] + [(2, 5, 0) if n == 4 else (1, start if n == 6 else places[n], 0) for n in range(1, 7)]
    table = zlib.compress(
        b"".join(bytes([kind]) + at.to_bytes(4, "big") + gen.to_bytes(2, "big") for kind, at, gen in rows)
    )
    head = b"<< /Type /XRef /Size 7 /W [1 4 2] /Root 1 0 R /Filter /FlateDecode /Length %d >>" % len(table)
    written += b"6 0 obj\n%s\nstream\n%s\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n" % (head, table, start)
    return bytes(written)


def encrypted(password: bytes = b"secret", content: bytes = b"") -> bytes:
    """Standard security handler, revision 2 (ISO 32000-1, 7.6.3): a password is needed to open it. b"" needs none."""
    padded = (password + PADDING)[:32]
    owner = _rc4(hashlib.md5((b"owner" + PADDING)[:32], usedforsecurity=False).digest()[:5], padded)
    identity, permissions = b"0123456789abcdef", (-4).to_bytes(4, "little", signed=True)
    key = hashlib.md5(padded + owner + permissions + identity, usedforsecurity=False).digest()[:5]
    lock = f"<< /Filter /Standard /V 1 /R 2 /P -4 /O <{owner.hex()}> /U <{_rc4(key, PADDING).hex()}> >>"
    keys = f"/Encrypt {lock} /ID [<{identity.hex()}> <{identity.hex()}>] /Info"
    return _locked(content or pdf(), key).replace(b"/Info", keys.encode())


def _locked(content: bytes, key: bytes) -> bytes:
    """Its strings and streams as the KEY hides them: each object has a key of its own (ISO 32000-1, 7.6.2)."""

    def hidden(found: re.Match[bytes]) -> bytes:
        own = hashlib.md5(key + int(found[1]).to_bytes(3, "little") + bytes(2), usedforsecurity=False).digest()[:10]
        body = re.sub(rb"\(((?:[^()\\]|\\.)*)\)", lambda text: b"<%s>" % _rc4(own, text[1]).hex().encode(), found[2])
        stream = re.search(rb"stream\n(.*)\nendstream", body, re.DOTALL)
        return found[0].replace(found[2], body) if stream is None else found[0].replace(stream[1], _rc4(own, stream[1]))

    body, _, table = content.rpartition(b"xref\n0 ")
    objects = re.findall(rb"(\d+) 0 obj\n(.*?)\nendobj\n", body, re.DOTALL)
    out, places = bytearray(body[: body.index(b"1 0 obj")]), []
    for number, inner in objects:
        places.append(len(out))
        whole = re.fullmatch(rb"(\d+) 0 obj\n(.*)\nendobj\n", b"%s 0 obj\n%s\nendobj\n" % (number, inner), re.DOTALL)
        out += hidden(whole) if whole else b""
    rows = b"".join(b"%010d 00000 n \n" % place for place in places)
    trailer = re.sub(rb"startxref\n\d+", b"startxref\n%d" % len(out), table[table.index(b"trailer") :])
    return bytes(out) + b"xref\n0 %d\n0000000000 65535 f \n" % (len(places) + 1) + rows + trailer


def saved_again(content: bytes) -> bytes:
    """With an incremental update: a second table, which names the first one (ISO 32000-1, 7.5.6)."""
    start = int(content.rpartition(b"startxref\n")[2].split()[0])
    root = re.search(rb"/Root \d+ 0 R", content)
    size = re.search(rb"/Size (\d+)", content)
    number = int(size[1]) if size else 0
    added = b"%d 0 obj\n<< /Note (once more) >>\nendobj\n" % number
    table = b"xref\n%d 1\n%010d 00000 n \n" % (number, len(content))
    trailer = b"trailer\n<< /Size %d %s /Prev %d >>\n" % (number + 1, root[0] if root else b"", start)
    return content + added + table + trailer + b"startxref\n%d\n%%%%EOF\n" % (len(content) + len(added))


def _rc4(key: bytes, text: bytes) -> bytes:
    state, j, out = list(range(256)), 0, bytearray()
    for i in range(256):
        j = (j + state[i] + key[i % len(key)]) % 256
        state[i], state[j] = state[j], state[i]
    i = j = 0
    for byte in text:
        i = (i + 1) % 256
        j = (j + state[i]) % 256
        state[i], state[j] = state[j], state[i]
        out.append(byte ^ state[(state[i] + state[j]) % 256])
    return bytes(out)


def shifted(by: int) -> bytes:
    """Every entry of the cross-reference table is wrong: readers repair this without a word."""
    return pdf().replace(b"1 0 obj", b" " * by + b"1 0 obj", 1)


def with_a_lost_page() -> bytes:
    """The page tree speaks of a page that is not there."""
    return re.sub(rb"/Kids \[\d+ 0 R\]", b"/Kids [99 0 R]", pdf())


def without_pages() -> bytes:
    return write([], title="Nothing")


def docx(parts: dict[str, bytes] | None = None, *, macros: bool = False) -> bytes:
    """A small Word document; `parts` are added or replaced."""
    return word.Letter(more={**(parts or {})}, main_type=MACRO_TYPE if macros else word.TYPES["document"]).written()


def zip_bomb() -> bytes:
    return docx({"word/media/image1.bmp": bytes(300 * 1024 * 1024)})


def old_office(*, encrypted: bool = False) -> bytes:
    """The container of Word 97, which newer Word also uses around a document with a password."""
    entry = "EncryptedPackage" if encrypted else "WordDocument"
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1024) + entry.encode("utf-16-le") + bytes(512)
