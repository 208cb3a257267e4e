"""What every door for programs shares: the reader's language, scopes, no unknown parameter, tags on items."""

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.utils import translation
from rest_framework import serializers, viewsets
from rest_framework.generics import GenericAPIView
from rest_framework.metadata import BaseMetadata
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from pafso.localized import Language

from .etags import is_known, tag_of
from .query import Filters, asked, chosen_fields
from .scopes import check_scope, refuse_guest


class Methods(BaseMetadata):
    """What OPTIONS answers: the methods; the rest is in the description, in the reader's language."""

    def determine_metadata(self, request: Request, view: APIView) -> dict[str, list[str]]:
        return {"methods": view.allowed_methods}


class Door(APIView):
    """An address of the API. ``parameters`` are the query's names that it takes."""

    parameters: ClassVar[tuple[str, ...]] = ()
    shows_item: ClassVar[bool] = False
    metadata_class = Methods

    def perform_authentication(self, request: Request) -> None:
        """Who asked in no language is answered in that of their account."""
        super().perform_authentication(request)
        language = getattr(request.user, "language", None)
        if language in Language.values and "Accept-Language" not in request.headers:
            translation.activate(language)

    def check_permissions(self, request: Request) -> None:
        super().check_permissions(request)
        if self.is_answered():
            refuse_guest(request, type(self))
            check_scope(request, type(self))

    def initial(self, request: Request, *args: object, **kwargs: object) -> None:
        super().initial(request, *args, **kwargs)
        if self.is_answered():
            self.sent = asked(request.query_params, self.names_taken())

    def is_answered(self) -> bool:
        """Whether there is such a method here; where there is none the answer is 405, whatever was asked and by whom."""
        return hasattr(self, (self.request.method or "").lower())

    def names_taken(self) -> tuple[str, ...]:
        return self.parameters if self.request.method in {"GET", "HEAD"} else ()

    def finalize_response(self, request: Request, response: Response, *args: object, **kwargs: object) -> Response:
        response = super().finalize_response(request, response, *args, **kwargs)
        if getattr(request, "user", None) and request.user.is_authenticated:
            response.setdefault("Cache-Control", "no-store, private")
        return response

    def item(self, shown: object, status: int = 200) -> Response:
        """One item with its ETag; nothing but that when the caller has it already."""
        tag = tag_of(shown)
        if self.request.method in {"GET", "HEAD"} and is_known(self.request, tag):
            return Response(status=304, headers={"ETag": tag})
        return Response(shown, status=status, headers={"ETag": tag})


class ListDoor(Door, GenericAPIView[Any]):
    """A list: pages by cursor, the filters of ``filters``, and ``fields`` for those who need few."""

    filters: ClassVar[type[Filters]] = Filters

    @property
    def is_list(self) -> bool:
        return getattr(self, "action", "list") == "list"

    def names_taken(self) -> tuple[str, ...]:
        if self.request.method not in {"GET", "HEAD"}:
            return ()
        if not self.is_list:
            return self.parameters
        return (*self.parameters, "cursor", "page_size", "fields", *self.filters().fields)

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        rows = super().filter_queryset(queryset)
        if not self.is_list:
            return rows
        names = [str(name) for name in self.filters().fields]
        filters = self.filters(data={name: self.sent[name] for name in names if name in self.sent})
        filters.is_valid(raise_exception=True)
        return filters.narrow(rows)

    def get_serializer(self, *args: object, **kwargs: object) -> serializers.BaseSerializer:
        found = super().get_serializer(*args, **kwargs)
        if self.is_list and "fields" in getattr(self, "sent", {}):
            there: dict[str, object] = getattr(found, "child", found).fields  # type: ignore[union-attr]
            for name in set(there) - chosen_fields(self.sent["fields"], there):
                there.pop(name)
        return found


class ReadOnlyViewSet(ListDoor, viewsets.ReadOnlyModelViewSet):
    """Lists and shows what the caller may see; a subclass gives ``base`` with ``visible_to(user)``."""

    base: Any
    shows_item = True

    def get_queryset(self) -> Any:
        return self.base.visible_to(self.request.user)

    def retrieve(self, request: Request, *args: object, **kwargs: object) -> Response:
        return self.item(self.get_serializer(self.get_object()).data)
