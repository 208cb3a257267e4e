"""The documents that the caller may read, for programs: what they are and where their files are."""

from collections.abc import Mapping
from typing import ClassVar

from django.contrib.auth.models import AnonymousUser
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_field, extend_schema_view
from rest_framework import serializers
from rest_framework.permissions import AllowAny

from members.models import Document
from members.models.document import DocumentQuerySet
from pafso.addresses import absolute_url
from pafso.api.pagination import Pages
from pafso.api.query import Day, Filters
from pafso.api.scopes import Limited
from pafso.api.views import ReadOnlyViewSet
from pafso.localized import Language

# What a token must have been given to read what is for members only; without it, it reads what everyone does.
SCOPE = "members:read"


class DocumentPages(Pages):
    ordering = ("-dated", "-id")


class DocumentFileSerializer(serializers.Serializer):
    language = serializers.ChoiceField(choices=Language.choices)
    url = serializers.URLField()
    media_type = serializers.CharField()
    bytes = serializers.IntegerField()
    sha256 = serializers.CharField()


class DocumentSerializer(serializers.ModelSerializer):
    files = serializers.SerializerMethodField()

    class Meta:
        model = Document
        fields = ["id", "kind", "title_en", "title_fr", "dated", "access", "files"]

    @extend_schema_field(DocumentFileSerializer(many=True))
    def get_files(self, document: Document) -> list[dict[str, object]]:
        return [
            {
                "language": each.language,
                "url": absolute_url(each.url),
                "media_type": each.stored.media_type,
                "bytes": each.stored.size,
                "sha256": each.stored.sha256,
            }
            for each in document.files
        ]


class DocumentFilters(Filters):
    kind = serializers.ChoiceField(choices=Document.Kind.choices, required=False)
    access = serializers.ChoiceField(choices=Document.Access.choices, required=False)
    dated_from = Day(required=False, help_text=_("Dated this day or later"))
    dated_to = Day(required=False, help_text=_("Dated this day or earlier"))

    lookups: ClassVar[Mapping[str, str]] = {
        "kind": "kind",
        "access": "access",
        "dated_from": "dated__gte",
        "dated_to": "dated__lte",
    }


@extend_schema_view(
    list=extend_schema(
        summary=_("Documents of the association, newest first"),
        description=_(
            "Documents for everyone and, for a member whose token has the scope members:read, documents for "
            "members. The addresses of their files open in a browser that is logged in."
        ),
    ),
    retrieve=extend_schema(summary=_("One document of the association")),
)
class DocumentViewSet(ReadOnlyViewSet):
    permission_classes = [AllowAny]
    pagination_class = DocumentPages
    serializer_class = DocumentSerializer
    filters = DocumentFilters
    queryset = Document.objects.none()

    def get_queryset(self) -> DocumentQuerySet:
        """As for anybody: nobody of the office reads more here."""
        auth = self.request.auth
        lacks_scope = isinstance(auth, Limited) and SCOPE not in auth.scopes
        reader = AnonymousUser() if lacks_scope else self.request.user
        return Document.objects.readable_by(reader).select_related("file_en", "file_fr")
