"""The awards app's door for programs: the cycles for everyone, one's own nominations, never a word of a letter."""

from typing import Any

from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.permissions import AllowAny

from pafso.api.views import ReadOnlyViewSet

from .models import Award, Cycle, Nomination


class AwardSerializer(serializers.ModelSerializer[Award]):
    class Meta:
        model = Award
        fields = [
            "slug",
            "name_en",
            "name_fr",
            "description_en",
            "description_fr",
            "nominee_kind",
            "letters_needed",
            "case_words",
        ]


class CycleSerializer(serializers.ModelSerializer[Cycle]):
    """`closes_at` names a minute that still belongs to the window."""

    award = AwardSerializer()
    is_open = serializers.BooleanField(read_only=True)

    class Meta:
        model = Cycle
        fields = ["id", "award", "year", "opens_at", "closes_at", "is_open", "criteria_en", "criteria_fr"]


class NominationSerializer(serializers.ModelSerializer[Nomination]):
    award = serializers.CharField(source="cycle.award.slug", read_only=True)
    year = serializers.IntegerField(source="cycle.year", read_only=True)
    letters_in = serializers.IntegerField(read_only=True)

    class Meta:
        model = Nomination
        fields = [
            "code",
            "award",
            "year",
            "state",
            "nominee_kind",
            "nominee_name",
            "nominee_position",
            "nominee_email",
            "case",
            "language",
            "letters_in",
            "begun_at",
            "saved_at",
            "submitted_at",
        ]


@extend_schema_view(
    list=extend_schema(summary="Cycles of the awards: open, coming and past, newest first"),
    retrieve=extend_schema(summary="One cycle"),
)
class CycleViewSet(ReadOnlyViewSet):
    base = Cycle.objects.with_award()
    queryset = Cycle.objects.none()
    serializer_class = CycleSerializer
    permission_classes = [AllowAny]


@extend_schema_view(
    list=extend_schema(summary="Your own nominations, newest first"),
    retrieve=extend_schema(summary="One of your own nominations, by its code"),
)
class NominationViewSet(ReadOnlyViewSet):
    """The caller's own; the office reads others' in the admin."""

    base = Nomination.objects.select_related("cycle__award").counting_letters()
    queryset = Nomination.objects.none()
    serializer_class = NominationSerializer
    lookup_field = "code"

    def get_queryset(self) -> Any:
        return super().get_queryset().by(self.request.user)


# (prefix, viewset or view, name), mounted below /api/v1/ by pafso/urls.py.
routes: list[tuple[str, Any, str]] = [
    ("cycles", CycleViewSet, "cycles"),
    ("nominations", NominationViewSet, "nominations"),
]
