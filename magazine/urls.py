"""Addresses of the magazine: all of them public, for what is published."""

from django.urls import URLPattern, URLResolver, path

from . import views

app_name = "magazine"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.archive, name="archive"),
    path("search/", views.search, name="search"),
    path("<int:volume>-<int:number>/", views.issue, name="issue"),
    path("<int:volume>-<int:number>/pdf/", views.pdf, name="pdf"),
    path("<int:volume>-<int:number>/cover-<slug:digest>.webp", views.cover, name="cover"),
    path("<int:volume>-<int:number>/page/<int:page>/", views.page, name="page"),
    path("<int:volume>-<int:number>/page/<int:page>/<slug:digest>.webp", views.page_image, name="page_image"),
]
