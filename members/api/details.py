"""One's own details and addresses for programs, and nothing about anybody else."""

from typing import Any

from allauth.account.models import EmailAddress
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_field, extend_schema_view
from rest_framework import serializers
from rest_framework.generics import ListAPIView
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from members.access import person
from members.details.actions import Contact, change_details
from members.details.forms.details import contact_field
from members.eligibility import careers_of, today
from members.models import ContactDetail, Member, User
from pafso.api.etags import unchanged
from pafso.api.views import Door, ListDoor
from pafso.localized import Language

from .fields import Strict, Zone


@extend_schema_field({"type": "string", "maxLength": 40, "pattern": r"^$|\d.*\d.*\d.*\d"})
class Number(serializers.CharField):
    """A telephone number, with four digits at least."""


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


class PhoneSerializer(ContactSerializer):
    value = Number(allow_blank=True)


class OtherEmailSerializer(ContactSerializer):
    value = serializers.EmailField(allow_blank=True, max_length=254)


class ContactsSerializer(Strict):
    mobile = PhoneSerializer(required=False)
    work_phone = PhoneSerializer(required=False)
    home_phone = PhoneSerializer(required=False)
    postal = ContactSerializer(required=False)
    other_email = OtherEmailSerializer(required=False)

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
    time_zone = Zone()
    employer = serializers.ChoiceField(choices=Member.Employer.choices, allow_blank=True)
    contacts = ContactsSerializer()
    membership = MembershipSerializer(read_only=True, allow_null=True)


@extend_schema_view(
    get=extend_schema(summary=_("Your own details"), responses=MeSerializer),
    patch=extend_schema(
        summary=_("Change your own details"),
        description=_(
            "Only the fields that you send are changed. A field that only the office can change is refused "
            "with 400. People who are not on the roll have no employer or contacts (422)."
        ),
        request=MeSerializer(partial=True),
        responses=MeSerializer,
    ),
)
class MeView(Door):
    permission_classes = [IsAuthenticated]
    shows_item = True

    def get(self, request: Request) -> Response:
        return self.item(_me(person(request)))

    def patch(self, request: Request) -> Response:
        sent = MeSerializer(data=request.data, partial=True)
        sent.is_valid(raise_exception=True)
        values: dict[str, Any] = dict(sent.validated_data)
        contacts = {kind: Contact(**contact) for kind, contact in values.pop("contacts", {}).items()}
        user = person(request)
        with unchanged(request, lambda: _me(_locked(user))):
            user = change_details(user, by=user, values=values, contacts=contacts)
        return self.item(_me(user))


def _locked(user: User) -> User:
    """The account and its entry on the roll, locked in the order in which `change_details` locks them."""
    Member.objects.select_for_update(of=("self",), no_key=True).filter(user=user.pk).first()
    return User.objects.select_for_update(of=("self",), no_key=True).get(pk=user.pk)


def _me(user: User) -> object:
    return MeSerializer(_values_of(user)).data


def _values_of(user: User) -> dict[str, Any]:
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


class AddressSerializer(serializers.ModelSerializer[EmailAddress]):
    class Meta:
        model = EmailAddress
        fields = ["email", "verified", "primary"]


@extend_schema(
    summary=_("Your own email addresses"),
    description=_(
        "To add an address, confirm it, make it primary or remove it: /api/auth/app/v1/account/email, "
        "after a recent login."
    ),
)
class AddressesView(ListDoor, ListAPIView[EmailAddress]):
    serializer_class = AddressSerializer
    permission_classes = [IsAuthenticated]
    queryset = EmailAddress.objects.none()

    def get_queryset(self) -> QuerySet[EmailAddress]:
        return EmailAddress.objects.filter(user_id=self.request.user.pk)
