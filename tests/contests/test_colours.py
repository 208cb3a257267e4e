"""Colours by what a file says of them: each expected value is worked out here, by another way than the product's."""

import struct
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageCms

from contests import derivatives
from contests.colours import to_srgb
from tests.factories.samples import CASES, needs_cases

Colour = tuple[int, ...]
COLOURS = [(201, 60, 40), (60, 160, 61), (40, 61, 180), (229, 200, 60), (128, 128, 128), (255, 255, 255), (12, 3, 30)]

# From the primaries to those of sRGB, in linear light: the rows that W3C's CSS Color 4 prints.
P3 = (
    (1.2249401763, -0.2249401763, 0.0),
    (-0.0420569547, 1.0420569547, 0.0),
    (-0.0196375546, -0.0786360456, 1.0982736001),
)
BT2020 = ((1.6604910021, -0.5876411388, -0.0728498633), (-0.1245504745, 1.1328998971, -0.0083494226), (-0.0181507634, -0.1005788980, 1.1187296614))  # fmt: skip
SAME = ((1, 0, 0), (0, 1, 0), (0, 0, 1))


def encoded(light: float) -> int:
    light = min(max(light, 0.0), 1.0)
    return round(255 * (12.92 * light if light < 0.0031308 else 1.055 * light ** (1 / 2.4) - 0.055))


def srgb_light(shade: int) -> float:
    value = shade / 255
    return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4


def pq_light(shade: int) -> float:
    power = (shade / 255) ** (1 / 78.84375)
    return float((max(power - 0.8359375, 0) / (18.8515625 - 18.6875 * power)) ** (1 / 0.1593017578125) * 10_000 / 203)


def expected(colour: Colour, light: Any, matrix: Any) -> Colour:
    lights = [light(shade) for shade in colour]
    return tuple(encoded(sum(a * b for a, b in zip(row, lights, strict=True))) for row in matrix)


def near(seen: Any, wanted: Colour, by: int) -> bool:
    return all(abs(a - b) <= by for a, b in zip(seen, wanted, strict=True))


def row_of(colours: list[Colour]) -> Image.Image:
    picture = Image.new("RGB", (len(colours), 300))
    for place, colour in enumerate(colours):
        picture.paste(colour, (place, 0, place + 1, 300))
    return picture


@pytest.mark.req("R31")
@pytest.mark.parametrize(
    ("primaries", "transfer", "light", "matrix"),
    [
        (12, 13, srgb_light, P3),
        (12, 1, srgb_light, P3),
        (12, 2, srgb_light, P3),
        (9, 13, srgb_light, BT2020),
        (9, 14, srgb_light, BT2020),
        (9, 16, pq_light, BT2020),
        (1, 16, pq_light, SAME),
        (1, 8, lambda shade: shade / 255, SAME),
        (1, 4, lambda shade: (shade / 255) ** 2.2, SAME),
        (1, 13, srgb_light, SAME),
        (2, 2, srgb_light, SAME),
        (99, 13, srgb_light, SAME),
    ],
)
def test_code_points_are_honoured(primaries: int, transfer: int, light: Any, matrix: Any) -> None:
    points = {"color_primaries": primaries, "transfer_characteristics": transfer}

    changed = to_srgb(row_of(COLOURS), None, points)

    for place, colour in enumerate(COLOURS):
        for height in (0, 299):
            assert near(changed.getpixel((place, height)), expected(colour, light, matrix), 1), (colour, height)


@pytest.mark.req("R31")
def test_white_of_a_bright_picture_is_203_candelas() -> None:
    """The signal for 203 cd/m² is 0.5807 of the range (BT.2408, table 1: 58 %); what is brighter stays white."""
    points = {"color_primaries": 9, "transfer_characteristics": 16}

    changed = to_srgb(
        row_of([(148, 148, 148), (200, 200, 200), (255, 255, 255), (0, 0, 0), (114, 114, 114)]), None, points
    )

    assert [changed.getpixel((place, 0)) for place in range(4)] == [(255, 255, 255)] * 3 + [(0, 0, 0)]
    assert near(changed.getpixel((4, 0)), expected((114, 114, 114), pq_light, BT2020), 1)


def test_hlg_white_is_three_quarters_of_the_signal() -> None:
    changed = to_srgb(
        row_of([(191, 191, 191), (0, 0, 0)]), None, {"color_primaries": 9, "transfer_characteristics": 18}
    )

    assert near(changed.getpixel((0, 0)), (255, 255, 255), 2)
    assert changed.getpixel((1, 0)) == (0, 0, 0)


def test_the_cinemas_white_is_white() -> None:
    changed = to_srgb(
        row_of([(255, 255, 255), (128, 128, 128)]), None, {"color_primaries": 11, "transfer_characteristics": 13}
    )

    assert near(changed.getpixel((0, 0)), (255, 255, 255), 1)
    assert near(changed.getpixel((1, 0)), (128, 128, 128), 1)


# --- profiles -------------------------------------------------------------------------------------------------------
SRGB_COLUMNS = ((0.43607, 0.22249, 0.01392), (0.38515, 0.71687, 0.09708), (0.14307, 0.06061, 0.71410))
P3_COLUMNS = ((0.51512, 0.24120, -0.00105), (0.29198, 0.69225, 0.04189), (0.15710, 0.06657, 0.78407))


def profile(name: str, columns: Any, curve: bytes) -> bytes:
    """A display profile under any NAME: colorants adapted to D50, one curve for all."""

    def xyz(*values: float) -> bytes:
        return b"XYZ " + bytes(4) + b"".join(struct.pack(">i", round(value * 65_536)) for value in values)

    text = b"desc" + bytes(4) + struct.pack(">I", len(name) + 1) + name.encode() + b"\0" + bytes(78)
    tags = [(b"desc", text + bytes(-len(text) % 4)), (b"wtpt", xyz(0.9642, 1.0, 0.8249))]
    tags += [(key, xyz(*column)) for key, column in zip((b"rXYZ", b"gXYZ", b"bXYZ"), columns, strict=True)]
    tags += [(key, curve + bytes(-len(curve) % 4)) for key in (b"rTRC", b"gTRC", b"bTRC")]
    table, body, place = b"", b"", 132 + 12 * len(tags)
    for key, content in tags:
        table += key + struct.pack(">II", place + len(body), len(content))
        body += content
    head = (
        struct.pack(">I4xI", 132 + len(table) + len(body), 0x02400000)
        + b"mntrRGB XYZ "
        + bytes(12)
        + b"acsp"
        + bytes(28)
    )
    head += struct.pack(">iii", 63_190, 65_536, 54_061)
    return head.ljust(128, b"\0") + struct.pack(">I", len(tags)) + table + body


LINEAR = b"curv" + bytes(4) + struct.pack(">I", 0)
SRGB_CURVE = b"curv" + bytes(4) + struct.pack(">I", 1024) + b"".join(
    struct.pack(">H", round(65_535 * (v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4))) for v in (n / 1023 for n in range(1024))
)  # fmt: skip
NAMES = ["sRGB IEC61966-2.1", "Linear sRGB", "Display P3", "c2", ""]


@pytest.mark.req("R31")
@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    ("columns", "curve", "light", "matrix"),
    [
        (SRGB_COLUMNS, LINEAR, lambda shade: shade / 255, SAME),
        (P3_COLUMNS, SRGB_CURVE, srgb_light, P3),
        (SRGB_COLUMNS, SRGB_CURVE, srgb_light, SAME),
    ],
    ids=["linear", "P3", "sRGB"],
)
def test_a_profile_is_judged_by_its_content(name: str, columns: Any, curve: bytes, light: Any, matrix: Any) -> None:
    changed = to_srgb(row_of(COLOURS), profile(name, columns, curve), None)

    for place, colour in enumerate(COLOURS):
        assert near(changed.getpixel((place, 0)), expected(colour, light, matrix), 2), colour


def test_a_profile_that_says_nothing_new_costs_no_step() -> None:
    picture = row_of(COLOURS)

    assert to_srgb(picture, profile("Anything", SRGB_COLUMNS, SRGB_CURVE), None) is picture
    assert to_srgb(picture, ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes(), None) is picture


def test_a_profile_goes_before_code_points() -> None:
    points = {"color_primaries": 9, "transfer_characteristics": 16}

    changed = to_srgb(row_of([(128, 128, 128)]), profile("x", SRGB_COLUMNS, LINEAR), points)

    assert near(changed.getpixel((0, 0)), expected((128, 128, 128), lambda shade: shade / 255, SAME), 2)


@needs_cases
@pytest.mark.req("R31")
@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("photo-01-heic-nclx-display-p3.heic", [expected(colour, srgb_light, P3) for colour in COLOURS[:6]]),
        ("photo-02-gimp-linear-srgb.png", COLOURS[:6]),
        ("photo-02b-linear-named-otherwise.png", COLOURS[:6]),
    ],
)
def test_cases(name: str, wanted: list[Colour]) -> None:
    counted = derivatives._pixels_of(str(CASES / name)).getcolors(100)

    assert counted
    for _, seen in counted:
        assert any(near(seen, colour, 2) for colour in wanted), seen


@needs_cases
def test_a_turn_in_xmp_only(tmp_path: Path) -> None:
    made = derivatives.make(str(CASES / "photo-18-xmp-orientation-only.jpg"), str(tmp_path))

    assert (made[0]["width"], made[0]["height"]) == (900, 1200)


@pytest.mark.req("R31")
@pytest.mark.parametrize("kind", ["JPEG", "WEBP"])
def test_an_element_of_xmp_turns_the_picture(tmp_path: Path, kind: str) -> None:
    packet = b'<x xmlns:t="http://ns.adobe.com/tiff/1.0/"><t:Orientation>6</t:Orientation></x>'
    target = BytesIO()
    Image.new("RGB", (90, 60)).save(target, kind, xmp=packet)
    (tmp_path / "original").write_bytes(target.getvalue())

    made = derivatives.make(str(tmp_path / "original"), str(tmp_path))

    assert (made[0]["width"], made[0]["height"]) == (60, 90)
