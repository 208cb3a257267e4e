"""What must be right before a deployment goes out, beyond Django's own checks."""

from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register

from .states import Stateful


@register(Tags.models)
def states_are_whole(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Every state has its moves written down, and every move leads to a state."""
    found: list[CheckMessage] = []
    for model in apps.get_models():
        if not issubclass(model, Stateful):
            continue
        known = set(model.State.values)
        named = set(model.MOVES) | {to for moves in model.MOVES.values() for to in moves}
        if set(model.MOVES) != known or not named <= known:
            found.append(Error(f"{model.__name__}.MOVES does not match its states.", obj=model, id="pafso.E001"))
    return found


@register(Tags.security, deploy=True)
def site_url_is_https(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Links in mails are made from SITE_URL, never from the Host header."""
    if settings.SITE_URL.startswith("https://"):
        return []
    return [Error("SITE_URL must be the public https:// address.", id="pafso.E002")]
