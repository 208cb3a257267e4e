"""Makes what the world may see of a photograph: upright, sRGB, four sizes, re-made from pixels and nothing else.

Runs in the sandbox: `sandbox.run("contests.derivatives:make", original, folder, limits=derivatives.LIMITS)`.
"""

import warnings
from pathlib import Path
from typing import Any

import pi_heif
from PIL import Image, UnidentifiedImageError

from pafso.files.inspection.errors import Unreadable
from pafso.files.inspection.facts import PHOTO_PIXELS
from pafso.files.inspection.xmp import orientation_in
from pafso.files.sandbox import MEBIBYTE, Limits

from .colours import to_srgb

# A change here is a new RECIPE in contests/models/recipe.py: photos of before then get the sizes that they lack.
EDGES = (2560, 1280, 640, 320)
QUALITY = 80
# Seen at nearly two dots a pixel, where nobody finds what is lost; on a slow line it is a quarter of the wait.
QUALITY_OF = {640: 72}
# Method 4 is libwebp's default; 2 halves the time for 3 % more bytes.
EFFORT = 2
FORMATS = ["JPEG", "PNG", "TIFF", "WEBP", "HEIF"]
LIMITS = Limits(memory_bytes=1280 * MEBIBYTE, cpu_seconds=60, wall_seconds=120)
BAND = 256
# Whole-number shrinking stops here: what is left to the fine filter is at least one and a half times the largest size.
SPARE_EDGE = 3 * EDGES[0] // 2
PAPER = (255, 255, 255)
# How a picture was held (EXIF 2.32, tag 274) and what sets it upright.
ORIENTATION = 274
TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


def make(source: str, folder: str) -> list[dict[str, Any]]:
    """Write `<edge>.webp` files into the folder; never larger than the original.

    Returns [{"edge": 2560, "width": …, "height": …, "file": "2560.webp"}, …], largest first; an edge that the
    original does not reach is left out, except the smallest and the first above the original's own size.
    Raises Unreadable: wrong_type, too_many_pixels, truncated, damaged.
    """
    picture = _pixels_of(source)
    made = []
    for edge in _edges_for(max(picture.size)):
        # Each size is made from the one before: all further work is on fewer pixels.
        picture.thumbnail((edge, edge), Image.Resampling.LANCZOS, reducing_gap=3.0)
        name = f"{edge}.webp"
        picture.save(Path(folder) / name, "WEBP", quality=QUALITY_OF.get(edge, QUALITY), method=EFFORT)
        made.append({"edge": edge, "width": picture.width, "height": picture.height, "file": name})
    return made


def _edges_for(longest: int) -> list[int]:
    """A picture of 1000 pixels is shown at 1000 in the place of 1280, at 640 and at 320."""
    ascending = sorted(EDGES)
    needed = [edge for place, edge in enumerate(ascending) if place == 0 or ascending[place - 1] < longest]
    return needed[::-1]


def _pixels_of(source: str) -> Image.Image:
    """An RGB image with no memory of its file: nothing but pixels, upright, sRGB, at most 2560 on the longest edge."""
    pi_heif.register_heif_opener()
    Image.MAX_IMAGE_PIXELS = PHOTO_PIXELS
    warnings.simplefilter("ignore")
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    try:
        with Image.open(source, formats=FORMATS) as picture:
            return _bare(picture)
    except (Image.DecompressionBombWarning, Image.DecompressionBombError) as error:
        raise Unreadable("too_many_pixels") from error
    except UnidentifiedImageError as error:
        raise Unreadable("wrong_type") from error
    except OSError as error:
        raise Unreadable("truncated" if "truncated" in str(error) else "damaged") from error
    except (ValueError, SyntaxError, KeyError, IndexError, TypeError, OverflowError, EOFError, RuntimeError) as error:
        # What the plugins let through when a header contradicts itself.
        raise Unreadable("damaged") from error


def _bare(picture: Image.Image) -> Image.Image:
    # A JPEG can be decoded at a half, a quarter or an eighth of its size: 100 megapixels in the memory of six.
    picture.draft(None, (EDGES[0], EDGES[0]))
    picture.load()
    profile, points = picture.info.get("icc_profile"), picture.info.get("nclx_profile")
    orientation = _orientation_of(picture)
    upright = _upright(to_srgb(_shrunk(picture), profile, points), orientation)
    # Only here is the file truly forgotten: save() takes comments, profiles and EXIF from `info`.
    bare = Image.new("RGB", upright.size)
    bare.paste(upright)
    return bare


def _orientation_of(picture: Image.Image) -> int:
    """EXIF's word, else that of XMP; a HEIC file turns itself."""
    said = picture.getexif().get(ORIENTATION)
    if picture.format == "HEIF" or (isinstance(said, int) and 1 <= said <= 8):
        return int(said or 1)
    return orientation_in(picture.info.get("xmp") or picture.info.get("XML:com.adobe.xmp"))


def _shrunk(picture: Image.Image) -> Image.Image:
    """At most 2560 pixels long, in L, RGB or CMYK. Wide pictures go band by band: a second full copy would not fit."""
    factor = max(1, max(picture.size) // SPARE_EDGE)
    mode = _plain_mode(picture)
    as_it_is = factor == 1 and picture.mode == mode
    reduced = picture if as_it_is else _reduced(picture, mode, factor)
    reduced.thumbnail((EDGES[0], EDGES[0]), Image.Resampling.LANCZOS, reducing_gap=3.0)
    return reduced


def _plain_mode(picture: Image.Image) -> str:
    if picture.mode in {"1", "L"} or picture.mode.startswith("I"):
        return "L"
    return "CMYK" if picture.mode == "CMYK" else "RGB"


def _reduced(picture: Image.Image, mode: str, factor: int) -> Image.Image:
    width, height = picture.size
    target = Image.new(mode, (-(-width // factor), -(-height // factor)))
    step = BAND * factor
    for top in range(0, height, step):
        band = picture.crop((0, top, width, min(top + step, height)))
        target.paste(_plain(band, picture, mode).reduce(factor), (0, top // factor))
    return target


def _plain(band: Image.Image, picture: Image.Image, mode: str) -> Image.Image:
    """One band in a mode of eight bits without transparency; what was transparent becomes white paper."""
    if band.mode.startswith("I"):
        return band.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    if band.mode == "F":
        raise Unreadable("damaged")
    if band.mode in {"RGBA", "LA", "PA", "RGBa", "La"} or "transparency" in picture.info:
        layer = band.convert("RGBA")
        paper = Image.new("RGB", band.size, PAPER)
        paper.paste(layer, mask=layer.getchannel("A"))
        return paper if mode == "RGB" else paper.convert(mode)
    return band.convert(mode)


def _upright(picture: Image.Image, orientation: int) -> Image.Image:
    turn = TURNS.get(orientation)
    return picture if turn is None else picture.transpose(turn)
