"""What the earlier wordings hold about a person: that it was they who changed a text of the association."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.apps import apps
from django.utils.translation import gettext_lazy as _

from pafso.privacy.registry import PersonalData, PersonalDataKind

from .models import Revision

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser


def describe(user: "AbstractBaseUser") -> PersonalData:
    return PersonalData(
        name="texts",
        title=_("Texts of the association"),
        kinds=(
            PersonalDataKind(
                name="changes",
                title=_("Texts that you changed"),
                why=_("So that the office can see who changed a text of the association, and put an earlier wording "
"back."),
                retained=_("Until you close your account. The wordings stay, without your name."),
                rows=Revision.objects.filter(by=user.pk).order_by("-id"),
                columns=("at", "subject_type", "subject_id"),
                through=("by",),
                made={"subject_type": lambda revision: kind_of(revision)},
            ),
        ),
    )  # fmt: skip


def kind_of(revision: Revision) -> str:
    """What the text belongs to: "award", "text"."""
    try:
        return str(apps.get_model(revision.subject_type)._meta.verbose_name)
    except LookupError:  # a model of an older release
        return revision.subject_type


def erase(user: "AbstractBaseUser", now: datetime) -> dict[str, int]:
    return {"texts_changed": Revision.objects.filter(by=user.pk).update(by=None)}
