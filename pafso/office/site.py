"""The office's site, apart from its model admins: Django makes it before the first model is registered."""

from typing import Any

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _

from pafso.panels import panels_for


class StaffSite(admin.AdminSite):
    """The admin with our start page, behind allauth's sign-in with its limits and second factor."""

    site_title = _("PAFSO / APASE office")
    site_header = _("PAFSO / APASE office")
    index_title = _("The desk")
    enable_nav_sidebar = False

    def __init__(self, name: str = "admin") -> None:
        super().__init__(name)
        self.login = secure_admin_login(self.login)  # type: ignore[method-assign]

    def password_change(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:  # type: ignore[override]
        """One way to change a password: the one that asks again, tells by mail and ends the other sessions."""
        return redirect("account_change_password")

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        return super().index(request, {"panels": panels_for("desk", request), **(extra_context or {})})
