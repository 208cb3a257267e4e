"""Every address of the platform; apps are mounted by name, so that the ground floor imports none."""

from importlib import import_module

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path
from django.views.i18n import set_language
from drf_spectacular.views import SpectacularAPIView
from rest_framework.routers import SimpleRouter

from .access import public
from .api import documentation
from .api.front import FrontView
from .web import plain_files, views

APPS = ["members", "awards", "contests", "magazine"]

handler400 = "pafso.web.error_pages.bad_request"
handler403 = "pafso.web.error_pages.permission_denied"
handler404 = "pafso.web.error_pages.not_found"
handler429 = "pafso.web.error_pages.too_many"
handler500 = "pafso.web.error_pages.server_error"


def _api() -> list[URLPattern | URLResolver]:
    router = SimpleRouter()
    found: list[URLPattern | URLResolver] = [path("", FrontView.as_view(), name="front")]
    for app in APPS:
        for prefix, door, name in import_module(f"{app}.api").routes:
            if hasattr(door, "get_extra_actions"):
                router.register(prefix, door, name)
            else:
                found.append(path(f"{prefix}/", door.as_view(), name=name))
    return [*found, *router.urls]


urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.root, name="root"),
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    path("robots.txt", plain_files.robots, name="robots"),
    path(".well-known/security.txt", plain_files.security, name="security"),
    path("admin/", admin.site.urls),
    path("language/", public(set_language), name="set_language"),
    path("api/v1/", include((_api(), "api"))),
    path("api/v1/schema/", SpectacularAPIView.as_view(), name="schema"),
    path("api/v1/docs/", documentation.lead, name="docs"),
    path("api/auth/", include("members.accounts.headless_urls")),
    *i18n_patterns(
        path("", views.home, name="home"),
        path("contact/", views.contact, name="contact"),
        path("api/", documentation.page, name="api_page"),
        path("accounts/", include("members.accounts.urls")),
        path("", include("members.urls")),
        path("awards/", include("awards.urls")),
        path("contests/", include("contests.urls")),
        path("magazine/", include("magazine.urls")),
    ),
]

if settings.DEVELOPMENT:
    urlpatterns.append(path("dev/", include("pafso.web.dev_mailbox")))
