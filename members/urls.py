"""Addresses of the members app."""

from django.urls import URLPattern, URLResolver, path

from .views import lists, own

app_name = "members"
urlpatterns: list[URLPattern | URLResolver] = [
    path("account/", own.me, name="me"),
    path("account/details/", own.details, name="details"),
    path("account/sessions/<int:pk>/end/", own.end_session, name="end_session"),
    path("streams/", lists.streams, name="streams"),
    path("streams/<slug:code>/", lists.stream, name="stream"),
]
