"""The letters of a nomination in outline: whom one asked, and what became of it; never a word of a letter."""

import uuid

from django.http import Http404
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from awards.letters import actions
from awards.locking import locked_letter
from awards.models import Letter
from members.access import person
from members.api.fields import Strict
from pafso.api.etags import unchanged
from pafso.api.idempotency import makes_a_row
from pafso.api.views import Door
from pafso.codes import same_code
from pafso.localized import Language

from .nominations import nomination_or_404


class LetterSerializer(serializers.ModelSerializer[Letter]):
    """A letter as its nominators know it."""

    class Meta:
        model = Letter
        fields = [
            "code",
            "name",
            "email",
            "invited_in",
            "state",
            "invited_at",
            "asked_again_at",
            "sent_at",
            "declined_at",
        ]


class LettersSerializer(serializers.Serializer[object]):
    results = LetterSerializer(many=True)


class SupporterSerializer(Strict):
    name = serializers.CharField(max_length=150)
    email = serializers.EmailField(max_length=254)
    language = serializers.ChoiceField(choices=Language.choices)


class LettersView(Door):
    """At most twenty, so that there are no pages."""

    permission_classes = [IsAuthenticated]

    @extend_schema(
        operation_id="nominations_letters_list",
        summary=_("Letters of a nomination, in outline"),
        responses=LettersSerializer,
    )
    def get(self, request: Request, code: str) -> Response:
        letters = nomination_or_404(request, code).letters.not_revoked().in_outline().order_by("pk")
        return Response({"results": LetterSerializer(letters, many=True).data})

    @extend_schema(
        summary=_("Ask for a letter"),
        description=_("The supporter receives a personal link by email."),
        request=SupporterSerializer,
        responses={201: LetterSerializer},
    )
    @makes_a_row
    def post(self, request: Request, code: str) -> Response:
        sent = SupporterSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        nomination = nomination_or_404(request, code)
        letter = actions.invite_supporter(
            nomination, by=person(request), form_token=uuid.uuid4(), **sent.validated_data
        )
        return self.item(LetterSerializer(letter).data, status=status.HTTP_201_CREATED)


class LetterView(Door):
    permission_classes = [IsAuthenticated]
    shows_item = True

    @extend_schema(summary=_("One letter of a nomination, in outline"), responses=LetterSerializer)
    def get(self, request: Request, code: str, letter: str) -> Response:
        return self.item(LetterSerializer(letter_or_404(request, code, letter)).data)

    @extend_schema(
        summary=_("Cancel the request for a letter"),
        description=_("Its link ends at once. One that was received stays."),
        responses={204: None},
    )
    def delete(self, request: Request, code: str, letter: str) -> Response:
        found = letter_or_404(request, code, letter)
        with unchanged(request, lambda: LetterSerializer(locked_letter(found)).data):
            actions.revoke_letter(found, by=person(request))
        return Response(status=status.HTTP_204_NO_CONTENT)


class ReminderView(Door):
    permission_classes = [IsAuthenticated]

    @extend_schema(
        summary=_("Remind a supporter"),
        description=_("At most once a week. Within a minute, a second one sends nothing."),
        request=None,
        responses=LetterSerializer,
    )
    def post(self, request: Request, code: str, letter: str) -> Response:
        asked = actions.ask_again(letter_or_404(request, code, letter), by=person(request))
        return Response(LetterSerializer(asked).data)


def letter_or_404(request: Request, code: str, letter: str) -> Letter:
    nomination = nomination_or_404(request, code)
    try:
        found = nomination.letters.in_outline().filter(code=same_code(letter)).first()
    except ValueError as error:
        raise Http404 from error
    if found is None:
        raise Http404
    return found
