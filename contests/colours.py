"""Brings a picture's colours to sRGB, by what its file says of them: a profile's content or the numbers of a HEIC file.

Runs in the sandbox, on the picture that is shrunk already.
"""

from collections.abc import Callable, Mapping
from io import BytesIO
from itertools import product
from typing import Any

from PIL import Image, ImageCms, ImageMath

BAND = 256
# What a difference of one step in 256 hides: a profile that changes no more is sRGB, whatever it is called.
SAME = 1
SHADES = (0, 8, 16, 32, 64, 96, 128, 160, 192, 224, 255)

# ITU-T H.273, table 2: x and y of red, green and blue; white is D65 but for the cinema's (11).
D65, CINEMA = (0.3127, 0.3290), (0.314, 0.351)
PRIMARIES = {
    1: (0.640, 0.330, 0.300, 0.600, 0.150, 0.060),
    5: (0.640, 0.330, 0.290, 0.600, 0.150, 0.060),
    6: (0.630, 0.340, 0.310, 0.595, 0.155, 0.070),
    7: (0.630, 0.340, 0.310, 0.595, 0.155, 0.070),
    9: (0.708, 0.292, 0.170, 0.797, 0.131, 0.046),
    11: (0.680, 0.320, 0.265, 0.690, 0.150, 0.060),
    12: (0.680, 0.320, 0.265, 0.690, 0.150, 0.060),
}
SRGB = 1
# White on a page, in candelas per square metre, where light is counted from black (ITU-R BT.2408: HDR reference white).
WHITE = 203.0
BRADFORD = ((0.8951, 0.2664, -0.1614), (-0.7502, 1.7135, 0.0367), (0.0389, -0.0685, 1.0296))

Matrix = tuple[tuple[float, ...], ...]


def to_srgb(picture: Image.Image, profile: bytes | None, points: Mapping[str, int] | None) -> Image.Image:
    """PICTURE (L, RGB or CMYK) in sRGB, by its PROFILE where there is a sound one, else by its code POINTS (H.273)."""
    if profile:
        try:
            return _by_profile(picture, profile)
        except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
            # A profile for another kind of picture, or half a profile, is no profile.
            pass
    elif picture.mode == "RGB" and points:
        return _by_code_points(picture, points["color_primaries"], points["transfer_characteristics"])
    return picture.convert("RGB")


def _by_profile(picture: Image.Image, profile: bytes) -> Image.Image:
    own = ImageCms.ImageCmsProfile(BytesIO(profile))
    change = ImageCms.buildTransform(own, ImageCms.createProfile("sRGB"), picture.mode, "RGB")
    if picture.mode == "RGB" and _changes_nothing(change):
        return picture
    return ImageCms.applyTransform(picture, change) or picture


def _changes_nothing(change: ImageCms.ImageCmsTransform) -> bool:
    """Asked of the colours themselves: profiles that change everything have been called sRGB, and the other way round."""
    colours = list(product(SHADES, repeat=3))
    before = bytes(shade for colour in colours for shade in colour)
    after = ImageCms.applyTransform(Image.frombytes("RGB", (len(colours), 1), before), change)
    return after is not None and all(abs(a - b) <= SAME for a, b in zip(before, after.tobytes(), strict=True))


def _by_code_points(picture: Image.Image, primaries: int, transfer: int) -> Image.Image:
    """By arithmetic, band by band. What is not known, or is sRGB already, is left as it is."""
    light = TRANSFERS.get(transfer, _light_of_srgb)
    if primaries not in PRIMARIES or (PRIMARIES[primaries] == PRIMARIES[SRGB] and light is _light_of_srgb):
        return picture
    lights = [light(shade / 255) for shade in range(256)]
    matrix = _times(_inverse(_to_xyz(SRGB)), _adapted(_to_xyz(primaries), primaries))
    changed = Image.new("RGB", picture.size)
    for top in range(0, picture.height, BAND):
        band = picture.crop((0, top, picture.width, min(top + BAND, picture.height)))
        changed.paste(_band_in_srgb(band, lights, matrix), (0, top))
    return changed


def _band_in_srgb(band: Image.Image, lights: list[float], matrix: Matrix) -> Image.Image:
    red, green, blue = (channel.point(lights, "F") for channel in band.split())
    made = []
    for row in matrix:

        def mixed(args: dict[str, Any], row: tuple[float, ...] = row) -> object:
            light = args["r"] * row[0] + args["g"] * row[1] + args["b"] * row[2]
            light = args["min"](args["max"](light, 0.0), 1.0)
            return args["convert"](light * 65_535.0 + 0.5, "I")

        made.append(ImageMath.lambda_eval(mixed, r=red, g=green, b=blue).point(SHADE_OF_LIGHT, "L"))
    return Image.merge("RGB", made)


def _light_of_srgb(shade: float) -> float:
    """IEC 61966-2-1. Pictures that are marked with a camera's curve (BT.709) are made on screens of this one, and shown so."""
    return shade / 12.92 if shade <= 0.04045 else ((shade + 0.055) / 1.055) ** 2.4


def _light_of_pq(shade: float) -> float:
    """SMPTE ST 2084: candelas, here as parts of white."""
    m1, m2, c1, c2, c3 = 2610 / 16384, 2523 / 32, 3424 / 4096, 2413 / 128, 2392 / 128
    power = shade ** (1 / m2)
    return float(10_000 * (max(power - c1, 0) / (c2 - c3 * power)) ** (1 / m1) / WHITE)


def _light_of_hlg(shade: float) -> float:
    """ARIB STD-B67 on a screen of 1,000 candelas (BT.2100, each colour by itself): three quarters of the signal are white."""
    a, b, c = 0.17883277, 0.28466892, 0.55991073
    scene = shade * shade / 3 if shade <= 0.5 else (2.718281828459045 ** ((shade - c) / a) + b) / 12
    return float(1_000 * scene**1.2 / WHITE)


TRANSFERS: dict[int, Callable[[float], float]] = {
    4: lambda shade: shade**2.2,
    5: lambda shade: shade**2.8,
    8: lambda shade: shade,
    16: _light_of_pq,
    18: _light_of_hlg,
}


def _shade_of_light(light: float) -> int:
    shade = light * 12.92 if light <= 0.0031308 else 1.055 * light ** (1 / 2.4) - 0.055
    return round(255 * shade)


SHADE_OF_LIGHT = [_shade_of_light(light / 65_535) for light in range(65_536)]


def _to_xyz(primaries: int) -> Matrix:
    """SMPTE RP 177: how much of X, Y and Z each full colour gives, white being 1."""
    values = PRIMARIES[primaries]
    columns = [_xyz(values[place], values[place + 1]) for place in (0, 2, 4)]
    plain = tuple(tuple(column[row] for column in columns) for row in range(3))
    white = _xyz(*(CINEMA if primaries == 11 else D65))
    share = [sum(a * b for a, b in zip(row, white, strict=True)) for row in _inverse(plain)]
    return tuple(tuple(value * share[place] for place, value in enumerate(row)) for row in plain)


def _adapted(matrix: Matrix, primaries: int) -> Matrix:
    """White of the cinema becomes white of the screen (Bradford)."""
    if primaries != 11:
        return matrix
    before, after = (
        [sum(a * b for a, b in zip(row, _xyz(*white), strict=True)) for row in BRADFORD] for white in (CINEMA, D65)
    )
    scaled = tuple(tuple(value * after[row] / before[row] for value in BRADFORD[row]) for row in range(3))
    return _times(_times(_inverse(BRADFORD), scaled), matrix)


def _xyz(x: float, y: float) -> tuple[float, float, float]:
    return x / y, 1.0, (1 - x - y) / y


def _times(left: Matrix, right: Matrix) -> Matrix:
    return tuple(tuple(sum(left[r][k] * right[k][c] for k in range(3)) for c in range(3)) for r in range(3))


def _inverse(m: Matrix) -> Matrix:
    (a, b, c), (d, e, f), (g, h, i) = m
    whole = a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g)
    parts = (
        (e * i - f * h, c * h - b * i, b * f - c * e),
        (f * g - d * i, a * i - c * g, c * d - a * f),
        (d * h - e * g, b * g - a * h, a * e - b * d),
    )
    return tuple(tuple(value / whole for value in row) for row in parts)
