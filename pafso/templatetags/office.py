"""What the office's own templates ask of Django's lists."""

from collections.abc import Iterable, Iterator, Mapping

from django import template
from django.utils.html import format_html, strip_tags
from django.utils.safestring import SafeString
from django.utils.text import capfirst

register = template.Library()


@register.filter
def labelled(cells: Iterable[SafeString], headers: Iterable[Mapping[str, object]]) -> Iterator[SafeString]:
    """The cells of a row, each with its column's name: a row that is stacked on a telephone has no head above it."""
    for cell, header in zip(cells, headers, strict=False):
        word = strip_tags(str(header["text"])).strip()
        if word:
            # Both halves of the cell are what Django has escaped already.
            yield format_html('{} data-label="{}"{}', SafeString(cell[:3]), capfirst(word), SafeString(cell[3:]))
        else:
            yield cell
