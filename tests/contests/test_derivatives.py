"""What the world sees of a photo: four sizes, upright, sRGB, and nothing of what the camera knew."""

import struct
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from contests import derivatives
from pafso.files import sandbox
from pafso.files.inspection.errors import Unreadable
from pafso.files.sandbox import SandboxFailure
from tests.factories import pdfs, pictures
from tests.factories.samples import PHOTOS

MEGABYTE = 1024 * 1024


@pytest.fixture
def make(tmp_path: Path) -> Callable[[bytes], list[dict[str, Any]]]:
    """Writes the bytes to a file and makes its sizes beside it, in this process."""

    def made(content: bytes) -> list[dict[str, Any]]:
        source = tmp_path / "original"
        source.write_bytes(content)
        return derivatives.make(str(source), str(tmp_path))

    return made


def chunks(path: Path) -> list[bytes]:
    """The names of the chunks of a WebP file."""
    content = path.read_bytes()
    names, place = [], 12
    while place < len(content):
        name, length = struct.unpack_from("<4sI", content, place)
        names.append(name)
        place += 8 + length + length % 2
    return names


def opened(tmp_path: Path, edge: int = 320) -> Image.Image:
    with Image.open(tmp_path / f"{edge}.webp") as picture:
        picture.load()
        return picture


def test_four_sizes_of_a_large_photo(make: Any, tmp_path: Path) -> None:
    made = make(pictures.jpeg((4000, 3000)))

    assert made == [
        {"edge": 2560, "width": 2560, "height": 1920, "file": "2560.webp"},
        {"edge": 1280, "width": 1280, "height": 960, "file": "1280.webp"},
        {"edge": 640, "width": 640, "height": 480, "file": "640.webp"},
        {"edge": 320, "width": 320, "height": 240, "file": "320.webp"},
    ]
    assert opened(tmp_path, 2560).size == (2560, 1920)


@pytest.mark.parametrize(
    ("size", "edges"),
    [
        ((100, 60), [320]),
        ((320, 200), [320]),
        ((321, 9), [640, 320]),
        ((641, 9), [1280, 640, 320]),
        ((1280, 900), [1280, 640, 320]),
        ((900, 1281), [2560, 1280, 640, 320]),
    ],
)
def test_nothing_is_enlarged(make: Any, size: tuple[int, int], edges: list[int]) -> None:
    made = make(pictures.jpeg(size))

    assert [entry["edge"] for entry in made] == edges
    assert all(max(entry["width"], entry["height"]) <= max(size) for entry in made)
    assert (made[0]["width"], made[0]["height"]) == size


@pytest.mark.req("R31")
@pytest.mark.parametrize("orientation", range(1, 9))
def test_every_way_of_holding_a_camera_comes_out_upright(make: Any, tmp_path: Path, orientation: int) -> None:
    made = make(pictures.jpeg((1600, 1000), orientation=orientation))

    assert (made[-1]["width"], made[-1]["height"]) == (320, 200)
    assert pictures.looks_upright(opened(tmp_path))
    assert pictures.looks_upright(opened(tmp_path, 1280))


@pytest.mark.req("R31", "R32")
@pytest.mark.parametrize("name", ["jpeg", "progressive", "webp", "png", "tiff"])
def test_no_metadata_at_all(make: Any, tmp_path: Path, name: str) -> None:
    content = {
        "jpeg": pictures.jpeg(),
        "progressive": pictures.jpeg(progressive=True),
        "webp": pictures.webp(),
        "png": pictures.png_with_everything(),
        "tiff": pictures.tiff_with_everything(),
    }[name]
    if name != "webp":
        assert pictures.CANARY in content

    for entry in make(content):
        path = tmp_path / entry["file"]
        assert chunks(path) == [b"VP8 "]
        assert pictures.CANARY not in path.read_bytes()
        with Image.open(path) as picture:
            assert set(picture.info) <= {"loop", "background", "timestamp", "duration"}
            assert not picture.getexif()


@pytest.mark.req("R31")
@pytest.mark.parametrize("content", [pictures.jpeg(), pictures.png_with_everything(), pictures.tiff_with_everything()])
def test_what_is_saved_remembers_no_file(tmp_path: Path, content: bytes) -> None:
    """Some writers take comments and profiles from the picture itself: there must be nothing to take."""
    source = tmp_path / "original"
    source.write_bytes(content)

    bare = derivatives._pixels_of(str(source))

    assert (type(bare), bare.mode, bare.info) == (Image.Image, "RGB", {})


@pytest.mark.req("R31")
def test_colours_are_changed_by_the_photos_own_profile(make: Any, tmp_path: Path) -> None:
    """The same numbers mean stronger colours in a wide profile: green has to leave sRGB's middle ground."""
    target = BytesIO()
    pictures.pattern().save(target, "JPEG", quality=95, icc_profile=pictures.wide_profile())

    make(target.getvalue())

    red, green, *_ = pictures.quarters(opened(tmp_path))
    assert green[0] < pictures.GREEN[0] - 10
    assert red[0] > pictures.RED[0] + 10


@pytest.mark.parametrize("profile", [b"", b"not a profile", bytes(200)])
def test_half_a_profile_is_no_profile(make: Any, tmp_path: Path, profile: bytes) -> None:
    target = BytesIO()
    pictures.pattern().save(target, "JPEG", quality=95, icc_profile=profile)

    make(target.getvalue())

    assert pictures.looks_upright(opened(tmp_path))


@pytest.mark.req("R31")
@pytest.mark.parametrize(
    "content",
    [
        pictures.jpeg(),
        pictures.jpeg(progressive=True),
        pictures.mpo(),
        pictures.jpeg(mode="CMYK"),
        pictures.png(),
        pictures.png("P"),
        pictures.png_sixteen_bit_colour(),
        pictures.tiff(),
        pictures.tiff("CMYK"),
        pictures.tiff(compression="tiff_lzw"),
        pictures.webp(),
        pictures.webp(lossless=True),
    ],
)
def test_every_kind_keeps_its_colours(make: Any, tmp_path: Path, content: bytes) -> None:
    made = make(content)

    assert [entry["edge"] for entry in made] == [640, 320]
    assert pictures.looks_upright(opened(tmp_path), tolerance=40)


def test_sixteen_bits_of_grey_keep_their_range(make: Any, tmp_path: Path) -> None:
    make(pictures.png("I;16"))

    grey = opened(tmp_path).convert("L")
    assert grey.getpixel((2, 100)) < 12
    assert abs(grey.getpixel((160, 100)) - 128) < 8
    assert grey.getpixel((317, 100)) > 243


def test_what_was_transparent_becomes_white(make: Any, tmp_path: Path) -> None:
    make(pictures.png("RGBA"))

    left, right, *_ = pictures.quarters(opened(tmp_path))
    assert min(left) > 248
    assert abs(right[1] - pictures.GREEN[1]) < 30


@pytest.mark.parametrize("mode", ["L", "1"])
def test_grey_and_black_and_white(make: Any, tmp_path: Path, mode: str) -> None:
    make(pictures.png(mode))

    assert opened(tmp_path).size == (320, 213)


def test_bands_leave_no_seam(make: Any, tmp_path: Path) -> None:
    """A picture wide enough to be shrunk in bands, with an edge of its own every quarter."""
    target = BytesIO()
    pictures.pattern((8000, 700)).convert("RGBA").save(target, "PNG", compress_level=1)

    made = make(target.getvalue())

    assert (made[0]["width"], made[0]["height"]) == (2560, 224)
    assert pictures.looks_upright(opened(tmp_path, 2560))


@pytest.mark.req("R31")
@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "wrong_type"),
        (b"words", "wrong_type"),
        (pdfs.pdf(), "wrong_type"),
        (pictures.gif(), "wrong_type"),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n", "wrong_type"),
        (pictures.jpeg()[:5000], "truncated"),
        (pictures.bomb(), "too_many_pixels"),
        (pictures.bomb(12_000), "too_many_pixels"),
        (pictures.tiff("F"), "damaged"),
    ],
)
def test_what_cannot_be_shown_is_said(make: Any, tmp_path: Path, content: bytes, code: str) -> None:
    with pytest.raises(Unreadable) as caught:
        make(content)

    assert caught.value.code == code
    assert [path.name for path in tmp_path.iterdir()] == ["original"]


def test_half_a_png_and_half_a_webp(make: Any) -> None:
    for content in (pictures.png_noise(), pictures.webp((900, 900), lossless=True)):
        with pytest.raises(Unreadable):
            make(content[: len(content) // 2])


def run(path: Path, folder: Path) -> dict[str, Any]:
    """In the sandbox with its real limits; tells the child's peak of memory too."""
    folder.mkdir()
    measured = "tests.pafso.files.misbehaving:peak_memory_of"
    return sandbox.run(measured, "contests.derivatives:make", str(path), str(folder), limits=derivatives.LIMITS)


@pytest.mark.req("R31")
@pytest.mark.parametrize(("progressive", "ceiling"), [(False, 300), (True, 700)])
def test_a_hundred_megapixels_fit(tmp_path: Path, progressive: bool, ceiling: int) -> None:
    source = pictures.huge_jpeg(tmp_path / "huge.jpg", progressive=progressive)

    found = run(source, tmp_path / "made")

    assert [entry["width"] for entry in found["result"]] == [2560, 1280, 640, 320]
    assert found["peak"] < ceiling * MEGABYTE


def test_a_hundred_megapixels_of_png_fit_too(tmp_path: Path) -> None:
    source = tmp_path / "huge.png"
    Image.new("RGBA", (10_000, 10_000), (90, 120, 150, 200)).save(source, compress_level=1)

    found = run(source, tmp_path / "made")

    assert found["result"][0]["width"] == 2560
    assert found["peak"] < 700 * MEGABYTE


@pytest.mark.req("R38")
def test_one_bad_photo_does_not_disturb_the_next(tmp_path: Path) -> None:
    bad, good = tmp_path / "bad", tmp_path / "good"
    bad.write_bytes(pictures.jpeg()[:5000])
    good.write_bytes(pictures.jpeg())

    with pytest.raises(Unreadable):
        run(bad, tmp_path / "made-bad")

    assert run(good, tmp_path / "made-good")["result"][0]["width"] == 600


@pytest.mark.req("R38")
def test_too_little_memory_is_a_failure_and_not_a_crash_of_ours(tmp_path: Path) -> None:
    source = tmp_path / "huge.png"
    Image.new("RGB", (8_000, 8_000)).save(source, compress_level=1)
    limits = sandbox.Limits(memory_bytes=220 * MEGABYTE)

    with pytest.raises((SandboxFailure, Unreadable)):
        sandbox.run("contests.derivatives:make", str(source), str(tmp_path), limits=limits)


@pytest.mark.samples
@pytest.mark.req("R31")
@pytest.mark.parametrize("path", PHOTOS, ids=lambda path: path.name)
def test_real_photos(tmp_path: Path, path: Path) -> None:
    found = run(path, tmp_path / "made")

    assert found["peak"] < 300 * MEGABYTE
    for entry in found["result"]:
        assert chunks(tmp_path / "made" / entry["file"]) == [b"VP8 "]
    portrait = path.stem in {"Canon_EOS_5D", "Panasonic_LZ2", "Photoshop_2_", "Portrait_5", "Portrait_8", "exif-at-eof"}
    assert (found["result"][0]["height"] > found["result"][0]["width"]) == portrait
