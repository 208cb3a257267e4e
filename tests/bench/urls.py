"""The platform's addresses and the floor that they are compared with."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from members.models import User
from pafso import urls
from pafso.access import public

handler400, handler403, handler404, handler500 = urls.handler400, urls.handler403, urls.handler404, urls.handler500


@public
def floor(request: HttpRequest) -> HttpResponse:
    """A bare view that makes one indexed query."""
    return HttpResponse(User.objects.values_list("email", flat=True).order_by("pk")[0])


urlpatterns = [path("bench/floor/", floor), *urls.urlpatterns]
