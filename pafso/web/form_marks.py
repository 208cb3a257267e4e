"""Every form of a page that keeps typed text says for whom it was made: `{% csrf_token %}` writes the mark beside the token."""

from django import template
from django.http import HttpRequest
from django.template.base import Parser, Token
from django.template.defaulttags import CsrfTokenNode
from django.template.loader import render_to_string
from django.utils.html import format_html

from .typed_text import PREFIX, keeps_this, mark_of, text_waits

register = template.Library()


class MarkedToken(CsrfTokenNode):
    def render(self, context: template.Context) -> str:
        token = super().render(context)
        request = context.get("request")
        if not token or not isinstance(request, HttpRequest) or not keeps_this(request):
            return token
        mark = mark_of(request.user)
        return token + format_html('<input type="hidden" name="{}{}">', PREFIX, mark) if mark else token


@register.tag
def csrf_token(parser: Parser, token: Token) -> MarkedToken:
    return MarkedToken()


@register.simple_tag(takes_context=True)
def person_mark(context: template.Context) -> str:
    """For the script: whose text this device may give back on this page."""
    request = context.get("request")
    return mark_of(request.user) if isinstance(request, HttpRequest) and hasattr(request, "user") else ""


@register.simple_tag(takes_context=True)
def typed_text_waits(context: template.Context) -> bool:
    request = context.get("request")
    return isinstance(request, HttpRequest) and hasattr(request, "session") and text_waits(request)


@register.simple_tag(takes_context=True)
def kept_words(context: template.Context) -> str:
    """What the script says of typed text, on a page that keeps it: its buttons are caught when nobody answers.

    A page of a draft says which copy on the device is its own (``draft_key``), also where nobody is signed in.
    """
    request = context.get("request")
    keeps = isinstance(request, HttpRequest) and keeps_this(request)
    return render_to_string("components/kept_words.html") if keeps or context.get("draft_key") else ""
