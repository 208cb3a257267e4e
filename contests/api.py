"""The contests app's door for programs: contests, published galleries, and the caller's own photos."""

from collections.abc import Mapping
from datetime import date
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_field, extend_schema_view
from rest_framework import serializers
from rest_framework.permissions import AllowAny

from pafso.addresses import absolute_url
from pafso.api.query import Day, Filters, WindowState, in_state, since, until
from pafso.api.views import ReadOnlyViewSet

from .gallery import rank_words
from .models import Category, Contest, Derivative, Entry
from .models.contest import ContestQuerySet
from .models.entry import EntryQuerySet


class CategorySerializer(serializers.ModelSerializer):
    class Meta:
        model = Category
        fields = ["id", "name_en", "name_fr"]


class ContestSerializer(serializers.ModelSerializer):
    categories = CategorySerializer(many=True)
    is_open = serializers.BooleanField()
    is_published = serializers.BooleanField(source="is_shown")
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
    citation_en = serializers.SerializerMethodField()
    citation_fr = serializers.SerializerMethodField()
    images = ImageSerializer(many=True, source="derivatives")

    class Meta:
        model = Entry
        fields = [
            *("code", "contest", "category", "title", "place", "story", "alt_text", "language", "author"),
            *("rank", "placing", "citation_en", "citation_fr", "images"),
        ]

    @extend_schema_field(serializers.IntegerField(allow_null=True))
    def get_rank(self, entry: Entry) -> int | None:
        return entry.placing.rank if hasattr(entry, "placing") else None

    def get_citation_en(self, entry: Entry) -> str:
        return entry.placing.citation_en if hasattr(entry, "placing") else ""

    def get_citation_fr(self, entry: Entry) -> str:
        return entry.placing.citation_fr if hasattr(entry, "placing") else ""

    @extend_schema_field(serializers.CharField())
    def get_placing(self, entry: Entry) -> str:
        return rank_words(entry.placing, shared=False) if hasattr(entry, "placing") else ""


class OwnEntrySerializer(serializers.ModelSerializer):
    """One's own, drafts among them: what a draft lacks yet is null."""

    contest: Any = serializers.SlugRelatedField(slug_field="slug", read_only=True)
    category = CategorySerializer(allow_null=True)
    images = ImageSerializer(many=True, source="derivatives")
    url = serializers.SerializerMethodField()

    class Meta:
        model = Entry
        fields = [
            *(
                "code",
                "contest",
                "category",
                "title",
                "place",
                "story",
                "alt_text",
                "language",
                "state",
                "reason",
                "sha256",
            ),
            *("width", "height", "camera", "taken_on", "received_at", "prepared_at", "images", "url"),
        ]

    def get_url(self, entry: Entry) -> str:
        return absolute_url(entry.get_absolute_url())


class ContestFilters(Filters):
    state = WindowState()
    closes_from = Day(required=False, help_text=_("Closes on this day or later, in Ottawa"))
    closes_to = Day(required=False, help_text=_("Closes on this day or earlier, in Ottawa"))

    def narrow_state(self, rows: ContestQuerySet, state: str) -> ContestQuerySet:
        return rows.filter(in_state(Contest, state))

    def narrow_closes_from(self, rows: ContestQuerySet, day: date) -> ContestQuerySet:
        return rows.filter(closes_at__gte=since(day))

    def narrow_closes_to(self, rows: ContestQuerySet, day: date) -> ContestQuerySet:
        return rows.filter(closes_at__lt=until(day))


class GalleryFilters(Filters):
    contest = serializers.SlugField(required=False, help_text=_("The contest’s slug"))

    def narrow_contest(self, rows: EntryQuerySet, slug: str) -> EntryQuerySet:
        """By its key, so that the photos are found by their contest's index; joined, all of them would be read for none."""
        contest = Contest.objects.filter(slug=slug).first()
        return rows.filter(contest=contest.pk) if contest else rows.none()


class EntryFilters(Filters):
    state = serializers.ChoiceField(choices=Entry.State.choices, required=False)
    contest = serializers.SlugField(required=False, help_text=_("The contest’s slug"))
    received_from = Day(required=False, help_text=_("Received on this day or later, in Ottawa"))
    received_to = Day(required=False, help_text=_("Received on this day or earlier, in Ottawa"))

    lookups: ClassVar[Mapping[str, str]] = {"state": "state", "contest": "contest__slug"}

    def narrow_received_from(self, rows: EntryQuerySet, day: date) -> EntryQuerySet:
        return rows.filter(received_at__gte=since(day))

    def narrow_received_to(self, rows: EntryQuerySet, day: date) -> EntryQuerySet:
        return rows.filter(received_at__lt=until(day))


@extend_schema_view(
    list=extend_schema(summary=_("Contests: open, upcoming and past")), retrieve=extend_schema(summary=_("One contest"))
)
class ContestViewSet(ReadOnlyViewSet):
    base = Contest.objects.prefetch_related("categories")
    queryset = Contest.objects.none()
    serializer_class = ContestSerializer
    filters = ContestFilters
    permission_classes = [AllowAny]
    lookup_field = "slug"


@extend_schema_view(
    list=extend_schema(summary=_("Photos of published galleries")),
    retrieve=extend_schema(summary=_("One photo of a published gallery")),
)
class GalleryViewSet(ReadOnlyViewSet):
    queryset = Entry.objects.none()
    serializer_class = ShownEntrySerializer
    filters = GalleryFilters
    permission_classes = [AllowAny]
    lookup_field = "code"

    def get_queryset(self) -> Any:
        shown = Entry.objects.shown().select_related("contest", "category", "entrant", "placing")
        return shown.prefetch_related("derivatives")


@extend_schema_view(
    list=extend_schema(summary=_("Your own photos")), retrieve=extend_schema(summary=_("One of your own photos"))
)
class EntryViewSet(ReadOnlyViewSet):
    queryset = Entry.objects.none()
    serializer_class = OwnEntrySerializer
    filters = EntryFilters
    lookup_field = "code"

    def get_queryset(self) -> Any:
        # One's own even for staff: the office works in the admin, where it is audited.
        own = Entry.objects.of(self.request.user).select_related("contest", "category")
        return own.prefetch_related("derivatives")


about = _("My photos")
# (prefix, viewset or view, name), mounted below /api/v1/ by pafso/urls.py.
routes: list[tuple[str, Any, str]] = [
    ("contests", ContestViewSet, "contest"),
    ("galleries", GalleryViewSet, "gallery"),
    ("entries", EntryViewSet, "entry"),
]
