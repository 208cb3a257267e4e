"""The nominations that one puts forward: begun, written, submitted and withdrawn, by the actions of the pages."""

import uuid
from collections.abc import Callable, Mapping
from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers, status
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from awards.locking import locked_nomination
from awards.models import Cycle, Nomination
from awards.models.group import MOST_MEMBERS
from awards.models.nomination import LONGEST_TEXT, NominationQuerySet
from awards.nominations import actions
from awards.rules import is_nominator
from members.access import person
from members.api.fields import Strict
from pafso.api.etags import unchanged
from pafso.api.idempotency import makes_a_row
from pafso.api.views import Door, ReadOnlyViewSet
from pafso.codes import same_code
from pafso.localized import Language

from .lists import NominationFilters, NominationSerializer

BASE = Nomination.objects.select_related("cycle__award", "nominator").counting_letters()


class MemberSerializer(Strict):
    name = serializers.CharField(max_length=150, allow_blank=True)
    email = serializers.CharField(max_length=254, allow_blank=True, default="")
    position = serializers.CharField(max_length=200, allow_blank=True, default="")


class NominationItemSerializer(NominationSerializer):
    """One nomination: also who is in the group, and whether the caller is its nominator or works on it beside them."""

    group = MemberSerializer(many=True, read_only=True)
    is_nominator = serializers.SerializerMethodField()

    class Meta(NominationSerializer.Meta):
        fields = [*NominationSerializer.Meta.fields, "group", "is_nominator"]

    def get_is_nominator(self, nomination: Nomination) -> bool:
        return is_nominator(self.context["request"].user, nomination)


class NewNominationSerializer(Strict):
    award = serializers.SlugField()
    year = serializers.IntegerField(min_value=1965, max_value=2200)


class DraftSerializer(Strict):
    """Everything is optional: a draft requires nothing. ``group`` takes the place of the whole list."""

    nominee_kind = serializers.ChoiceField(choices=Nomination.NomineeKind.choices, required=False)
    nominee_name = serializers.CharField(max_length=150, allow_blank=True, required=False)
    nominee_position = serializers.CharField(max_length=200, allow_blank=True, required=False)
    nominee_mission = serializers.CharField(max_length=200, allow_blank=True, required=False)
    nominee_email = serializers.CharField(max_length=254, allow_blank=True, required=False)
    case = serializers.CharField(max_length=LONGEST_TEXT, allow_blank=True, required=False, trim_whitespace=False)
    language = serializers.ChoiceField(choices=Language.choices, required=False)
    group = serializers.ListField(child=MemberSerializer(), max_length=MOST_MEMBERS, required=False)


def nomination_or_404(request: Request, code: str) -> Nomination:
    """One that the caller puts forward, alone or with others."""
    found: NominationQuerySet = BASE.put_forward_by(request.user)
    try:
        return get_object_or_404(found, code=same_code(code))
    except ValueError as error:
        raise Http404 from error


def shown(request: Request, nomination: Nomination) -> Mapping[str, Any]:
    return NominationItemSerializer(nomination, context={"request": request}).data


def reading(request: Request, nomination: Nomination) -> Callable[[], object]:
    """As it is once its row is locked, as the actions lock it; one that was deleted meanwhile is gone."""

    def read() -> object:
        locked_nomination(nomination)
        return shown(request, nomination_or_404(request, nomination.code))

    return read


@extend_schema_view(
    list=extend_schema(summary=_("The nominations that you put forward, newest first")),
    retrieve=extend_schema(
        summary=_("One of the nominations that you put forward, by its code"), responses=NominationItemSerializer
    ),
    create=extend_schema(
        summary=_("Start a nomination"),
        description=_("A draft in which nothing was written yet is continued; no second one is made."),
        request=NewNominationSerializer,
        responses={201: NominationItemSerializer},
    ),
    partial_update=extend_schema(
        summary=_("Write the draft"),
        description=_("Only the fields that are sent change. A list of members replaces the one that was there."),
        request=DraftSerializer,
        responses=NominationItemSerializer,
    ),
    destroy=extend_schema(summary=_("Delete a draft"), description=_("Whoever was asked for a letter is told.")),
)
class NominationViewSet(ReadOnlyViewSet):
    """Those that the caller puts forward; the office reads others' in the admin."""

    base = BASE
    queryset = Nomination.objects.none()
    serializer_class = NominationSerializer
    filters = NominationFilters
    lookup_field = "code"
    permission_classes = [IsAuthenticated]

    def get_queryset(self) -> Any:
        return self.base.put_forward_by(self.request.user)

    def retrieve(self, request: Request, *args: object, **kwargs: Any) -> Response:
        return self.item(shown(request, nomination_or_404(request, kwargs["code"])))

    @makes_a_row
    def create(self, request: Request) -> Response:
        sent = NewNominationSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        of = {"award__slug": sent.validated_data["award"], "year": sent.validated_data["year"]}
        cycle = get_object_or_404(Cycle.objects.with_award(), **of)
        nomination = actions.start_nomination(cycle, by=person(request), form_token=uuid.uuid4())
        return self.item(shown(request, nomination_or_404(request, nomination.code)), status=status.HTTP_201_CREATED)

    def partial_update(self, request: Request, code: str) -> Response:
        sent = DraftSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        nomination, values = nomination_or_404(request, code), dict(sent.validated_data)
        group = values.pop("group", None)
        with unchanged(request, reading(request, nomination)):
            version = Nomination.objects.values_list("version", flat=True).get(pk=nomination.pk)
            actions.save_draft(nomination, by=person(request), values=values, group=group, tab="", version=version)
        return self.item(shown(request, nomination_or_404(request, code)))

    def destroy(self, request: Request, code: str) -> Response:
        nomination = nomination_or_404(request, code)
        with unchanged(request, reading(request, nomination)):
            actions.delete_nomination(nomination, by=person(request))
        return Response(status=status.HTTP_204_NO_CONTENT)


class SubmissionView(Door):
    """The submission of a nomination as a thing: made by PUT, taken back by DELETE, both by the nominator alone."""

    permission_classes = [IsAuthenticated]
    shows_item = True

    @extend_schema(
        summary=_("Submit a nomination"),
        description=_("By its nominator. What is missing is refused with 422, field by field."),
        request=None,
        responses=NominationItemSerializer,
    )
    def put(self, request: Request, code: str) -> Response:
        nomination = nomination_or_404(request, code)
        with unchanged(request, reading(request, nomination)):
            actions.submit_nomination(nomination, by=person(request))
        return self.item(shown(request, nomination_or_404(request, code)))

    @extend_schema(
        summary=_("Withdraw a nomination"),
        description=_("By its nominator, until judging begins. It can be submitted again until the deadline."),
        responses={204: None},
    )
    def delete(self, request: Request, code: str) -> Response:
        nomination = nomination_or_404(request, code)
        with unchanged(request, reading(request, nomination)):
            actions.withdraw_nomination(nomination, by=person(request))
        return Response(status=status.HTTP_204_NO_CONTENT)
