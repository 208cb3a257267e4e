"""The office's site, apart from its model admins: Django makes it before the first model is registered."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver
from django.utils.translation import gettext_lazy as _

from pafso.access import signed_in
from pafso.office.waiting import items, views
from pafso.panels import panels_for
from pafso.text.folding import folded


class StaffSite(views.WaitingPages, admin.AdminSite):
    """The admin with our start page, behind allauth's sign-in with its limits and second factor."""

    site_title = _("PAFSO / APASE office")
    site_header = _("PAFSO / APASE office")
    index_title = _("The desk")
    enable_nav_sidebar = False
    empty_value_display = "–"

    def __init__(self, name: str = "admin") -> None:
        super().__init__(name)
        self.login = secure_admin_login(self.login)  # type: ignore[method-assign]

    def password_change(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:  # type: ignore[override]
        """One way to change a password: the one that asks again, tells by mail and ends the other sessions."""
        return redirect("account_change_password")

    def get_urls(self) -> list[URLPattern | URLResolver]:  # type: ignore[override]
        return [*self.waiting_urls(), *super().get_urls()]

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        """With how much waits for the reader, counted when a page shows it."""
        counted = cache(lambda: items.count_kept(signed_in(request)))
        return {**super().each_context(request), "waiting_count": counted}

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        desk = views.desk(request)
        context = {"panels": panels_for("desk", request), **desk, **(extra_context or {})}
        answer = super().index(request, context)
        waiting = views.waiting_by_model(desk)
        answer.context_data["app_list"].sort(key=_by_name)  # type: ignore[index]
        for app in answer.context_data["app_list"]:  # type: ignore[index]
            app["models"].sort(key=_by_name)
            for model in app["models"]:
                model["waiting"] = waiting.get(model["model"]._meta.label, 0)
        return answer


def _by_name(row: Mapping[str, object]) -> str:
    """An É stands beside an E."""
    return folded(str(row["name"]))
