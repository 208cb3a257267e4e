"""The members app's door for programs: one's own details, addresses and postings, and nothing about anybody else."""

from typing import Any
from zoneinfo import available_timezones

from allauth.account.models import EmailAddress
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import mixins, serializers, status, viewsets
from rest_framework.generics import ListAPIView
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from members.access import person
from pafso.access import Visitor
from pafso.api.pagination import Pages
from pafso.errors import NotEligible
from pafso.localized import Language

from .details.actions import Contact, change_details
from .details.forms.details import contact_field
from .eligibility import careers_of, today
from .models import ContactDetail, Member, Posting, User
from .roll.actions.postings import begin_posting, end_posting, take_back_posting

ONE_OF_NONE = _("This field does not exist here, or cannot be changed.")


class Strict(serializers.Serializer[Any]):
    """Refuses what it does not know, instead of dropping it in silence: a program learns that it changed nothing."""

    def to_internal_value(self, data: Any) -> Any:
        writable = {name for name, field in self.fields.items() if not field.read_only}
        unknown = sorted(set(data) - writable) if isinstance(data, dict) else []
        if unknown:
            raise serializers.ValidationError({name: [ONE_OF_NONE] for name in unknown})
        return super().to_internal_value(data)


def known_zone(value: str) -> None:
    if value and value not in available_timezones():
        raise serializers.ValidationError(_("This is not a time zone of the tz database, like Africa/Dakar."))


class ContactSerializer(Strict):
    """An empty value takes the detail off."""

    value = serializers.CharField(allow_blank=True, max_length=500)
    seen_by = serializers.ChoiceField(choices=ContactDetail.SeenBy.choices)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """A change of some details need not name them all, but says both things of each that it names."""
        missing = [name for name in ("value", "seen_by") if name not in attrs]
        if missing:
            raise serializers.ValidationError(
                {name: [self.fields[name].error_messages["required"]] for name in missing}
            )
        return attrs


class ContactsSerializer(Strict):
    mobile = ContactSerializer(required=False)
    work_phone = ContactSerializer(required=False)
    home_phone = ContactSerializer(required=False)
    postal = ContactSerializer(required=False)
    other_email = ContactSerializer(required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        for kind, contact in attrs.items():
            try:
                contact["value"] = contact_field(kind).clean(contact["value"])
            except forms.ValidationError as error:
                raise serializers.ValidationError({kind: {"value": error.messages}}) from error
        return attrs


class MembershipSerializer(serializers.Serializer[Any]):
    """Today's membership; ``class`` and ``since`` are null without one, ``reason`` says why in the caller's language."""

    number = serializers.CharField()
    since = serializers.DateField(allow_null=True)
    in_good_standing = serializers.BooleanField()
    reason = serializers.CharField()

    def get_fields(self) -> dict[str, Any]:
        # "class" is a word of Python's own.
        return {**super().get_fields(), "class": serializers.CharField(source="kind", allow_null=True)}


class MeSerializer(Strict):
    """What a person says of themselves, and, only to read, what the roll says of them."""

    name = serializers.CharField(max_length=150)
    preferred_name = serializers.CharField(max_length=80, allow_blank=True)
    email = serializers.EmailField(read_only=True)
    language = serializers.ChoiceField(choices=Language.choices)
    time_zone = serializers.CharField(max_length=64, allow_blank=True, validators=[known_zone])
    employer = serializers.ChoiceField(choices=Member.Employer.choices, allow_blank=True)
    contacts = ContactsSerializer()
    membership = MembershipSerializer(read_only=True, allow_null=True)


@extend_schema_view(
    get=extend_schema(summary="Your own details", responses=MeSerializer),
    patch=extend_schema(
        summary="Change your own details",
        description="Only what is named is changed. What only the office changes is refused with 400. People who are not on the "
        "roll have neither employer nor contacts (422).",
        request=MeSerializer(partial=True),
        responses=MeSerializer,
    ),
)
class MeView(APIView):
    permission_classes = [IsAuthenticated]

    def get(self, request: Request) -> Response:
        return Response(MeSerializer(_values_of(request.user)).data)

    def patch(self, request: Request) -> Response:
        sent = MeSerializer(data=request.data, partial=True)
        sent.is_valid(raise_exception=True)
        values: dict[str, Any] = dict(sent.validated_data)
        contacts = {kind: Contact(**contact) for kind, contact in values.pop("contacts", {}).items()}
        user = change_details(_person(request), by=_person(request), values=values, contacts=contacts)
        return Response(MeSerializer(_values_of(user)).data)


class AddressSerializer(serializers.ModelSerializer[EmailAddress]):
    class Meta:
        model = EmailAddress
        fields = ["email", "verified", "primary"]


@extend_schema(
    summary="Your own email addresses",
    description="To add one, prove it, make it the main one or remove it: /api/auth/app/v1/account/email, after a recent sign-in.",
)
class AddressesView(ListAPIView[EmailAddress]):
    serializer_class = AddressSerializer
    permission_classes = [IsAuthenticated]
    queryset = EmailAddress.objects.none()

    def get_queryset(self) -> QuerySet[EmailAddress]:
        return EmailAddress.objects.filter(user_id=self.request.user.pk)


class PostingSerializer(Strict):
    id = serializers.IntegerField(read_only=True)
    mission = serializers.CharField(max_length=120)
    city = serializers.CharField(max_length=80)
    country = serializers.CharField(max_length=80)
    time_zone = serializers.CharField(max_length=64, allow_blank=True, default="", validators=[known_zone])
    starts_on = serializers.DateField()
    ends_on = serializers.DateField(read_only=True, allow_null=True)


class EndSerializer(Strict):
    ends_on = serializers.DateField()


class NewestFirst(Pages):
    ordering = ("-starts_on", "-id")


@extend_schema_view(
    list=extend_schema(summary="Your own postings"),
    create=extend_schema(
        summary="A new posting",
        description="From starts_on on; the posting before it ends the day before. The same one sent again is the one that is there.",
    ),
    partial_update=extend_schema(
        summary="The last day of a posting", request=EndSerializer, responses=PostingSerializer
    ),
    destroy=extend_schema(
        summary="Take back a posting",
        description="One that you entered today or that has not begun; the posting that ended for it goes on.",
    ),
)
class PostingViewSet(mixins.ListModelMixin, viewsets.GenericViewSet[Posting]):
    serializer_class = PostingSerializer
    permission_classes = [IsAuthenticated]
    pagination_class = NewestFirst
    queryset = Posting.objects.none()

    def get_queryset(self) -> QuerySet[Posting]:
        own = Member.objects.standing().filter(user=self.request.user.pk)
        return Posting.objects.standing().filter(member__in=own)

    def create(self, request: Request) -> Response:
        sent = PostingSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        member = Member.objects.standing().filter(user=request.user.pk).first()
        if member is None:
            raise NotEligible(_("Only people on the roll have postings here."))
        posting = begin_posting(member, by=person(request), **sent.validated_data)
        return Response(PostingSerializer(posting).data, status=status.HTTP_201_CREATED)

    def partial_update(self, request: Request, pk: int) -> Response:
        sent = EndSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        posting = end_posting(self.get_object(), ends_on=sent.validated_data["ends_on"], by=person(request))
        return Response(PostingSerializer(posting).data)

    def destroy(self, request: Request, pk: int) -> Response:
        take_back_posting(self.get_object(), by=person(request))
        return Response(status=status.HTTP_204_NO_CONTENT)


def _person(request: Request) -> User:
    assert isinstance(request.user, User)
    return request.user


def _values_of(user: Visitor) -> dict[str, Any]:
    """The account and the roll as one, in six queries at most."""
    own = {name: getattr(user, name) for name in ("name", "preferred_name", "email", "language", "time_zone")}
    member = Member.objects.standing().filter(user=user.pk).first()
    if member is None:
        return {**own, "employer": "", "contacts": {}, "membership": None}
    career = careers_of([member], "memberships", "leaves", "dues")[member.pk]
    held = next((row for row in career.memberships if row.covers(today())), None)
    standing = career.in_good_standing(today())
    membership = {
        "number": member.number,
        "kind": held.kind_id if held else None,
        "since": held.starts_on if held else None,
        "in_good_standing": standing.holds,
        "reason": standing.reason,
    }
    contacts = {row.kind: {"value": row.value, "seen_by": row.seen_by} for row in member.contacts.all()}
    return {**own, "employer": member.employer, "contacts": contacts, "membership": membership}


# (prefix, viewset or view, name), mounted below /api/v1/ by pafso/urls.py.
routes: list[tuple[str, Any, str]] = [
    ("members/me", MeView, "me"),
    ("members/me/addresses", AddressesView, "my-addresses"),
    ("members/me/postings", PostingViewSet, "my-postings"),
]
