"""Template words of the ground floor."""

from typing import Any

from django import template
from django.utils.safestring import SafeString

from pafso import localized as columns
from pafso.text import markdown as richtext

register = template.Library()


@register.filter
def localized(obj: Any, field: str) -> str:
    """``{{ award|localized:"name" }}``: the column of the reader's language."""
    return columns.localized(obj, field)


@register.filter
def markdown(text: str) -> SafeString:
    """``{{ text|markdown }}``: safe HTML."""
    return richtext.html(text)
