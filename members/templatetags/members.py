"""Template words about people."""

from django import template

from members import rules
from members.models import Stream
from pafso.localized import localized

register = template.Library()


@register.filter
def device_name(user_agent: str) -> str:
    """``{{ session.user_agent|device_name }}``: "Firefox, Windows"."""
    return rules.device_name(user_agent)


@register.filter
def first_sentence(stream: Stream) -> str:
    """What a list says of a stream: how its description begins."""
    return localized(stream, "description").split(". ")[0].rstrip(".") + "."
