"""What the office's own templates ask of Django's lists."""

from collections.abc import Iterable, Iterator
from typing import Any

from django import template
from django.utils.html import conditional_escape, strip_tags
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst

register = template.Library()


@register.filter
def labelled(cells: Iterable[SafeString], headers: Iterable[dict[str, Any]]) -> Iterator[SafeString]:
    """The cells of a row, each with its column's name: a row that is stacked on a telephone has no head above it."""
    for cell, header in zip(cells, headers, strict=False):
        word = strip_tags(str(header["text"])).strip()
        yield mark_safe(f'{cell[:3]} data-label="{conditional_escape(capfirst(word))}"{cell[3:]}') if word else cell
