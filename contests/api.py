"""The contests app's door for programs: contests, published galleries, and the caller's own photos."""

from typing import Any

from drf_spectacular.utils import extend_schema, extend_schema_field, extend_schema_view
from rest_framework import serializers
from rest_framework.permissions import AllowAny

from pafso.addresses import absolute_url
from pafso.api.views import ReadOnlyViewSet

from .gallery import rank_words
from .models import Category, Contest, Derivative, Entry


class CategorySerializer(serializers.ModelSerializer):
    class Meta:
        model = Category
        fields = ["id", "name_en", "name_fr"]


class ContestSerializer(serializers.ModelSerializer):
    categories = CategorySerializer(many=True)
    is_open = serializers.BooleanField()
    is_published = serializers.BooleanField()
    url = serializers.SerializerMethodField()

    class Meta:
        model = Contest
        fields = [
            *("slug", "title_en", "title_fr", "theme_en", "theme_fr", "rules_en", "rules_fr", "opens_at", "closes_at"),
            *("entries_per_member", "members_only", "categories", "is_open", "is_published", "url"),
        ]

    def get_url(self, contest: Contest) -> str:
        return absolute_url(contest.get_absolute_url())


class ImageSerializer(serializers.ModelSerializer):
    url = serializers.SerializerMethodField()

    class Meta:
        model = Derivative
        fields = ["url", "width", "height"]

    def get_url(self, size: Derivative) -> str:
        return absolute_url(size.get_absolute_url())


class ShownEntrySerializer(serializers.ModelSerializer):
    """A photo in a published gallery: what the page says, and nothing that only its author may know."""

    contest: Any = serializers.SlugRelatedField(slug_field="slug", read_only=True)
    category = CategorySerializer()
    author = serializers.CharField()
    rank = serializers.SerializerMethodField()
    placing = serializers.SerializerMethodField()
    citation_en = serializers.CharField(source="placing.citation_en", default="")
    citation_fr = serializers.CharField(source="placing.citation_fr", default="")
    images = ImageSerializer(many=True, source="derivatives")

    class Meta:
        model = Entry
        fields = [
            *("code", "contest", "category", "title", "place", "story", "language", "author"),
            *("rank", "placing", "citation_en", "citation_fr", "images"),
        ]

    @extend_schema_field(serializers.IntegerField(allow_null=True))
    def get_rank(self, entry: Entry) -> int | None:
        return entry.placing.rank if hasattr(entry, "placing") else None

    @extend_schema_field(serializers.CharField())
    def get_placing(self, entry: Entry) -> str:
        return rank_words(entry.placing, shared=False) if hasattr(entry, "placing") else ""


class OwnEntrySerializer(serializers.ModelSerializer):
    contest: Any = serializers.SlugRelatedField(slug_field="slug", read_only=True)
    category = CategorySerializer()
    images = ImageSerializer(many=True, source="derivatives")
    url = serializers.SerializerMethodField()

    class Meta:
        model = Entry
        fields = [
            *("code", "contest", "category", "title", "place", "story", "language", "state", "reason", "sha256"),
            *("width", "height", "camera", "taken_on", "received_at", "prepared_at", "images", "url"),
        ]

    def get_url(self, entry: Entry) -> str:
        return absolute_url(entry.get_absolute_url())


@extend_schema_view(
    list=extend_schema(summary="Contests, open, coming and past"), retrieve=extend_schema(summary="One contest")
)
class ContestViewSet(ReadOnlyViewSet):
    base = Contest.objects.prefetch_related("categories")
    queryset = Contest.objects.none()
    serializer_class = ContestSerializer
    permission_classes = [AllowAny]
    lookup_field = "slug"


@extend_schema_view(
    list=extend_schema(summary="Photos of published galleries", description="?contest=SLUG gives one gallery."),
    retrieve=extend_schema(summary="One photo of a published gallery"),
)
class GalleryViewSet(ReadOnlyViewSet):
    queryset = Entry.objects.none()
    serializer_class = ShownEntrySerializer
    permission_classes = [AllowAny]
    lookup_field = "code"

    def get_queryset(self) -> Any:
        shown = Entry.objects.shown().select_related("contest", "category", "entrant", "placing")
        contest = self.request.query_params.get("contest")
        return (shown.filter(contest__slug=contest) if contest else shown).prefetch_related("derivatives")


@extend_schema_view(
    list=extend_schema(summary="Your own photos"), retrieve=extend_schema(summary="One of your own photos")
)
class EntryViewSet(ReadOnlyViewSet):
    queryset = Entry.objects.none()
    serializer_class = OwnEntrySerializer
    lookup_field = "code"

    def get_queryset(self) -> Any:
        # One's own even for staff: the office works in the admin, where it is audited.
        own = Entry.objects.of(self.request.user).select_related("contest", "category")
        return own.prefetch_related("derivatives")


# (prefix, viewset or view, name), mounted below /api/v1/ by pafso/urls.py.
routes: list[tuple[str, Any, str]] = [
    ("contests", ContestViewSet, "contest"),
    ("galleries", GalleryViewSet, "gallery"),
    ("entries", EntryViewSet, "entry"),
]
