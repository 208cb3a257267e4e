"""One shape for every error that a program gets."""

from json import JSONDecodeError
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from rest_framework import exceptions
from rest_framework.views import exception_handler, set_rollback

from pafso.errors import DomainError, Incomplete
from pafso.web.problems import NOTHING_HERE, TITLES, Fields, problem


class PreconditionRequired(exceptions.APIException):
    status_code = 428
    default_code = "if_match_needed"
    default_detail = TITLES[428][1]


class PreconditionFailed(exceptions.APIException):
    status_code = 412
    default_code = "stale"
    default_detail = TITLES[412][1]


class StillRunning(exceptions.APIException):
    """A request with the same Idempotency-Key has not ended."""

    status_code = 409
    default_code = "still_running"
    default_detail = _("The first request with this Idempotency-Key is still running. Send it again in a moment.")
    wait = 2  # seconds, as Throttled has it: it becomes Retry-After


class AnotherBody(exceptions.APIException):
    """An Idempotency-Key that stood for something else."""

    status_code = 422
    default_code = "another_body"
    default_detail = _("This Idempotency-Key was sent with another request. Use a new key for each request.")


def answer(error: Exception, context: dict[str, Any]) -> HttpResponse | None:
    """Every error as `problem_of` makes it, in the caller's language."""
    if isinstance(error, DomainError):
        set_rollback()
        return problem(error.code, str(error.message), error.status, _fields_of(error))
    response = exception_handler(error, context)
    if response is None:
        return None
    if isinstance(error, exceptions.ValidationError):
        return problem("invalid", str(exceptions.ValidationError.default_detail), 400, _as_fields(response.data))
    if isinstance(error, Http404):
        found = problem("not_found", str(NOTHING_HERE), 404)
    elif isinstance(error, PermissionDenied):
        found = problem("permission_denied", str(TITLES[403][1]), 403)
    else:
        found = problem(_code_of(error), _sentence_of(error, response.data), response.status_code)
    for name in ("WWW-Authenticate", "Retry-After"):
        if name in response.headers:
            found[name] = response.headers[name]
    return found


def _sentence_of(error: Exception, said: dict[str, object]) -> str:
    """What REST framework says of it, but not what a parser says: that is English, whoever reads it."""
    if not isinstance(error, exceptions.ParseError):
        return str(said.get("detail", ""))
    cause = error.__context__
    if isinstance(cause, JSONDecodeError):
        where = {"line": cause.lineno, "column": cause.colno}
        return gettext("The body is not valid JSON: line %(line)d, column %(column)d.") % where
    return gettext("The body does not match its Content-Type.")


def _fields_of(error: DomainError) -> Fields | None:
    if not isinstance(error, Incomplete):
        return None
    return {name: [str(sentence)] for name, sentence in error.problems}


def _as_fields(data: object) -> Fields:
    """What is wrong by field; what is wrong with the whole stands under the name that REST framework gives it."""
    return data if isinstance(data, dict) else {"non_field_errors": data}


def _code_of(error: Exception) -> str:
    """The code that the error was raised with, or that of its kind."""
    detail = getattr(error, "detail", None)
    return str(getattr(detail, "code", None) or getattr(error, "default_code", "error"))
