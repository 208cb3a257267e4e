"""Whether what a program knows is still true: an ETag on every item, and changes only to what was read."""

import hashlib
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import transaction
from rest_framework.request import Request
from rest_framework.utils.encoders import JSONEncoder

from .errors import PreconditionFailed, PreconditionRequired

ANYTHING = "*"


def tag_of(shown: object) -> str:
    """The ETag of an item as it is SHOWN: it changes when a word of the answer does, and needs no column of versions."""
    written = json.dumps(shown, cls=JSONEncoder, sort_keys=True, ensure_ascii=False)
    return f'"{hashlib.sha256(written.encode()).hexdigest()[:32]}"'


def is_known(request: Request, tag: str) -> bool:
    """Whether the caller has this very answer already (If-None-Match)."""
    return _names(request.headers.get("If-None-Match", ""), tag)


@contextmanager
def unchanged(request: Request, read: Callable[[], object]) -> Iterator[None]:
    """For what is done inside, which happens only to what the caller has read.

    READ locks the row and gives it as its address shows it: comparing and changing are one step, so that of thirty at once
    one is right. Raises PreconditionRequired (428) without If-Match, PreconditionFailed (412) when it is stale.
    """
    sent = request.headers.get("If-Match", "")
    if not sent.strip():
        raise PreconditionRequired
    with transaction.atomic():
        if not _names(sent, tag_of(read())):
            raise PreconditionFailed
        yield


def _names(header: str, tag: str) -> bool:
    """Whether the header names TAG. A W/ before it is a proxy's word for having compressed the answer: the tag is of what is
    said, not of its bytes, so it holds for If-Match too."""
    named = {part.strip().removeprefix("W/") for part in header.split(",")}
    return tag in named or ANYTHING in named
