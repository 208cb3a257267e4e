"""Pictures for tests: real files drawn on the spot, each with one property that something must notice."""

import struct
import zlib
from datetime import datetime
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageCms, ImageDraw
from PIL.PngImagePlugin import PngInfo

from pafso.demonstration.pictures import Size, camera_exif

RED, GREEN, BLUE, YELLOW = (220, 30, 30), (30, 170, 60), (30, 60, 210), (235, 215, 40)
# What brings an upright picture into the state that a camera held in this way would have stored.
STORED_AS = {
    1: None,
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}
CANARY = b"CANARY-a-place-nobody-may-learn"


def pattern(size: Size = (600, 400)) -> Image.Image:
    """Four quarters of four colours: no turn or mirror of it looks the same."""
    width, height = size
    picture = Image.new("RGB", size, RED)
    brush = ImageDraw.Draw(picture)
    brush.rectangle((width // 2, 0, width, height // 2 - 1), fill=GREEN)
    brush.rectangle((0, height // 2, width // 2 - 1, height), fill=BLUE)
    brush.rectangle((width // 2, height // 2, width, height), fill=YELLOW)
    return picture


def quarters(picture: Image.Image) -> list[tuple[int, ...]]:
    """The colours at the middle of the four quarters, row by row."""
    width, height = picture.size
    places = [(1, 1), (3, 1), (1, 3), (3, 3)]
    return [picture.convert("RGB").getpixel((width * x // 4, height * y // 4)) for x, y in places]


def looks_upright(picture: Image.Image, tolerance: int = 24) -> bool:
    expected = [RED, GREEN, BLUE, YELLOW]
    pairs = zip(quarters(picture), expected, strict=True)
    return all(abs(a - b) <= tolerance for seen, wanted in pairs for a, b in zip(seen, wanted, strict=True))


def jpeg(size: Size = (600, 400), *, orientation: int = 1, progressive: bool = False, mode: str = "RGB") -> bytes:
    """A camera's JPEG: EXIF with position, comment, XMP, colour profile."""
    turn = STORED_AS[orientation]
    upright = pattern(size)
    stored = upright if turn is None else upright.transpose(turn)
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes() if mode == "RGB" else None
    return _saved(
        stored.convert(mode),
        "JPEG",
        quality=90,
        progressive=progressive,
        exif=camera_exif(0, datetime(2026, 5, 17, 9, 30, 15), orientation),
        comment=CANARY,
        xmp=b"<x:xmpmeta>" + CANARY + b"</x:xmpmeta>",
        icc_profile=profile,
    )


def png(mode: str = "RGB", size: Size = (600, 400)) -> bytes:
    """Modes RGB, RGBA (left half transparent), P, L, 1, and I;16 for sixteen bits of grey."""
    picture = pattern(size)
    if mode == "I;16":
        row = b"".join(struct.pack("<H", 65_535 * x // (size[0] - 1)) for x in range(size[0]))
        return _saved(Image.frombytes("I;16", size, row * size[1]), "PNG")
    if mode == "RGBA":
        picture.putalpha(Image.new("L", size, 255))
        picture.paste((0, 0, 0, 0), (0, 0, size[0] // 2, size[1]))
        return _saved(picture, "PNG")
    return _saved(picture.convert(mode), "PNG")


def png_sixteen_bit_colour(size: Size = (600, 400)) -> bytes:
    """Pillow cannot write sixteen bits of colour: a few lines of PNG can."""
    width, height = size
    pixels = pattern(size).tobytes()
    rows = (pixels[3 * width * y : 3 * width * (y + 1)] for y in range(height))
    raw = b"".join(b"\0" + bytes(part for value in row for part in (value, value)) for row in rows)
    return png_of(size, raw, depth=16, colour=2)


def png_of(size: Size, raw: bytes, *, depth: int, colour: int) -> bytes:
    header = struct.pack(">IIBBBBB", *size, depth, colour, 0, 0, 0)
    parts = [(b"IHDR", header), (b"IDAT", zlib.compress(raw, 9)), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(png_chunk(kind, body) for kind, body in parts)


def png_chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def bomb(edge: int = 30_000) -> bytes:
    """A one-bit PNG of edge × edge pixels in about a hundred kilobytes."""
    squeezed = zlib.compressobj(9)
    row = b"\0" * (1 + (edge + 7) // 8)
    raw = b"".join(squeezed.compress(row * 1000) for _ in range(edge // 1000)) + squeezed.flush()
    header = struct.pack(">IIBBBBB", edge, edge, 1, 0, 0, 0, 0)
    parts = [(b"IHDR", header), (b"IDAT", raw), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(png_chunk(kind, body) for kind, body in parts)


def tiff(mode: str = "RGB", size: Size = (600, 400), compression: str | None = None) -> bytes:
    return _saved(pattern(size).convert(mode), "TIFF", compression=compression)


def webp(size: Size = (600, 400), *, lossless: bool = False) -> bytes:
    exif = camera_exif(1, datetime(2026, 2, 3, 4, 5, 6))
    return _saved(pattern(size), "WEBP", quality=90, lossless=lossless, exif=exif.tobytes())


def animated(kind: str) -> bytes:
    """Three frames as PNG, WEBP or TIFF."""
    frames = [Image.new("RGB", (40, 40), colour) for colour in (RED, GREEN, BLUE)]
    return _saved(frames[0], kind, save_all=True, append_images=frames[1:])


def gif() -> bytes:
    return _saved(pattern(), "GIF")


def mpo() -> bytes:
    """Two JPEGs in one file, as cameras with two lenses and many phones write."""
    first, second = pattern(), pattern((300, 200))
    return _saved(first, "MPO", save_all=True, append_images=[second])


def huge_jpeg(path: Path, edge: int = 10_000, *, mode: str = "RGB", progressive: bool = False) -> Path:
    """edge × edge pixels of one colour run: quick to write, heavy to open."""
    picture = Image.new(mode, (edge, edge), 128 if mode == "L" else (90, 120, 150))
    picture.save(path, "JPEG", quality=50, progressive=progressive)
    return path


def _saved(picture: Image.Image, kind: str, **options: object) -> bytes:
    target = BytesIO()
    picture.save(target, kind, **{name: value for name, value in options.items() if value is not None})
    return target.getvalue()


def png_noise(size: Size = (400, 400)) -> bytes:
    return _saved(Image.effect_noise(size, 80), "PNG")


def png_with_everything() -> bytes:
    """Text, XMP, EXIF and a profile, each with the canary in it."""
    notes = PngInfo()
    notes.add_text("Comment", CANARY.decode())
    notes.add_itxt("XML:com.adobe.xmp", f"<x>{CANARY.decode()}</x>")
    exif = camera_exif(0, datetime(2026, 5, 17, 9, 30, 15))
    return _saved(pattern(), "PNG", pnginfo=notes, exif=exif.tobytes())


def tiff_with_everything() -> bytes:
    exif = camera_exif(0, datetime(2026, 5, 17, 9, 30, 15))
    exif[270] = CANARY.decode()
    return _saved(pattern(), "TIFF", exif=exif)


def wide_profile() -> bytes:
    """A small display profile with wide primaries: built by hand, as none may be copied in."""

    def s15(value: float) -> bytes:
        return struct.pack(">i", round(value * 65_536))

    def xyz(*values: float) -> bytes:
        return b"XYZ " + bytes(4) + b"".join(s15(value) for value in values)

    text = b"desc" + bytes(4) + struct.pack(">I", 5) + b"Wide\0" + bytes(78)
    curve = b"curv" + bytes(4) + struct.pack(">IH", 1, round(2.2 * 256)) + bytes(2)
    tags = [
        (b"desc", text + bytes(-len(text) % 4)),
        (b"wtpt", xyz(0.9642, 1.0, 0.8249)),
        (b"rXYZ", xyz(0.7977, 0.2880, 0.0)),
        (b"gXYZ", xyz(0.1352, 0.7119, 0.0)),
        (b"bXYZ", xyz(0.0313, 0.0001, 0.8249)),
        (b"rTRC", curve),
        (b"gTRC", curve),
        (b"bTRC", curve),
    ]
    table, body, place = b"", b"", 132 + 12 * len(tags)
    for name, content in tags:
        table += name + struct.pack(">II", place, len(content))
        body += content
        place += len(content)
    head = struct.pack(">I", place) + bytes(4) + b"\x02\x10\0\0mntrRGB XYZ " + struct.pack(">6H", 2026, 1, 1, 0, 0, 0)
    head += b"acsp" + bytes(28) + s15(0.9642) + s15(1.0) + s15(0.8249)
    return head.ljust(128, b"\0") + struct.pack(">I", len(tags)) + table + body
