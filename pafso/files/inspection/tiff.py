"""What a camera wrote into a picture that the contest shows. Pillow reads the EXIF block; GPS is never asked for."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from PIL import Image
from PIL.ExifTags import IFD, Base

MOMENT = re.compile(r"(\d{4}):(\d\d):(\d\d) (\d\d):(\d\d):(\d\d)")


@dataclass(frozen=True)
class Shot:
    """Clock of the camera without a zone, its name, how it was held (0 where that is not said)."""

    taken_at: datetime | None = None
    camera: str = ""
    orientation: int = 0


def read_shot(block: bytes) -> Shot:
    """What an EXIF block (with or without its "Exif" header) tells."""

    def exif() -> Image.Exif:
        found = Image.Exif()
        found.load(block)
        return found

    return shot_of(exif)


def shot_of(read: Callable[[], Image.Exif]) -> Shot:
    """What READ finds; damaged EXIF tells nothing and harms nothing."""
    try:
        main = read()
        tags = (Base.Make, Base.Model, Base.DateTime, Base.Orientation)
        make, model, date, orientation = (main.get(tag) for tag in tags)
    except Exception:  # Pillow raises whatever a broken block leads it to
        return Shot()
    return Shot(
        taken_at=_moment(_text(_date_taken(main)) or _text(date)),
        camera=_camera(_text(make), _text(model)),
        orientation=orientation if isinstance(orientation, int) and 1 <= orientation <= 8 else 0,
    )


def _date_taken(main: Image.Exif) -> Any:
    try:
        return main.get_ifd(IFD.Exif).get(Base.DateTimeOriginal)
    except Exception:  # the same
        return None


def _text(value: Any) -> str:
    """Pillow takes ASCII for Latin-1; the cameras that write more write UTF-8."""
    if not isinstance(value, str):
        return ""
    return value.split("\0")[0].encode("latin-1", "replace").decode("utf-8", "replace")


def _moment(text: str) -> datetime | None:
    """Cameras know no zone. Not strptime(): each child would load it anew, for longer than all else takes."""
    found = MOMENT.match(text)
    try:
        year, month, day, hour, minute, second = map(int, found.groups()) if found else (0,) * 6
        return datetime(year, month, day, hour, minute, second)
    except ValueError:
        return None


def _camera(make: str, model: str) -> str:
    """ "Canon" and "Canon EOS 5D" make "Canon EOS 5D"; control characters and runs of blanks go."""
    make, model = (" ".join("".join(c if c.isprintable() else " " for c in word).split()) for word in (make, model))
    brand = make.split(" ")[0]
    if not model or model.lower().startswith(brand.lower()):
        return (model or make)[:100]
    return f"{make} {model}"[:100]
