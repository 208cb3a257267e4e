"""What is wrong, in the one shape that a program gets below /api/: our own words, and beside them those of RFC 9457."""

import json
from collections.abc import Callable, Mapping

from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from pafso.addresses import absolute_url

CONTENT_TYPE = "application/problem+json"
NOTHING_HERE = _("There is nothing at this address.")
# To a guest, for whom the API has nothing beyond what is public.
ACCOUNT_NEEDED = "account_needed"
FULL_ACCOUNT = _("This needs a full account: choose a password on the site, under My account.")
# What each status says in short, and in a sentence where nobody knew better.
TITLES = {
    400: (_("Not understood"), _("This request cannot be read.")),
    401: (_("Not logged in"), _("This needs a valid token.")),
    403: (_("Not allowed"), _("You are not allowed to do this.")),
    404: (_("Not found"), NOTHING_HERE),
    405: (_("Not allowed here"), _("This address does not accept this method.")),
    406: (_("Content type not accepted"), _("Answers are in JSON, but the Accept header does not allow it.")),
    409: (_("Not now"), _("This cannot be done now.")),
    412: (_("Changed in the meantime"), _("It has changed since you read it. Read it again, then send your change.")),
    413: (_("Too large"), _("This is larger than what is accepted here.")),
    415: (_("Format not accepted"), _("Send JSON, and say so in the Content-Type header.")),
    422: (_("Not accepted"), _("The association’s rules do not allow this.")),
    428: (_("If-Match missing"), _("Send the ETag of what you have read in the If-Match header.")),
    429: (_("Too many requests"), _("Too many requests. Try again in a while.")),
    500: (_("Something went wrong on our side"), _("Something went wrong on our side.")),
    503: (_("Back in a moment"), _("The platform cannot answer just now. Try again in half a minute.")),
}
# The code where the status is all that is known: of an answer that Django or allauth gave.
CODES = {
    400: "bad_request",
    401: "not_authenticated",
    403: "permission_denied",
    404: "not_found",
    405: "method_not_allowed",
    406: "not_acceptable",
    409: "refused",
    412: "stale",
    413: "too_large",
    415: "unsupported_media_type",
    422: "not_eligible",
    428: "if_match_needed",
    429: "throttled",
    500: "error",
    503: "unavailable",
}

Fields = Mapping[str, object]
Problem = dict[str, object]
GetResponse = Callable[[HttpRequest], HttpResponse]


def problem_of(code: str, message: str, status: int, fields: Fields | None = None) -> Problem:
    """The body of an error: ``code``, ``message`` and ``fields`` as ever; ``type``, ``title``, ``status`` and ``detail`` as in
    RFC 9457. ``type`` leads to the page about the API."""
    title, _sentence = TITLES.get(status, TITLES[400])
    body: Problem = {
        "type": absolute_url(f"/api/v1/docs/#{code}"),
        "title": str(title),
        "status": status,
        "detail": message,
        "code": code,
        "message": message,
    }
    return body if fields is None else {**body, "fields": fields}


def problem(code: str, message: str, status: int, fields: Fields | None = None) -> HttpResponse:
    """In JSON, whatever the caller would rather have."""
    body = json.dumps(problem_of(code, message, status, fields), cls=DjangoJSONEncoder, ensure_ascii=False)
    return HttpResponse(body, status=status, content_type=CONTENT_TYPE)


def is_program(request: HttpRequest) -> bool:
    """Whether the address is one of the API's, where errors have the API's shape."""
    return request.path.startswith("/api/")


class ProblemsInJson:
    """An error below /api/ that is a page, or nothing at all, becomes JSON, whoever of Django, allauth and us answered it."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code < 400 or not is_program(request) or "json" in response.headers.get("Content-Type", ""):
            return response
        return _in_json(response)


def _in_json(response: HttpResponse) -> HttpResponse:
    status = response.status_code
    _title, sentence = TITLES.get(status, TITLES[400])
    answer = problem(CODES.get(status, "error"), str(sentence), status)
    for name in ("Allow", "Retry-After", "Connection", "WWW-Authenticate"):
        if name in response.headers:
            answer[name] = response.headers[name]
    answer.cookies = response.cookies
    return answer
