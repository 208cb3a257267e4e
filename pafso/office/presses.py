"""A verb that is sent once more is the same press if it says the same; with other words it is told so.

The token of the page names the press. Only a digest of what was sent is kept, for a day, and it may be lost: the verb itself
then decides, which repeats nothing that was done.
"""

import hashlib
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from django.core.cache import cache
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, QueryDict

from pafso.press_once import ONCE_MORE, SentOtherwise, parse_form_token

FIELD = "form_token"
DAY = 24 * 3600


def token_of(typed: QueryDict | None) -> uuid.UUID:
    """The token of a page that comes back, or a new one."""
    return parse_form_token(str(typed.get(FIELD, "")) if typed else "")


def content_of(files: Mapping[str, UploadedFile]) -> dict[str, str]:
    """What was sent in FILES, by the name of the field: two files may have one name."""
    return {f"{name}_sha256": _digest(upload) for name, upload in files.items()}


def _digest(upload: UploadedFile) -> str:
    upload.seek(0)
    digest = hashlib.sha256()
    for piece in upload.chunks():
        digest.update(piece)
    return digest.hexdigest()


@contextmanager
def pressed_once(request: HttpRequest, verb: str, sent: Mapping[str, object]) -> Iterator[None]:
    """Around what VERB does with what was SENT. Raises SentOtherwise when the page did it before, with other words."""
    key = f"press:{request.user.pk}:{verb}:{token_of(request.POST)}"
    words = hashlib.sha256(repr(sorted((name, str(value)) for name, value in sent.items())).encode()).hexdigest()
    is_first = cache.add(key, words, DAY)
    if not is_first and cache.get(key, words) != words:
        raise SentOtherwise(ONCE_MORE)
    try:
        yield
    except BaseException:
        if is_first:  # nothing was done: what is sent next may say something else
            cache.delete(key)
        raise
