"""A photo as pages and programs show it: addresses and sizes of what was made from it, never of the original."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from .models import Derivative, Entry

WIDE = 1280


@dataclass(frozen=True)
class Picture:
    """What an <img> needs; width and height are those of ``src``."""

    src: str
    srcset: str
    width: int
    height: int
    alt: str
    # Its author's words are in the language of the entry; ours in that of the page.
    alt_lang: str = ""


def picture_of(entry: Entry) -> Picture | None:
    """The picture of ENTRY from its (prefetched) derivatives; None while there are none."""
    sizes = sorted(entry.derivatives.all(), key=lambda size: size.width)
    if not sizes:
        return None
    shown = _shown(sizes)
    return Picture(
        src=shown.get_absolute_url(),
        srcset=", ".join(f"{size.get_absolute_url()} {size.width}w" for size in sizes),
        width=shown.width,
        height=shown.height,
        alt=entry.alt_text or _("Photo: %(title)s (%(place)s)") % {"title": entry.title, "place": entry.place},
        alt_lang=entry.language if entry.alt_text else "",
    )


def _shown(sizes: list[Derivative]) -> Derivative:
    """For browsers that do not choose: the middle size."""
    return max((size for size in sizes if size.edge <= WIDE), key=lambda size: size.edge, default=sizes[0])
