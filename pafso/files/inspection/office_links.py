"""Which relationships of an Office file are harmless: those within it, and plain links that a person clicks."""

import re
from collections.abc import Iterable
from typing import NamedTuple
from urllib.parse import unquote

from .errors import Unreadable


class Link(NamedTuple):
    """A relationship. `kind` is the last word of its type, in small letters: "hyperlink", "image"."""

    identity: str
    kind: str
    target: str
    is_external: bool


PLAIN = re.compile(r"(?:https?://|mailto:)[^\x00-\x1f]+", re.IGNORECASE)
# Elements that wait for a click. Whatever else names a relationship loads it.
CLICKED = {"hyperlink", "hlinkClick", "hlinkHover", "hlinkMouseOver"}

ACTING = {
    *("oleobject", "package", "control", "activexcontrolbinary", "vbaproject", "wordvbadata", "attachedtoolbars"),
    *("extensibility", "usercustomization", "xlmacrosheet", "xlintlmacrosheet", "dialogsheet"),
}
FETCHING = {
    *("afchunk", "subdocument", "frame", "mailmergesource", "mailmergeheadersource", "webextension"),
    *("webextensiontaskpanes", "externallink", "externallinkpath", "connections", "querytable", "volatiledependencies"),
}
PICTURES = {"image", "video", "audio", "media"}

# Word writes down the template that a letter was begun from, most often the writer's own Normal.dotm. A path on a drive or
# in a Mac's own folders is looked for on the reader's machine and nowhere else; a host, a share or an automatic mount is not.
LOCAL_TEMPLATE = re.compile(
    r"(?:file:///)?[a-z]:[\\/](?![\\/]).*|(?:file://)?/(?:Users|Applications|Library)/(?!/).*|[^\\/:]+\.dot[xm]?",
    re.IGNORECASE,
)


def judge(links: Iterable[Link], users: dict[str, set[str]]) -> None:
    """LINKS of one part; USERS are the elements of it that use each.

    Raises Unreadable: active_content, outside_template, outside_picture, outside_link, outside_data.
    """
    for link in links:
        if link.kind in ACTING:
            raise Unreadable("active_content")
        if link.kind in FETCHING:
            raise Unreadable("outside_data")
        if link.is_external:
            _judge_outside(link, users.get(link.identity, set()))


def _judge_outside(link: Link, users: set[str]) -> None:
    if link.kind == "attachedtemplate":
        if not is_local_template(link.target) or users - {"attachedTemplate"}:
            raise Unreadable("outside_template")
    elif link.kind != "hyperlink":
        raise Unreadable("outside_picture" if link.kind in PICTURES else "outside_data")
    elif users - CLICKED:
        raise Unreadable("outside_template" if "attachedTemplate" in users else "outside_picture")
    elif not is_plain(link.target):
        raise Unreadable("outside_link")


def is_local_template(target: str) -> bool:
    """Whether it is looked for on the reader's machine alone, however often it was encoded, and never by way of another folder."""
    while (decoded := unquote(target)) != target:
        target = decoded
    return bool(LOCAL_TEMPLATE.fullmatch(target)) and ".." not in re.split(r"[\\/]", target)


def is_plain(target: str) -> bool:
    """A web page, a mail address, or a place in this document."""
    target = target.strip()
    return not target or target.startswith("#") or bool(PLAIN.fullmatch(target))


def leads_outside(target: str) -> bool:
    """Whether a target that should lie in the file itself names a scheme, a host or a share."""
    target = unquote(target).strip().replace("\\", "/")
    return bool(re.match(r"[a-z][a-z0-9+.-]*:|//", target, re.IGNORECASE))
