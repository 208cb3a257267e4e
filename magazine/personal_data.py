"""What the magazine holds about a person: whether a colleague looks after it."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from members.models import User
from pafso.privacy.registry import PersonalData, PersonalDataKind

from .models import MagazineRight


def describe(user: User) -> PersonalData:
    return PersonalData(
        name="magazine",
        title=_("bout de papier"),
        kinds=(
            PersonalDataKind(
                name="rights",
                title=_("Your right on the magazine, for the office"),
                why=_("So that nobody else opens issues before they are published."),
                retained=_("Until the right is taken away, or you close your account."),
                rows=MagazineRight.objects.filter(user=user).order_by("-id"),
                columns=("given_at",),
                through=("user",),
            ),
        ),
    )


def erase(user: User, now: datetime) -> dict[str, int]:
    taken, _each = MagazineRight.objects.filter(user=user).delete()
    return {"rights": taken}
