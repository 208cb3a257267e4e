"""Addresses of the magazine app."""

from django.urls import URLPattern, URLResolver

app_name = "magazine"
urlpatterns: list[URLPattern | URLResolver] = []
