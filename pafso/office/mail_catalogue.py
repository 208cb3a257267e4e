"""The catalogue of mails as pages of the office: every mail that can be sent, and each as it arrives, with nobody's words in it."""

import base64
import hashlib
import re
from itertools import groupby

from csp.constants import SELF
from csp.decorators import csp_update
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from pafso.mail import catalogue
from pafso.mail.catalogue import Event, Sample
from pafso.mail.samples import sample_mail
from pafso.models import MailKind, reply_addresses

LANGUAGES = ("en", "fr")


def urls(site: admin.AdminSite) -> list[URLPattern]:
    """For the front of the outbox's own addresses."""
    return [
        path("catalogue/", site.admin_view(list_events), name="mail_mail_catalogue"),
        path("catalogue/<slug:app>/<slug:name>/", site.admin_view(show_event), name="mail_mail_event"),
        path(
            "catalogue/<slug:app>/<slug:name>/<slug:language>.html",
            site.admin_view(show_html),
            name="mail_mail_sample",
        ),
    ]


@require_safe
def list_events(request: HttpRequest) -> HttpResponse:
    _check_right(request)
    by_kind = sorted(catalogue.every_event(), key=lambda event: (MailKind.values.index(event.kind), event.name))
    groups = [(MailKind(kind), list(events)) for kind, events in groupby(by_kind, key=lambda event: event.kind)]
    context = {"title": _("Catalogue of emails"), "groups": groups, "answered_at": reply_addresses()}
    return _page(request, "admin/mail_catalogue.html", context)


@require_safe
@csp_update({"frame-src": [SELF]})  # type: ignore[arg-type]
def show_event(request: HttpRequest, app: str, name: str) -> HttpResponse:
    _check_right(request)
    event = _event_or_404(app, name)
    mails = [sample_mail(event, Sample(language)) for language in LANGUAGES]
    context = {
        "title": str(event.when).rstrip("."),
        "event": event,
        "mails": mails,
        "answered_at": reply_addresses()[event.kind],
    }
    return _page(request, "admin/mail_event.html", context)


@require_safe
@xframe_options_sameorigin
def show_html(request: HttpRequest, app: str, name: str, language: str) -> HttpResponse:
    """The HTML of a sample, for a frame in its page. Its one stylesheet is allowed by its digest; it is cut off from everything."""
    _check_right(request)
    if language not in LANGUAGES:
        raise Http404
    html = sample_mail(_event_or_404(app, name), Sample(language)).html
    response = HttpResponse(html)
    response["Content-Security-Policy"] = "; ".join(
        [
            "default-src 'none'",
            " ".join(["style-src", *_digests(html)]),
            "base-uri 'none'",
            "form-action 'none'",
            "frame-ancestors 'self'",
            "sandbox",
        ]
    )
    return response


def _digests(html: str) -> list[str]:
    styles = re.findall(r"<style>(.*?)</style>", html, re.DOTALL)
    return [f"'sha256-{base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()}'" for style in styles]


def _event_or_404(app: str, name: str) -> Event:
    for event in catalogue.every_event():
        if event.name == f"{app}/{name}":
            return event
    raise Http404


def _check_right(request: HttpRequest) -> None:
    """Whoever sees the outbox; what went to whom is not here."""
    if not request.user.has_perm("mail.view_mail"):  # type: ignore[union-attr]
        raise PermissionDenied


def _page(request: HttpRequest, template: str, context: dict[str, object]) -> TemplateResponse:
    return TemplateResponse(request, template, {**admin.site.each_context(request), **context})
