"""Cycles for everyone; and what lists of nominations show and are narrowed by."""

from collections.abc import Mapping
from datetime import date
from typing import ClassVar

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.permissions import AllowAny

from awards.models import Award, Cycle, Nomination
from awards.models.cycle import CycleQuerySet
from awards.models.nomination import NominationQuerySet
from pafso.api.query import Day, Filters, WindowState, in_state, since, until
from pafso.api.views import ReadOnlyViewSet


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
    """`closes_at` names a minute that still belongs to the window; its conditions are its own, those of the award what the
    next cycle begins with."""

    award = AwardSerializer()
    is_open = serializers.BooleanField(read_only=True)
    eligible_on = serializers.DateField(read_only=True, help_text=_("The day on which the roll is read"))

    class Meta:
        model = Cycle
        fields = [
            *("id", "award", "year", "opens_at", "closes_at", "is_open", "criteria_en", "criteria_fr"),
            *("nominee_kind", "nominee_rule", "eligible_on", "guests_nominate", "letters_needed", "letters_from"),
            *("case_words", "prize_en", "prize_fr", "grace_minutes", "retention_months"),
            *("cancelled_at", "cancelled_en", "cancelled_fr", "skipped_at", "skipped_en", "skipped_fr"),
        ]


class NominationSerializer(serializers.ModelSerializer[Nomination]):
    award = serializers.CharField(source="cycle.award.slug", read_only=True)
    year = serializers.IntegerField(source="cycle.year", read_only=True)
    nominee_email = serializers.CharField(read_only=True)  # of a draft, whatever was typed so far
    letters_in = serializers.IntegerField(read_only=True)
    letters_counting = serializers.IntegerField(read_only=True)

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
            "nominee_mission",
            "nominee_email",
            "case",
            "language",
            "letters_in",
            "letters_counting",
            "begun_at",
            "saved_at",
            "submitted_at",
        ]


class CycleFilters(Filters):
    state = WindowState()
    award = serializers.SlugField(required=False, help_text=_("The award’s slug"))
    year = serializers.IntegerField(required=False, min_value=1965, max_value=2200)
    closes_from = Day(required=False, help_text=_("Closes on this day or later, in Ottawa"))
    closes_to = Day(required=False, help_text=_("Closes on this day or earlier, in Ottawa"))

    lookups: ClassVar[Mapping[str, str]] = {"award": "award__slug", "year": "year"}

    def narrow_state(self, rows: CycleQuerySet, state: str) -> CycleQuerySet:
        return rows.filter(in_state(Cycle, state))

    def narrow_closes_from(self, rows: CycleQuerySet, day: date) -> CycleQuerySet:
        return rows.filter(closes_at__gte=since(day))

    def narrow_closes_to(self, rows: CycleQuerySet, day: date) -> CycleQuerySet:
        return rows.filter(closes_at__lt=until(day))


class NominationFilters(Filters):
    state = serializers.ChoiceField(choices=Nomination.State.choices, required=False)
    award = serializers.SlugField(required=False, help_text=_("The award’s slug"))
    year = serializers.IntegerField(required=False, min_value=1965, max_value=2200)
    submitted_from = Day(required=False, help_text=_("Submitted on this day or later, in Ottawa"))
    submitted_to = Day(required=False, help_text=_("Submitted on this day or earlier, in Ottawa"))

    lookups: ClassVar[Mapping[str, str]] = {"state": "state", "award": "cycle__award__slug", "year": "cycle__year"}

    def narrow_submitted_from(self, rows: NominationQuerySet, day: date) -> NominationQuerySet:
        return rows.filter(submitted_at__gte=since(day))

    def narrow_submitted_to(self, rows: NominationQuerySet, day: date) -> NominationQuerySet:
        return rows.filter(submitted_at__lt=until(day))


@extend_schema_view(
    list=extend_schema(summary=_("Award cycles: open, upcoming and past, newest first")),
    retrieve=extend_schema(
        summary=_("One cycle"), description=_("The minute given in closes_at still counts as open.")
    ),
)
class CycleViewSet(ReadOnlyViewSet):
    base = Cycle.objects.with_award()
    queryset = Cycle.objects.none()
    serializer_class = CycleSerializer
    filters = CycleFilters
    permission_classes = [AllowAny]
