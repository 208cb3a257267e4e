"""What the audit trail holds about a person: what they did, and what was done to their account."""

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from pafso.privacy.registry import PersonalData, PersonalDataKind

from . import labels
from .models import Entry


def describe(user: Any) -> PersonalData:
    about = Q(subject_type=user._meta.label, subject_id=str(user.pk))
    member = getattr(user, "member", None)
    if member is not None:
        about |= Q(subject_type=member._meta.label, subject_id=str(member.pk))
    return PersonalData(
        name="audit",
        title=_("Audit trail"),
        kinds=(
            PersonalDataKind(
                name="entries",
                title=_("What you did, and what was done to your account"),
                why=_("To show who did what and when, for example when winners are chosen or an account is attacked."),
                retained=_("Permanently: nobody can change or delete it. Your name as it was then stays in it after your "
"account is closed."),
                rows=Entry.objects.filter(Q(by=user) | about).order_by("-id"),
                columns=("at", "verb"),
                through=("by",),
                made={"verb": lambda entry: labels.of(entry.verb)},
            ),
        ),
    )  # fmt: skip
