"""Addresses of the contests app."""

from django.urls import URLPattern, URLResolver, path

from contests.views import drafts, entries, public

app_name = "contests"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", public.contest_list, name="list"),
    path("entries/", entries.entry_list, name="entries"),
    path("entries/<str:code>/", entries.entry, name="entry"),
    path("entries/<str:code>/text/", drafts.text, name="text"),
    path("entries/<str:code>/submission/", drafts.submission, name="submission"),
    path("entries/<str:code>/deletion/", drafts.deletion, name="deletion"),
    path("entries/<str:code>/progress/", entries.progress, name="progress"),
    path("entries/<str:code>/original/", entries.original, name="original"),
    path("entries/<str:code>/withdrawal/", entries.withdrawal, name="withdrawal"),
    path("photos/<int:pk>/", public.photo, name="photo"),
    path("<slug:slug>/", public.contest, name="contest"),
    path("<slug:slug>/deadline.ics", public.calendar, name="calendar"),
    path("<slug:slug>/enter/", drafts.enter, name="enter"),
    path("<slug:slug>/gallery/", public.gallery, name="gallery"),
    path("<slug:slug>/gallery/<str:code>/", public.picture, name="picture"),
]
