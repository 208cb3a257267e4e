"""What the API keeps about a person: for a day, what it answered when they made something."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from pafso.models import KeptAnswer
from pafso.privacy.registry import PersonalData, PersonalDataKind

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser


def describe(user: "AbstractBaseUser") -> PersonalData:
    return PersonalData(
        name="programs",
        title=_("Apps"),
        kinds=(
            PersonalDataKind(
                name="answers",
                title=_("Answers to your apps"),
                why=_("So that what an app sends twice is done only once."),
                retained=_("For a day."),
                rows=KeptAnswer.objects.filter(user=user.pk).order_by("-pk"),
                columns=("key", "status", "body", "made_at"),
                through=("user",),
            ),
        ),
    )


def erase(user: "AbstractBaseUser", now: datetime) -> dict[str, int]:
    return {"kept_answers": KeptAnswer.objects.filter(user=user.pk).delete()[0]}
