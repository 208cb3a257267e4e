"""What the desk holds about a colleague: what they look after, and what they hid from themselves."""

from datetime import datetime

from django.contrib.auth.base_user import AbstractBaseUser
from django.utils.translation import gettext_lazy as _

from pafso.models import Hidden, Keeper
from pafso.privacy.registry import PersonalData, PersonalDataKind

THROUGH = ("pafso.Keeper.user", "pafso.Hidden.user")


def describe(user: AbstractBaseUser) -> PersonalData:
    return PersonalData(
        name="desk",
        title=_("The office’s desk"),
        kinds=(
            PersonalDataKind(
                name="keepers",
                title=_("What you look after"),
                why=_("So that colleagues know who is working on it."),
                retained=_("Until somebody else looks after it, or you close your account."),
                rows=Keeper.objects.filter(user=user.pk).order_by("-id"),
                columns=("subject_type", "subject_id", "since"),
                through=("user",),
            ),
            PersonalDataKind(
                name="hidden",
                title=_("What you hid from your desk for now"),
                why=_("So that you see it again on the day that you chose."),
                retained=_("Until that day."),
                rows=Hidden.objects.filter(user=user.pk).order_by("-id"),
                columns=("kind", "subject_id", "until"),
                through=("user",),
            ),
        ),
    )


def erase(user: AbstractBaseUser, now: datetime) -> dict[str, int]:
    """Nobody looks after it any more, so that it is seen that somebody must."""
    kept, _each = Keeper.objects.filter(user=user.pk).delete()
    hidden, _each = Hidden.objects.filter(user=user.pk).delete()
    return {"keepers": kept, "hidden": hidden}
