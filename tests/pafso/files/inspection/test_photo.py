"""What is a photo and what only pretends: judged by content, from header and structure, without decoding."""

import struct
import time
import tracemalloc
from datetime import datetime
from io import BytesIO

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from pafso.files.inspection import containers, heif, photo
from pafso.files.inspection.errors import Unreadable
from pafso.files.inspection.heif import read_heif
from pafso.files.inspection.photo import PhotoFacts, inspect_photo
from pafso.files.inspection.xmp import orientation_in
from tests.factories import pdfs, pictures
from tests.factories.samples import PHOTOS

GOOD = {
    "jpeg": pictures.jpeg(),
    "progressive": pictures.jpeg(progressive=True),
    "cmyk jpeg": pictures.jpeg(mode="CMYK"),
    "grey jpeg": pictures.jpeg(mode="L"),
    "mpo": pictures.mpo(),
    "samsung": pictures.jpeg() + b"\0\0\x01\x0aSEFH" + bytes(300) + b"SEFT",
    "png": pictures.png(),
    "png alpha": pictures.png("RGBA"),
    "png palette": pictures.png("P"),
    "png one bit": pictures.png("1"),
    "png grey 16": pictures.png("I;16"),
    "png colour 16": pictures.png_sixteen_bit_colour(),
    "tiff": pictures.tiff(),
    "tiff cmyk": pictures.tiff("CMYK"),
    "tiff lzw": pictures.tiff(compression="tiff_lzw"),
    "webp": pictures.webp(),
    "webp lossless": pictures.webp(lossless=True),
}


def refusal(content: bytes) -> str:
    with pytest.raises(Unreadable) as caught:
        inspect_photo(BytesIO(content))
    return caught.value.code


@pytest.mark.req("R31")
@pytest.mark.parametrize("name", GOOD)
def test_every_kind_that_cameras_and_editors_write_passes(name: str) -> None:
    facts = inspect_photo(BytesIO(GOOD[name]))

    assert (facts.width, facts.height) == (600, 400)


@pytest.mark.req("R32")
def test_the_facts_that_the_contest_needs() -> None:
    facts = inspect_photo(BytesIO(pictures.jpeg(orientation=6)))

    assert facts == PhotoFacts("image/jpeg", 600, 400, datetime(2026, 5, 17, 9, 30, 15), "Canon EOS R6")


@pytest.mark.req("R32")
def test_gps_is_no_fact() -> None:
    facts = inspect_photo(BytesIO(pictures.jpeg()))

    assert not [name for name in vars(facts) if "gps" in name.lower() or "place" in name.lower()]
    assert "45" not in str(vars(facts).values())


def test_webp_facts() -> None:
    facts = inspect_photo(BytesIO(pictures.webp()))

    assert facts == PhotoFacts("image/webp", 600, 400, datetime(2026, 2, 3, 4, 5, 6), "NIKON Z 6")


@pytest.mark.req("R31")
@pytest.mark.parametrize("orientation", range(1, 9))
def test_width_and_height_are_those_of_the_upright_picture(orientation: int) -> None:
    facts = inspect_photo(BytesIO(pictures.jpeg(orientation=orientation)))

    assert (facts.width, facts.height) == (600, 400)


@pytest.mark.parametrize(
    ("make", "model", "camera"),
    [
        ("Canon", "Canon EOS 5D", "Canon EOS 5D"),
        ("SONY", "DSLR-A200", "SONY DSLR-A200"),
        ("Evil\x07 <b>", "", "Evil <b>"),
        ("", "X-T4", "X-T4"),
        ("", "", ""),
        ("A" * 90, "B" * 90, "A" * 90 + " " + "B" * 9),
    ],
)
def test_the_camera_is_clean_short_text(make: str, model: str, camera: str) -> None:
    exif = Image.Exif()
    exif[271], exif[272] = make, model
    target = BytesIO()
    pictures.pattern((40, 40)).save(target, "JPEG", exif=exif)

    assert inspect_photo(target).camera == camera


@pytest.mark.parametrize("date", ["", "0000:00:00 00:00:00", "2026-05-17 09:30", "2026:13:45 99:00:00"])
def test_a_date_that_is_none_is_none(date: str) -> None:
    exif = Image.Exif()
    exif[306] = date
    target = BytesIO()
    pictures.pattern((40, 40)).save(target, "JPEG", exif=exif)

    assert inspect_photo(target).taken_at is None


@pytest.mark.parametrize(
    "exif", [b"", b"II*\0", b"junk" * 9, b"II*\0\xff\xff\xff\xff", b"II*\0\x08\0\0\0\xff\xff", b"MM\0*\0\0\0\x08\0\x01"]
)
def test_damaged_exif_does_no_harm(exif: bytes) -> None:
    target = BytesIO()
    pictures.pattern((40, 40)).save(target, "JPEG")
    content = target.getvalue()
    block = b"Exif\0\0" + exif
    with_exif = content[:2] + b"\xff\xe1" + struct.pack(">H", len(block) + 2) + block + content[2:]

    assert inspect_photo(BytesIO(with_exif)) == PhotoFacts("image/jpeg", 40, 40, None, "")


@pytest.mark.req("R31")
@pytest.mark.parametrize("name", [name for name in GOOD if name not in {"mpo", "samsung"}])
@pytest.mark.parametrize("share", [0.3, 0.6, 0.95])
def test_part_of_a_photo_is_refused(name: str, share: float) -> None:
    content = GOOD[name]

    assert refusal(content[: int(len(content) * share)]) in {"truncated", "damaged"}


@pytest.mark.req("R31")
def test_half_a_jpeg_is_called_truncated() -> None:
    assert refusal(GOOD["jpeg"][: len(GOOD["jpeg"]) // 2 * 2 - 4]) == "truncated"


@pytest.mark.req("R31")
@pytest.mark.parametrize(
    "content",
    [
        b"plain words",
        b'<svg xmlns="http://www.w3.org/2000/svg"/>',
        b"%!PS-Adobe-3.0 EPSF-3.0",
        b"GIF89a" + bytes(100),
        b"BM" + bytes(100),
        b"RIFF\x10\0\0\0WAVE" + bytes(100),
        b"\0\0\0\x18ftypmp42" + bytes(40),
        b"\0\0\0\x1cftypavif\0\0\0\0avifmif1miaf",
        b"II*\0\x10\0\0\0CR\x02\0" + bytes(90),
        pdfs.pdf(),
        pdfs.docx(),
        pictures.gif(),
    ],
)
def test_another_kind_of_file_is_refused(content: bytes) -> None:
    assert refusal(content) in {"wrong_type"}


@pytest.mark.req("R31")
def test_a_file_that_is_two_things_is_refused() -> None:
    jpeg = GOOD["jpeg"]

    assert refusal(jpeg + pdfs.docx()) == "wrong_type"
    assert refusal(jpeg[:2] + b"\xff\xfe\x00\x0b%PDF-1.7\n" + jpeg[2:]) == "wrong_type"


@pytest.mark.parametrize(
    "words", [b"<html><body>", b"<script>alert(1)</script>", b"<!DOCTYPE html>", b"<svg", b"<?php", b"%!PS"]
)
def test_words_in_a_comment_make_no_page(words: bytes) -> None:
    jpeg = GOOD["jpeg"]
    comment = b"\xff\xfe" + struct.pack(">H", len(words) + 2) + words

    assert inspect_photo(BytesIO(jpeg[:2] + comment + jpeg[2:])).media_type == "image/jpeg"


@pytest.mark.parametrize("head", [b"II+\0\x08\0\0\0", b"MM\0+\0\x08\0\0"])
def test_a_big_tiff_has_its_own_sentence(head: bytes) -> None:
    assert refusal(head + bytes(200)) == "big_tiff"


XMP = (
    '<?xpacket begin="" id="W5M0"?><x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
    '<rdf:Description xmlns:{p}="http://ns.adobe.com/tiff/1.0/"{attribute}>{element}</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="w"?>'
)
SAID = {
    "attribute": XMP.format(p="tiff", attribute=' tiff:Orientation="6"', element=""),
    "apostrophes": XMP.format(p="tiff", attribute=" tiff:Orientation = '6'", element=""),
    "element": XMP.format(p="tiff", attribute="", element="<tiff:Orientation> 6 </tiff:Orientation>"),
    "another prefix": XMP.format(p="t", attribute=' t:Orientation="6"', element=""),
}


def with_xmp(kind: str, packet: bytes, **options: object) -> bytes:
    target = BytesIO()
    if kind == "PNG":
        text = PngInfo()
        text.add_itxt("XML:com.adobe.xmp", packet.decode())
        options["pnginfo"] = text
    elif kind == "TIFF":
        options["tiffinfo"] = {700: packet}
    else:
        options["xmp"] = packet
    pictures.pattern().transpose(Image.Transpose.ROTATE_90).save(target, kind, **options)  # type: ignore[arg-type]
    return target.getvalue()


@pytest.mark.req("R31")
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "TIFF"])
@pytest.mark.parametrize("way", SAID)
def test_a_turn_that_only_xmp_tells(kind: str, way: str) -> None:
    facts = inspect_photo(BytesIO(with_xmp(kind, SAID[way].encode())))

    assert (facts.width, facts.height) == (600, 400)


def test_exif_knows_better_than_xmp() -> None:
    exif = Image.Exif()
    exif[274] = 1

    facts = inspect_photo(BytesIO(with_xmp("JPEG", SAID["attribute"].encode(), exif=exif)))

    assert (facts.width, facts.height) == (400, 600)


@pytest.mark.parametrize("packet", [b"", b"<", b"no xml", SAID["attribute"].replace('"6"', '"9"').encode(), b"<a>" * 9])
def test_xmp_that_says_nothing_does_no_harm(packet: bytes) -> None:
    assert orientation_in(packet) == 1


def test_xmp_in_utf_16_and_cut_short() -> None:
    assert orientation_in(SAID["attribute"].encode("utf-16")) == 6
    assert orientation_in(SAID["attribute"][:-30]) == 6


@pytest.mark.req("R31")
@pytest.mark.parametrize("kind", ["PNG", "WEBP", "TIFF"])
def test_an_animation_is_refused(kind: str) -> None:
    assert refusal(pictures.animated(kind)) == "animated"


def test_an_empty_file() -> None:
    assert refusal(b"") == "empty"


def test_a_file_over_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(photo, "PHOTO_BYTES", len(GOOD["jpeg"]) - 1)

    assert refusal(GOOD["jpeg"]) == "too_large"


@pytest.mark.req("R31")
def test_a_bomb_is_refused_from_its_header() -> None:
    content = pictures.bomb()
    begun = time.process_time()
    tracemalloc.start()

    code = refusal(content)

    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert code == "too_many_pixels"
    assert peak < 2_000_000
    assert time.process_time() - begun < 0.5


def header_of_jpeg(width: int, height: int) -> bytes:
    frame = b"\xff\xc0" + struct.pack(">HBHHB", 17, 8, height, width, 3) + b"\x01\x22\0\x02\x11\x01\x03\x11\x01"
    return b"\xff\xd8" + frame + b"\xff\xda" + struct.pack(">HB", 12, 3) + b"\x01\0\x02\x11\x03\x11\0\x3f\0\x2a\xff\xd9"


def test_pixel_limits_are_exact() -> None:
    assert inspect_photo(BytesIO(header_of_jpeg(12_000, 10_000))).width == 12_000
    assert refusal(header_of_jpeg(12_000, 10_001)) == "too_many_pixels"
    assert refusal(header_of_jpeg(60_001, 100)) == "too_many_pixels"
    assert refusal(header_of_jpeg(0, 100)) == "damaged"


@pytest.mark.req("R31")
def test_one_wrong_bit_in_a_png_is_damage() -> None:
    content = bytearray(GOOD["png"])
    content[len(content) // 2] ^= 1

    assert refusal(bytes(content)) == "damaged"


@pytest.mark.parametrize(
    "content",
    [
        b"\xff\xd8\xff" + b"\xff" * 100,
        b"\xff\xd8\xff\xe0\x00\x01" + bytes(50),
        b"\xff\xd8\xff\xe0\x00\x04ab" + b"\x00\x00",
        b"\xff\xd8\xff\xd9",
        b"\xff\xd8" + b"\xff\xd0" * 200_001,
        b"\x89PNG\r\n\x1a\n" + pictures.png_chunk(b"IDAT", b""),
        b"RIFF\x1a\0\0\0WEBPVP8L\x0e\0\0\0" + bytes(14),
        b"II*\0\0\0\0\0" + bytes(50),
    ],
)
def test_a_header_that_contradicts_itself_is_damage(content: bytes) -> None:
    assert refusal(content) in {"damaged", "truncated"}


def tiff_of(entries: list[tuple[int, int, int, int]], *, following: int = 0) -> bytes:
    rows = b"".join(struct.pack("<HHII", *entry) for entry in entries)
    return b"II*\0\x08\0\0\0" + struct.pack("<H", len(entries)) + rows + struct.pack("<I", following) + bytes(64)


SIZE = [(256, 4, 1, 8), (257, 4, 1, 8)]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (tiff_of([*SIZE, (273, 4, 1, 8), (279, 4, 1, 9_999)]), "truncated"),
        (tiff_of(SIZE), "damaged"),
        (tiff_of([*SIZE, (273, 4, 2_000_000, 8), (279, 4, 1, 1)]), "damaged"),
        (tiff_of([*SIZE, (273, 4, 1, 8), (279, 4, 1, 1)], following=8), "damaged"),
        (tiff_of([*SIZE, (273, 4, 1, 8), (279, 4, 1, 1), (50706, 1, 4, 1)]), "wrong_type"),
        (tiff_of([(254, 4, 1, 1), *SIZE, (273, 4, 1, 8), (279, 4, 1, 1), (330, 4, 1, 8)]), "wrong_type"),
    ],
)
def test_tiff_that_is_broken_endless_or_a_raw_file(content: bytes, code: str) -> None:
    assert refusal(content) == code


def box(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I4s", len(body) + 8, kind) + body


def heic(
    *, primary: bytes = b"hvc1", extent: int = 20, size: tuple[int, int] = (400, 300), turned: bool = False
) -> bytes:
    """A HEIC container around nothing: enough for everything but decoding."""
    ftyp = box(b"ftyp", b"heic\0\0\0\0mif1heic")
    infe = box(b"infe", b"\x02\0\0\0\0\x01\0\0" + primary + b"\0")
    iinf = box(b"iinf", b"\0\0\0\0\0\x01" + infe)
    properties = box(b"ispe", bytes(4) + struct.pack(">II", *size)) + box(b"irot", bytes([int(turned)]))
    ipma = box(b"ipma", bytes(4) + struct.pack(">IHBBB", 1, 1, 2, 1, 2))
    iprp = box(b"iprp", box(b"ipco", properties) + ipma)

    def meta(offset: int) -> bytes:
        iloc = box(b"iloc", bytes(4) + b"\x44\x00" + struct.pack(">HHHHII", 1, 1, 0, 1, offset, extent))
        return box(b"meta", bytes(4) + box(b"pitm", bytes(4) + b"\0\x01") + iinf + iprp + iloc)

    start = len(ftyp) + len(meta(0)) + 8
    return ftyp + meta(start) + box(b"mdat", bytes(20))


def test_heic_container() -> None:
    assert inspect_photo(BytesIO(heic())) == PhotoFacts("image/heic", 400, 300, None, "")
    assert inspect_photo(BytesIO(heic(turned=True))).width == 300


@pytest.mark.req("R31")
@pytest.mark.parametrize(
    ("content", "code"),
    [
        (heic(extent=21), "truncated"),
        (heic()[:-3], "truncated"),
        (heic()[:30], "truncated"),
        (heic(primary=b"av01"), "wrong_type"),
        (heic(size=(20_000, 20_000)), "too_many_pixels"),
        (heic(size=(0, 10)), "damaged"),
        (heic().replace(b"ispe", b"free"), "damaged"),
        (heic().replace(b"ftypheic", b"ftyphevc"), "animated"),
        (heic().replace(b"meta", b"free"), "truncated"),
        (heic().replace(b"pitm", b"free"), "wrong_type"),
        (heic()[:24] + b"\0\0\0\x03meta", "damaged"),
        (heic()[:24] + b"\0\0\0\0mdat" + bytes(40), "truncated"),
        (heic()[:24] + b"\0\0\0\x01mdat" + (16).to_bytes(8, "big"), "truncated"),
        (heic()[:24] + b"\0\0\0\x01mdat" + bytes(3), "truncated"),
        (heic()[:24] + b"\0\0", "truncated"),
    ],
)
def test_heic_that_is_not_whole_or_not_heic(content: bytes, code: str) -> None:
    assert refusal(content) == code


def chunked_webp(*chunks: tuple[bytes, bytes], size: int | None = None) -> bytes:
    body = b"".join(
        kind + struct.pack("<I", len(content)) + content + b"\0" * (len(content) % 2) for kind, content in chunks
    )
    return b"RIFF" + struct.pack("<I", 4 + len(body) if size is None else size) + b"WEBP" + body


LOSSLESS = (b"VP8L", b"\x2f\x27\x40\x07\x00" + bytes(9))


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (chunked_webp((b"VP8X", bytes(10))), "truncated"),
        (chunked_webp((b"VP8X", b"\x02" + bytes(9)), LOSSLESS), "animated"),
        (chunked_webp((b"ANIM", bytes(6)), LOSSLESS), "animated"),
        (chunked_webp((b"VP8 ", bytes(12))), "damaged"),
        (chunked_webp(LOSSLESS, size=20), "truncated"),
        (chunked_webp(LOSSLESS, size=9_999), "truncated"),
    ],
)
def test_webp_that_is_not_whole(content: bytes, code: str) -> None:
    assert refusal(content) == code


def test_webp_with_chunks_that_nobody_needs() -> None:
    content = chunked_webp((b"VP8X", bytes(4) + b"\x27\0\0\x1d\0\0"), LOSSLESS, LOSSLESS, (b"XMP ", b"odd"))

    assert inspect_photo(BytesIO(content)) == PhotoFacts("image/webp", 40, 30, None, "")


def test_the_readers_do_not_walk_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(containers, "MOST_CHUNKS", 1)
    monkeypatch.setattr(heif, "MOST_BOXES", 1)

    assert refusal(heic()) == "damaged"
    assert refusal(chunked_webp((b"XMP ", b"even"), LOSSLESS)) == "truncated"


def test_a_table_of_contents_that_is_too_long_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(heif, "LARGEST_META", 50)

    assert refusal(heic()) == "damaged"


def test_png_facts() -> None:
    facts = inspect_photo(BytesIO(pictures.png_with_everything()))

    assert facts == PhotoFacts("image/png", 600, 400, datetime(2026, 5, 17, 9, 30, 15), "Canon EOS R6")


def test_an_exif_directory_that_is_not_there_tells_nothing() -> None:
    content = tiff_of([*SIZE, (273, 4, 1, 8), (279, 4, 1, 1), (34665, 4, 1, 99_999)])

    assert inspect_photo(BytesIO(content)) == PhotoFacts("image/tiff", 8, 8, None, "")


def test_no_bytes_make_the_readers_stumble() -> None:
    """Each byte of each small file in turn, set to 255: a verdict, never another error."""
    for content in (heic(), tiff_of([*SIZE, (273, 4, 1, 8), (279, 4, 1, 1)]), header_of_jpeg(20, 20)):
        verdicts = {verdict(content[:place] + b"\xff" + content[place + 1 :]) for place in range(len(content))}

        assert verdicts <= {"fine", "wrong_type", "truncated", "damaged", "animated", "too_many_pixels"}
        assert len(verdicts) > 2


def verdict(content: bytes) -> str:
    try:
        inspect_photo(BytesIO(content))
    except Unreadable as refused:
        return refused.code
    return "fine"


def test_ten_megabytes_cost_little() -> None:
    noise = BytesIO()
    Image.effect_noise((2600, 2600), 90).convert("RGB").save(noise, "JPEG", quality=98, subsampling=0)
    content = noise.getvalue()
    assert len(content) > 6_000_000
    file = BytesIO(content)
    inspect_photo(file)
    tracemalloc.start()
    begun = time.process_time()

    inspect_photo(file)

    spent, peak = time.process_time() - begun, tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert spent < 0.1  # five times the budget: machines differ
    assert peak < 3_000_000


@pytest.mark.samples
@pytest.mark.parametrize("path", PHOTOS, ids=lambda path: path.name)
def test_real_photos_pass_whole_and_not_in_part(path) -> None:
    content = path.read_bytes()

    facts = inspect_photo(BytesIO(content))

    assert facts.width * facts.height > 200_000
    assert refusal(content[: len(content) // 2]) == "truncated"


@pytest.mark.samples
def test_a_real_iphone_heic() -> None:
    path = next(path for path in PHOTOS if path.suffix == ".heic")

    facts = inspect_photo(BytesIO(path.read_bytes()))

    assert facts == PhotoFacts("image/heic", 3024, 4032, datetime(2020, 5, 4, 18, 39, 11), "Apple iPhone 11 Pro")
    with path.open("rb") as file:
        assert read_heif(file, path.stat().st_size)[2].startswith((b"MM\0*", b"II*\0"))
