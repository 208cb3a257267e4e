"""Pictures re-made from their pixels: whatever else was in the file is left behind. Runs in the sandbox."""

import warnings
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageOps, UnidentifiedImageError

FORMATS = ["JPEG", "PNG", "GIF", "TIFF", "WEBP", "BMP"]
MOST_PIXELS = 40_000_000
PAPER = (255, 255, 255)
# Tried in turn until the picture fits: a scan loses a little sharpness.
QUALITIES = (68, 50, 34)
STEPS = [round(value / 17) * 17 for value in range(256)]
EFFORT = 2
UNREADABLE = (OSError, UnidentifiedImageError, ValueError, SyntaxError, KeyError, IndexError, TypeError, EOFError)


def bare(content: bytes) -> Image.Image | None:
    """The first picture in CONTENT, upright, on white paper, with no memory of its file; None where there is none to see."""
    warnings.simplefilter("ignore")
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    try:
        with Image.open(BytesIO(content), formats=FORMATS) as opened:
            upright = ImageOps.exif_transpose(opened).convert("RGBA")
    except (*UNREADABLE, Image.DecompressionBombWarning, Image.DecompressionBombError):
        return None
    paper = Image.new("RGB", upright.size, PAPER)
    paper.paste(upright, mask=upright.getchannel("A"))
    return paper


def save(picture: Image.Image, target: Path, most_bytes: int) -> None:
    """A page of text stays sharp and small without loss in sixteen steps a colour; photographs need the other way."""
    if _mostly_paper(picture):
        picture.point(STEPS * 3).save(target, "WEBP", lossless=True, quality=30, method=1)
        if target.stat().st_size <= most_bytes:
            return
    for quality in QUALITIES:
        picture.save(target, "WEBP", quality=quality, method=EFFORT)
        if target.stat().st_size <= most_bytes:
            return


def _mostly_paper(picture: Image.Image) -> bool:
    shades = picture.convert("L").histogram()
    return max(shades) > sum(shades) // 2
