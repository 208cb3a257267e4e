"""Who is asking, as one of our accounts: Django's `request.user` may also be a stranger."""

from typing import TYPE_CHECKING

from django.http import HttpRequest

from .models import User

if TYPE_CHECKING:
    from rest_framework.request import Request


def person(request: "HttpRequest | Request") -> User:
    """Who is signed in; the middleware let nobody else come this far."""
    assert isinstance(request.user, User)
    return request.user
