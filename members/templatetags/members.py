"""Template words about people."""

from django import template

from members import rules
from members.models import Stream
from pafso.localized import localized
from pafso.text.dates import day_in_words

register = template.Library()


@register.filter
def device_name(user_agent: str) -> str:
    """``{{ session.user_agent|device_name }}``: "Firefox, Windows"."""
    return rules.device_name(user_agent)


@register.filter
def in_groups(secret: str) -> str:
    """``{{ secret|in_groups }}``: "ABCD EFGH …", as it is read and typed without losing one's place."""
    return " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))


@register.filter
def first_sentence(stream: Stream) -> str:
    """What a list says of a stream: how its description begins."""
    return localized(stream, "description").split(". ")[0].rstrip(".") + "."


# ``{{ posting.starts_on|in_words }}``: "September 1, 2015", « 1er septembre 2015 ».
register.filter("in_words", day_in_words)
