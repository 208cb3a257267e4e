"""What the office's own templates ask of Django's lists."""

from collections.abc import Iterable, Iterator, Mapping

from django import template
from django.utils.html import format_html, strip_tags
from django.utils.safestring import SafeString
from django.utils.text import capfirst

register = template.Library()


@register.filter
def labels(headers: Iterable[Mapping[str, object]]) -> list[str]:
    """The words of each column as an attribute of its cells: a row that is stacked on a telephone has no head above it."""
    words = (strip_tags(str(header["text"])).strip() for header in headers)
    return [format_html(' data-label="{}"', capfirst(word)) if word else "" for word in words]


@register.filter
def labelled(cells: Iterable[SafeString], labels: Iterable[str]) -> Iterator[SafeString]:
    """The cells of a row, each with the LABEL of its column; Django has escaped both halves of a cell already."""
    for cell, label in zip(cells, labels, strict=False):
        yield SafeString(f"{cell[:3]}{label}{cell[3:]}")
