"""Names in running text: a name in Arabic or Hebrew letters never turns around what stands beside it. Built into every template."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()


@register.filter
def bdi(name: object) -> SafeString | str:
    """NAME on its own as to direction. Last of the filters; not in attributes, titles of pages, or plain text."""
    return format_html("<bdi>{}</bdi>", name) if name else ""
