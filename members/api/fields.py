"""What several doors of members take: bodies that refuse what they do not know, and places of the tz database."""

from typing import Any
from zoneinfo import available_timezones

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

ONE_OF_NONE = _("This field does not exist here, or cannot be changed.")


class Strict(serializers.Serializer[Any]):
    """Refuses what it does not know, instead of dropping it in silence: a program learns that it changed nothing."""

    def to_internal_value(self, data: Any) -> Any:
        writable = {name for name, field in self.fields.items() if not field.read_only}
        unknown = sorted(set(data) - writable) if isinstance(data, dict) else []
        if unknown:
            raise serializers.ValidationError({name: [ONE_OF_NONE] for name in unknown})
        return super().to_internal_value(data)


@extend_schema_field({"type": "string", "format": "time-zone"})
class Zone(serializers.ChoiceField):
    """A place of the tz database; empty where nothing was said. All six hundred by name would be half of the description."""

    default_error_messages = {"invalid_choice": _("This is not a time zone of the tz database, such as Africa/Dakar.")}

    def __init__(self, **options: Any) -> None:
        super().__init__(choices=["", *sorted(available_timezones())], **options)
