"""One's own postings for programs."""

from collections.abc import Callable, Mapping
from typing import ClassVar

from django.db.models import Q, QuerySet
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import mixins, serializers, status, viewsets
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from members.access import person
from members.eligibility import today
from members.models import Member, Posting
from members.models.career import DatedQuerySet
from members.roll.actions.careers import locked_member
from members.roll.actions.postings import begin_posting, end_posting, take_back_posting
from pafso.api.etags import unchanged
from pafso.api.idempotency import makes_a_row
from pafso.api.pagination import Pages
from pafso.api.query import Day, Filters
from pafso.api.views import ListDoor
from pafso.errors import NotEligible

from .fields import Strict, Zone


class PostingSerializer(Strict):
    id = serializers.IntegerField(read_only=True)
    mission = serializers.CharField(max_length=120)
    city = serializers.CharField(max_length=80)
    country = serializers.CharField(max_length=80)
    time_zone = Zone(default="")
    starts_on = serializers.DateField()
    ends_on = serializers.DateField(read_only=True, allow_null=True)


class EndSerializer(Strict):
    ends_on = serializers.DateField()


class NewestFirst(Pages):
    ordering = ("-starts_on", "-id")


class PostingFilters(Filters):
    state = serializers.ChoiceField(choices=["current", "coming", "past"], required=False)
    starts_from = Day(required=False, help_text=_("Begins on this day or later"))
    starts_to = Day(required=False, help_text=_("Begins on this day or earlier"))

    lookups: ClassVar[Mapping[str, str]] = {"starts_from": "starts_on__gte", "starts_to": "starts_on__lte"}

    def narrow_state(self, rows: DatedQuerySet, state: str) -> DatedQuerySet:
        day = today()
        states = {"past": Q(ends_on__lt=day), "coming": Q(starts_on__gt=day)}
        return rows.filter(states[state]) if state in states else rows.held(day)


@extend_schema_view(
    list=extend_schema(summary=_("Your own postings")),
    retrieve=extend_schema(summary=_("One of your own postings")),
    create=extend_schema(
        summary=_("Add posting"),
        description=_(
            "It begins on starts_on; the previous posting ends the day before. Sending the same one again returns the existing one."
        ),
    ),
    partial_update=extend_schema(
        summary=_("The last day of a posting"), request=EndSerializer, responses=PostingSerializer
    ),
    destroy=extend_schema(
        summary=_("Withdraw a posting"),
        description=_("One that you added today or that has not begun; the posting that it ended continues."),
    ),
)
class PostingViewSet(ListDoor, mixins.ListModelMixin, viewsets.GenericViewSet[Posting]):
    serializer_class = PostingSerializer
    filters = PostingFilters
    shows_item = True
    permission_classes = [IsAuthenticated]
    pagination_class = NewestFirst
    queryset = Posting.objects.none()

    def get_queryset(self) -> QuerySet[Posting]:
        own = Member.objects.standing().filter(user=self.request.user.pk)
        return Posting.objects.standing().filter(member__in=own)

    def retrieve(self, request: Request, pk: int) -> Response:
        return self.item(PostingSerializer(self.get_object()).data)

    @makes_a_row
    def create(self, request: Request) -> Response:
        sent = PostingSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        member = Member.objects.standing().filter(user=request.user.pk).first()
        if member is None:
            raise NotEligible(_("Only people on the roll have postings here."))
        posting = begin_posting(member, by=person(request), **sent.validated_data)
        return self.item(PostingSerializer(posting).data, status=status.HTTP_201_CREATED)

    def partial_update(self, request: Request, pk: int) -> Response:
        sent = EndSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        posting = self.get_object()
        with unchanged(request, self._read(posting)):
            posting = end_posting(posting, ends_on=sent.validated_data["ends_on"], by=person(request))
        return self.item(PostingSerializer(posting).data)

    def destroy(self, request: Request, pk: int) -> Response:
        posting = self.get_object()
        with unchanged(request, self._read(posting)):
            take_back_posting(posting, by=person(request))
        return Response(status=status.HTTP_204_NO_CONTENT)

    def _read(self, posting: Posting) -> Callable[[], object]:
        """The posting as it is once its person's entry is locked, as the actions lock it; one struck out meanwhile is gone."""

        def read() -> object:
            locked_member(posting.member_id)
            return PostingSerializer(get_object_or_404(self.get_queryset(), pk=posting.pk)).data

        return read
