"""Draws landscapes that stand in for members' photographs, so that a demonstration needs no picture of anyone.

Each seed gives another scene and light. The files look as a camera leaves them, position and serial marks included,
so that one can see these disappear.
"""

import math
import random
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO

from PIL import Image, ImageChops, ImageDraw, ImageFilter

Colour = tuple[int, int, int]
Size = tuple[int, int]

CAMERAS = [("Canon", "Canon EOS R6"), ("NIKON CORPORATION", "NIKON Z 6"), ("FUJIFILM", "X-T4"), ("Apple", "iPhone 14")]
MAKE, MODEL, ORIENTATION, SOFTWARE, DATE = 271, 272, 274, 305, 306
EXIF_DIRECTORY, GPS_DIRECTORY, DATE_TAKEN = 0x8769, 0x8825, 36867


@dataclass(frozen=True)
class Light:
    """Colours of one hour of the day: the sky from top to horizon, the sun, the land far and near."""

    sky: tuple[Colour, Colour, Colour]
    sun: Colour
    far: Colour
    near: Colour


LIGHTS = [
    Light(((62, 98, 148), (148, 178, 204), (244, 222, 190)), (255, 246, 220), (142, 158, 172), (38, 58, 52)),
    Light(((44, 40, 84), (176, 84, 96), (250, 178, 104)), (255, 224, 160), (132, 92, 112), (34, 26, 44)),
    Light(((16, 24, 52), (38, 58, 98), (108, 120, 148)), (238, 240, 250), (62, 76, 106), (10, 14, 28)),
    Light(((96, 150, 190), (190, 216, 224), (238, 240, 230)), (255, 255, 246), (164, 188, 176), (58, 92, 58)),
    Light(((186, 132, 88), (226, 178, 122), (250, 226, 176)), (255, 250, 222), (206, 160, 112), (124, 76, 44)),
]


def draw(seed: int, size: Size = (1800, 1200)) -> Image.Image:
    """An RGB landscape; the same seed and size always give the same pixels."""
    chance = random.Random(seed)  # nosec B311  # a picture, not a secret
    light = LIGHTS[seed % len(LIGHTS)]
    scene = [_hills, _lake, _city, _dunes][chance.randrange(4)]
    picture = _bands(light.sky, size)
    _sun(picture, light, chance)
    scene(picture, light, chance)
    return _grain(picture, chance)


def photograph(
    seed: int, size: Size = (1800, 1200), *, taken_at: datetime | None = None, quality: int = 88, orientation: int = 1
) -> bytes:
    """A JPEG of the scene with what cameras add: make, model, date, position."""
    exif = camera_exif(seed, taken_at or datetime(2026, 1 + seed % 9, 1 + seed % 28, 17, 5), orientation)
    target = BytesIO()
    draw(seed, size).save(target, "JPEG", quality=quality, exif=exif, comment=b"Drawn for demonstration")
    return target.getvalue()


def camera_exif(seed: int, taken_at: datetime, orientation: int = 1) -> Image.Exif:
    """EXIF as a camera writes it, with a position that no gallery must show."""
    make, model = CAMERAS[seed % len(CAMERAS)]
    moment = taken_at.strftime("%Y:%m:%d %H:%M:%S")
    exif = Image.Exif()
    exif[MAKE], exif[MODEL], exif[ORIENTATION] = make, model, orientation
    exif[SOFTWARE], exif[DATE] = "Firmware 1.2", moment
    exif.get_ifd(EXIF_DIRECTORY)[DATE_TAKEN] = moment
    exif.get_ifd(GPS_DIRECTORY).update(
        {1: "N", 2: (45.0, 25.0, 21.0 + seed % 30), 3: "W", 4: (75.0, 41.0, 50.0), 29: taken_at.strftime("%Y:%m:%d")}
    )
    return exif


def _bands(colours: tuple[Colour, ...], size: Size) -> Image.Image:
    """A smooth vertical run through the colours."""
    strip = Image.new("RGB", (1, len(colours)))
    strip.putdata(colours)
    # Half a row is cut at each end: beyond the centre of the last colour there is nothing to blend with.
    return strip.resize(size, Image.Resampling.BICUBIC, box=(0, 0.5, 1, len(colours) - 0.5))


def _sun(picture: Image.Image, light: Light, chance: random.Random) -> None:
    width, height = picture.size
    glow = int(height * chance.uniform(0.7, 1.1))
    x, y = int(width * chance.uniform(0.2, 0.8)), int(height * chance.uniform(0.22, 0.5))
    # The gradient is still at 75 of 255 where its square ends: from there on the halo is nothing.
    halo = ImageChops.invert(Image.radial_gradient("L")).point(lambda value: int((max(0, value - 75) / 180) ** 2 * 170))
    picture.paste(light.sun, (x - glow // 2, y - glow // 2), halo.resize((glow, glow)))
    radius = height // 26
    ImageDraw.Draw(picture).ellipse((x - radius, y - radius, x + radius, y + radius), fill=light.sun)


def _blend(first: Colour, second: Colour, share: float) -> Colour:
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(first, second, strict=True))
    return red, green, blue


def _ridge(picture: Image.Image, level: float, height: float, colour: Colour, chance: random.Random) -> None:
    """One line of land, from `level` (share of the picture's height) down, as rough as `height` says."""
    width, depth = picture.size
    waves = [(chance.uniform(0.6, 1.4) * 2**i, chance.uniform(0, 7), height / 1.7**i) for i in range(7)]
    line = []
    for step in range(161):
        place = step / 160
        rise = sum(size * math.sin(pace * 2 * math.pi * place + start) for pace, start, size in waves)
        line.append((place * width, (level + rise) * depth))
    ImageDraw.Draw(picture).polygon([*line, (width, depth), (0, depth)], fill=colour)


def _hills(picture: Image.Image, light: Light, chance: random.Random) -> None:
    for layer in range(6):
        share = layer / 5
        _ridge(picture, 0.52 + 0.42 * share**1.3, 0.045 - 0.012 * share, _blend(light.far, light.near, share), chance)


def _dunes(picture: Image.Image, light: Light, chance: random.Random) -> None:
    for layer in range(5):
        share = layer / 4
        colour = _blend(light.far, light.near, share)
        _ridge(picture, 0.58 + 0.34 * share, 0.03 + 0.03 * share, _blend(colour, light.sun, 0.25 * (layer % 2)), chance)


def _lake(picture: Image.Image, light: Light, chance: random.Random) -> None:
    width, height = picture.size
    shore = int(height * 0.64)
    for layer in range(3):
        _ridge(picture, 0.5 + 0.05 * layer, 0.035, _blend(light.far, light.near, 0.15 + 0.3 * layer), chance)
    # The water mirrors what stands above the shore, darker and broken by wind.
    mirrored = picture.crop((0, 2 * shore - height, width, shore)).transpose(Image.Transpose.FLIP_TOP_BOTTOM)
    mirrored = mirrored.filter(ImageFilter.BoxBlur(height // 200))
    picture.paste(Image.blend(mirrored, Image.new("RGB", mirrored.size, light.near), 0.28), (0, shore))
    brush = ImageDraw.Draw(picture)
    for _ in range(170):
        y = shore + (height - shore) * chance.random() ** 1.5
        x, length = chance.uniform(-0.1, 1) * width, width * chance.uniform(0.01, 0.08)
        brush.line(
            (x, y, x + length, y), fill=_blend(light.sky[2], light.near, chance.random()), width=1 + height // 900
        )


def _city(picture: Image.Image, light: Light, chance: random.Random) -> None:
    width, height = picture.size
    _ridge(picture, 0.62, 0.02, light.far, chance)
    brush = ImageDraw.Draw(picture)
    for layer in range(3):
        colour = _blend(light.far, light.near, 0.35 + 0.32 * layer)
        x = -width * 0.03
        while x < width:
            breadth = width * chance.uniform(0.025, 0.07)
            top = height * (chance.uniform(0.34, 0.62) + 0.1 * layer)
            brush.rectangle((x, top, x + breadth, height), fill=colour)
            _windows(brush, (x, top, breadth, height), _blend(colour, light.sun, 0.55), chance)
            x += breadth * chance.uniform(0.9, 1.25)
    brush.rectangle((0, height * 0.94, width, height), fill=light.near)


def _windows(brush: ImageDraw.ImageDraw, house: tuple[float, ...], colour: Colour, chance: random.Random) -> None:
    x, top, breadth, height = house
    pane = max(2.0, height / 150)
    for row in range(int((height - top) / (3 * pane))):
        for column in range(int(breadth / (2.4 * pane)) - 1):
            if chance.random() < 0.22:
                left, upper = x + pane * (1 + 2.4 * column), top + pane * (1.5 + 3 * row)
                brush.rectangle((left, upper, left + pane, upper + 1.3 * pane), fill=colour)


def _grain(picture: Image.Image, chance: random.Random) -> Image.Image:
    """A little noise: flat colour would show bands, and compress like no photograph does."""
    tile = Image.frombytes("L", (256, 256), bytes(chance.choices(range(118, 139), k=65_536)))
    noise = Image.new("L", picture.size)
    for x in range(0, picture.width, 256):
        for y in range(0, picture.height, 256):
            noise.paste(tile, (x, y))
    return ImageChops.add(picture, Image.merge("RGB", (noise, noise, noise)), scale=1, offset=-128)
