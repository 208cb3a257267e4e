"""What must be right before a deployment goes out, beyond Django's own checks."""

from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register

from .mail import catalogue
from .start import wanting_in_database
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


@register(Tags.templates)
def mails_are_in_the_catalogue(app_configs: object, **kwargs: object) -> list[CheckMessage]:
    """Every mail has its words and its entry; neither stands alone."""
    known, on_disk = {event.name for event in catalogue.every_event()}, catalogue.events_on_disk()
    unknown = [f"{name} is not in the catalogue of mails." for name in sorted(on_disk - known)]
    unwritten = [f"{name} is in the catalogue of mails and has no templates." for name in sorted(known - on_disk)]
    return [Error(sentence, id="pafso.E003") for sentence in [*unknown, *unwritten]]


@register(Tags.security, deploy=True)
def production_is_whole(app_configs: object, **kwargs: object) -> list[CheckMessage]:
    """Each thing that production lacks, in its settings and in its database, all at once."""
    return [Error(want.sentence, id=want.id) for want in [*settings.WANTS, *wanting_in_database()]]
