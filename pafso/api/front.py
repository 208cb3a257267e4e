"""The API's front page: what there is, for whom, within which limits, and how a program gets in."""

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.settings import api_settings

from pafso.addresses import absolute_url

from .operations import Operation, operations
from .pagination import Pages
from .scopes import all_scopes, in_words
from .views import Door


class WaySerializer(serializers.Serializer[Any]):
    """One method of one address."""

    method = serializers.CharField()
    url = serializers.CharField()
    summary = serializers.CharField()
    who = serializers.ChoiceField(choices=[("everyone", _("everyone")), ("signed_in", _("logged in"))])
    scope = serializers.CharField(allow_null=True)


class LimitsSerializer(serializers.Serializer[Any]):
    page_size = serializers.IntegerField()
    largest_page_size = serializers.IntegerField()
    largest_body = serializers.IntegerField(help_text=_("In bytes"))
    requests_of_strangers = serializers.CharField()
    requests_of_a_person = serializers.CharField()


class TokensSerializer(serializers.Serializer[Any]):
    header = serializers.CharField()
    make_one = serializers.URLField()
    sign_in = serializers.URLField()
    scopes = serializers.DictField(child=serializers.CharField())


class FrontSerializer(serializers.Serializer[Any]):
    name = serializers.CharField()
    version = serializers.CharField()
    documentation = serializers.URLField()
    schema = serializers.URLField()
    tokens = TokensSerializer()
    limits = LimitsSerializer()
    addresses = WaySerializer(many=True)


class FrontView(Door):
    permission_classes = [AllowAny]
    shows_item = True

    @extend_schema(summary=_("What is available, the limits, and how to get a token"), responses=FrontSerializer)
    def get(self, request: Request) -> Response:
        about = settings.SPECTACULAR_SETTINGS
        body = {
            "name": about["TITLE"],
            "version": about["VERSION"],
            "documentation": absolute_url(reverse("docs")),
            "schema": absolute_url(reverse("schema")),
            "tokens": _tokens(),
            "limits": limits(),
            "addresses": [_way(operation) for operation in operations()],
        }
        return self.item(FrontSerializer(body).data)


def limits() -> dict[str, object]:
    rates = api_settings.DEFAULT_THROTTLE_RATES
    return {
        "page_size": Pages.page_size,
        "largest_page_size": Pages.max_page_size,
        "largest_body": settings.DATA_UPLOAD_MAX_MEMORY_SIZE,
        "requests_of_strangers": rates["anon"],
        "requests_of_a_person": rates["user"],
    }


def _tokens() -> dict[str, object]:
    return {
        "header": "Authorization: Bearer …",
        "make_one": absolute_url(reverse("members:new_token")),
        "sign_in": absolute_url(reverse("headless:app:account:login")),
        "scopes": {scope: in_words(scope) for scope in all_scopes()},
    }


def _way(operation: Operation) -> dict[str, object]:
    return {
        "method": operation.method,
        "url": absolute_url(operation.path),
        "summary": operation.summary,
        "who": "everyone" if operation.is_public else "signed_in",
        "scope": operation.scope,
    }
