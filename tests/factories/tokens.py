"""My API tokens, made through the action."""

import uuid
from collections.abc import Collection
from typing import Any

from django.test import Client

from members.models import Token, User
from members.tokens.actions import make_token
from pafso.api.scopes import all_scopes
from pafso.clock import ottawa_day


def make(user: User, scopes: Collection[str] | None = None, **values: Any) -> tuple[Token, str]:
    """A token of USER, with every scope unless said, that is valid today; and its secret."""
    values = {"name": "Calendar", "last_day": ottawa_day(), "form_token": uuid.uuid4(), **values}
    return make_token(user, scopes=all_scopes() if scopes is None else scopes, by=user, **values)


def program(secret: str, **headers: str) -> Client:
    """A program that sends the token and no cookie."""
    return Client(headers={"Authorization": f"Bearer {secret}", **headers})
