"""What is known of a file once it was read, and what a photo may be at most: for both sides of the sandbox, without a reader."""

from dataclasses import dataclass
from datetime import datetime

PHOTO_BYTES = 80 * 1024 * 1024
PHOTO_PIXELS = 120_000_000


@dataclass(frozen=True)
class PhotoFacts:
    """Width and height are those of the upright picture. `taken_at` is the camera's own clock, without a zone."""

    media_type: str
    width: int
    height: int
    taken_at: datetime | None
    camera: str


@dataclass(frozen=True)
class DocumentFacts:
    """`pages` is None where a document has none until it is laid out (DOCX)."""

    media_type: str
    pages: int | None
