"""Template words of the ground floor."""

from collections.abc import Mapping
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
def of(values: Mapping[str, object], name: str) -> object:
    """``{{ values|of:name }}``: the value that stands under a name."""
    return values[name]


@register.filter
def markdown(text: str) -> SafeString:
    """``{{ text|markdown }}``: safe HTML."""
    return richtext.html(text)


@register.filter
def summary(text: str, most: int = 160) -> str:
    """``{{ text|summary }}``: the beginning of Markdown TEXT in plain words, at most as long as a search engine shows."""
    words = richtext.plain(text)
    if len(words) <= most:
        return words
    beginning, space, _cut = words[:most].rpartition(" ")
    return (beginning if space else words[: most - 1]).rstrip(" ,;:.") + "…"
