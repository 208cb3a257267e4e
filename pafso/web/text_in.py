"""Everything that is typed comes in here: composed letters (NFC), and nothing that nobody sees where it would deceive.

One place for pages and programs: forms, search terms and JSON hold what the database will hold, so that no field and no serializer
needs to know of it. Passwords are left as they were sent: an old hash may be of letters taken apart (members/accounts).
"""

import json
import re
from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.translation import gettext as _

from pafso.text.seen import as_name, as_text, as_title

FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
# By the last part of a field's name, that of a formset included. A title may be in a script that needs its joiners; a name may not.
NAME = re.compile(r"(?:^|[-_])names?$")
TITLE = re.compile(r"(?:^|[-_])(?:title|name|credit)(?:_en|_fr)?$")


class TextIn:
    """Runs behind the check of the form's token, which has read the form."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        query = request.META.get("QUERY_STRING", "")
        if "%" in query or not query.isascii():
            request.GET = _typed(request.GET)  # type: ignore[misc, assignment]
        if request.content_type == "application/json" and not _is_plain(request.body):
            _read_json(request)
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: object, args: object, kwargs: object) -> None:
        # Without a token nobody has read the form, and a door for programs reads the body itself.
        is_read = request.method == "POST" and not getattr(view, "csrf_exempt", False)
        if not is_read or request.content_type not in FORMS:
            return
        typed = _typed(request.POST)
        if typed is not request.POST:
            if any(len(typed[name]) < len(as_text(request.POST[name])) for name in typed if is_named(name)):
                messages.info(request, _("Invisible characters were removed from a name."), fail_silently=True)
            request.POST = typed  # type: ignore[assignment]
        for _field, files in request.FILES.lists():
            for file in files:
                file.name = as_name(file.name or "")  # type: ignore[attr-defined]


def is_named(field: str) -> bool:
    """Whether FIELD holds the name of a person or of a thing."""
    return bool(TITLE.search(field) or NAME.search(field))


def text_in(field: str, text: str) -> str:
    """TEXT as it is kept in FIELD."""
    if (text.isascii() and text.isprintable()) or "password" in field or field == "csrfmiddlewaretoken":
        return text
    if NAME.search(field):
        return as_name(text)
    return as_title(text) if TITLE.search(field) else as_text(text)


def _typed(fields: QueryDict) -> QueryDict:
    """FIELDS themselves where nothing in them changes."""
    changed = {}
    for name, values in fields.lists():
        kept = [text_in(name, value) for value in values]
        if kept != values:
            changed[name] = kept
    if not changed:
        return fields
    typed = fields.copy()
    for name, kept in changed.items():
        typed.setlist(name, kept)
    typed._mutable = False
    return typed


def _is_plain(body: bytes) -> bool:
    return body.isascii() and b"\\u" not in body and b"\\b" not in body and b"\\f" not in body


def _read_json(request: HttpRequest) -> None:
    try:
        sent = json.loads(request.body)
    except ValueError:  # for the view to say
        return
    kept = _kept("", sent)
    if kept != sent:
        request._body = json.dumps(kept, ensure_ascii=False).encode()


def _kept(field: str, value: object) -> object:
    if isinstance(value, str):
        return text_in(field, value)
    if isinstance(value, list):
        return [_kept(field, each) for each in value]
    return {name: _kept(name, each) for name, each in value.items()} if isinstance(value, dict) else value
