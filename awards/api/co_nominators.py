"""Who puts a nomination forward: the nominator invites and ends, a co-nominator leaves."""

import uuid

from django.http import Http404
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from awards.co_nominators import actions
from awards.locking import locked_co_nominator, locked_nomination
from awards.models import CoNominator, Nomination
from awards.rules import is_nominator
from members.access import person
from pafso.api.etags import unchanged
from pafso.api.idempotency import makes_a_row
from pafso.api.views import Door

from .letters import SupporterSerializer
from .nominations import nomination_or_404

# No key is larger; the database would not even take a larger one.
LARGEST_KEY = 2**62


class CoNominatorSerializer(serializers.ModelSerializer[CoNominator]):
    """Somebody who was invited; the link is in the email alone."""

    class Meta:
        model = CoNominator
        fields = ["id", "name", "invited_in", "invited_at", "asked_again_at", "joined_at", "ended_at", "ending"]


class CoNominatorListSerializer(serializers.Serializer[object]):
    results = CoNominatorSerializer(many=True)


class InvitationSerializer(SupporterSerializer):
    """Whom to invite, and in which language."""


class CoNominatorsView(Door):
    """At most twenty, so that there are no pages."""

    permission_classes = [IsAuthenticated]

    @extend_schema(
        operation_id="nominations_co_nominators_list",
        summary=_("Co-nominators of a nomination"),
        responses=CoNominatorListSerializer,
    )
    def get(self, request: Request, code: str) -> Response:
        rows = nomination_or_404(request, code).co_nominators.all()
        return Response({"results": CoNominatorSerializer(rows, many=True).data})

    @extend_schema(
        summary=_("Invite a co-nominator"),
        description=_("By the nominator. The email names the award, and not the nominee."),
        request=InvitationSerializer,
        responses={201: CoNominatorSerializer},
    )
    @makes_a_row
    def post(self, request: Request, code: str) -> Response:
        sent = InvitationSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        nomination = nomination_or_404(request, code)
        row = actions.invite_co_nominator(
            nomination, by=person(request), form_token=uuid.uuid4(), **sent.validated_data
        )
        return self.item(CoNominatorSerializer(row).data, status=status.HTTP_201_CREATED)


class CoNominatorView(Door):
    permission_classes = [IsAuthenticated]
    shows_item = True

    @extend_schema(summary=_("One co-nominator"), responses=CoNominatorSerializer)
    def get(self, request: Request, code: str, number: int) -> Response:
        row = _row_or_404(nomination_or_404(request, code), number)
        return self.item(CoNominatorSerializer(row).data)

    @extend_schema(
        summary=_("End working together"),
        description=_("The nominator ends it for a co-nominator; a co-nominator leaves. The other is told."),
        responses={204: None},
    )
    def delete(self, request: Request, code: str, number: int) -> Response:
        nomination = nomination_or_404(request, code)
        row = _row_or_404(nomination, number)
        end = actions.end_co_nominating if is_nominator(request.user, nomination) else actions.leave_nomination
        with unchanged(request, lambda: _locked(nomination, row)):
            end(row, by=person(request))
        return Response(status=status.HTTP_204_NO_CONTENT)


def _row_or_404(nomination: Nomination, number: int) -> CoNominator:
    row = nomination.co_nominators.filter(pk=min(number, LARGEST_KEY)).first()
    if row is None:
        raise Http404
    return row


def _locked(nomination: Nomination, row: CoNominator) -> object:
    """In the order of the verbs: first the nomination."""
    locked_nomination(nomination)
    return CoNominatorSerializer(locked_co_nominator(row)).data
