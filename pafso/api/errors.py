"""One shape for every error that a program gets."""

from typing import Any

from django.http import Http404
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import exception_handler, set_rollback

from pafso.errors import DomainError, Incomplete


def problem(error: Exception, context: dict[str, Any]) -> Response | None:
    """Every error as ``{"code", "message", "fields"?}`` in the caller's language."""
    if isinstance(error, DomainError):
        set_rollback()
        body: dict[str, Any] = {"code": error.code, "message": str(error.message)}
        if isinstance(error, Incomplete):
            body["fields"] = {name: [str(sentence)] for name, sentence in error.problems}
        return Response(body, status=error.status)
    response = exception_handler(error, context)
    if response is None:
        return None
    if isinstance(error, exceptions.ValidationError):
        response.data = {
            "code": "invalid",
            "message": str(exceptions.ValidationError.default_detail),
            "fields": response.data,
        }
        return response
    code = "not_found" if isinstance(error, Http404) else getattr(error, "default_code", "error")
    detail = response.data.get("detail", "") if isinstance(response.data, dict) else ""
    response.data = {"code": code, "message": str(detail)}
    return response
