"""Addresses of the members app."""

from django.urls import URLPattern, URLResolver, path

from . import views

app_name = "members"
urlpatterns: list[URLPattern | URLResolver] = [
    path("account/", views.me, name="me"),
    path("account/details/", views.details, name="details"),
    path("account/sessions/<int:pk>/end/", views.end_session, name="end_session"),
    path("streams/", views.streams, name="streams"),
    path("streams/<slug:code>/", views.stream, name="stream"),
]
