"""What of a document's HTML stays: an allow-list, applied outside of the sandbox, since what comes out of it is a stranger's too."""

import re
from collections.abc import Callable

import nh3
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

TAGS = {
    *("p", "br", "h3", "h4", "h5", "h6", "blockquote", "ul", "ol", "li", "strong", "em", "s", "sub", "sup", "a", "img"),
    *("table", "thead", "tbody", "tr", "th", "td"),
}  # fmt: skip
ATTRIBUTES = {
    "a": {"href", "id"},
    "li": {"id"},
    "img": {"src", "alt", "width", "height"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan"},
}
NOTE = re.compile(r"copy-(?:foot|end)note-(?:ref-)?[\w-]{1,20}")
NUMBER = re.compile(r"[1-9]\d{0,4}")
OUTSIDE = ("https://", "http://", "mailto:")
PICTURE = re.compile(r'<img((?: [a-z]+="[^"]*")*?) src="(\d+)"')


def clean(html: str) -> str:
    """HTML of words, tables, links that a person clicks, notes, and pictures by their number."""
    return nh3.clean(
        html,
        tags=TAGS,
        attributes=ATTRIBUTES,
        attribute_filter=_allowed,
        url_schemes={"https", "http", "mailto"},
        link_rel="noopener noreferrer nofollow",
    )


def _allowed(tag: str, attribute: str, value: str) -> str | None:
    if attribute in {"alt", "rel"}:
        return value
    if attribute == "href":
        within = value.startswith("#") and NOTE.fullmatch(value[1:])
        return value if within or value.lower().startswith(OUTSIDE) else None
    shape = NOTE if attribute == "id" else NUMBER
    return value if shape.fullmatch(value) else None


def with_pictures(html: str, address: Callable[[int], str]) -> SafeString:
    """HTML that `clean` gave, each picture at its ADDRESS, fetched when it comes near."""
    shown = PICTURE.sub(lambda found: f'<img loading="lazy"{found[1]} src="{escape(address(int(found[2])))}"', html)
    return mark_safe(shown)  # noqa: S308  (cleaned by an allow-list before it was stored)
