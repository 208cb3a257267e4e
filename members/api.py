"""The members app's door for programs."""

from typing import Any

from rest_framework import serializers
from rest_framework.generics import RetrieveAPIView
from rest_framework.permissions import IsAuthenticated

from .models import User


class MeSerializer(serializers.ModelSerializer[User]):
    """One's own details; nothing of rights, and nothing can be written."""

    class Meta:
        model = User
        fields = ["name", "email", "language", "time_zone"]
        read_only_fields = fields


class Me(RetrieveAPIView[User]):
    """The details of the account that asks."""

    serializer_class = MeSerializer
    permission_classes = [IsAuthenticated]

    def get_object(self) -> Any:
        return self.request.user


# (prefix, viewset or view, name), mounted below /api/v1/ by pafso/urls.py.
routes: list[tuple[str, Any, str]] = [("members/me", Me, "me")]
