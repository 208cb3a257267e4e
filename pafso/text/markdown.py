"""Markdown that people write, made into HTML by an allow-list."""

from html import unescape

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

MARKDOWN = MarkdownIt("commonmark", {"html": False})
TAGS = {"p", "br", "em", "strong", "ul", "ol", "li", "a", "blockquote", "h2", "h3", "hr"}


def html(text: str) -> SafeString:
    """Safe HTML of Markdown TEXT: paragraphs, emphasis, lists, links to http(s) and mailto only."""
    clean = nh3.clean(
        MARKDOWN.render(text), tags=TAGS, attributes={"a": {"href"}}, url_schemes={"https", "http", "mailto"}
    )
    return mark_safe(clean)  # noqa: S308  (nh3 has just cleaned it)


def plain(text: str) -> str:
    """The words of Markdown TEXT on one line, without a mark."""
    return " ".join(unescape(nh3.clean(MARKDOWN.render(text), tags=set())).split())
