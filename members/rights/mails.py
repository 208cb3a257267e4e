"""Tells the person and their colleagues that somebody may open more, or less, of what is written in confidence."""

from collections.abc import Iterable
from typing import Protocol
from uuid import uuid4

from django.utils import translation
from django.utils.translation import gettext_lazy as _

from members.models import User
from pafso.mail.catalogue import Event, Sample, register
from pafso.mail.writing import enqueue_to
from pafso.models import MailKind


class Named(Protocol):
    @property
    def words(self) -> str: ...


def rights_of_desk_changed(
    user: User, told: Iterable[User], given: Iterable[Named], taken: Iterable[Named], *, by: User | None
) -> None:
    """USER looks after what is GIVEN, and no longer after what is TAKEN; everybody who is TOLD reads it in their language."""
    key, given, taken = uuid4().hex, list(given), list(taken)
    for reader in told:
        with translation.override(reader.language):
            lists = {"given": [each.words for each in given], "taken": [each.words for each in taken]}
        enqueue_to(
            "members/rights_of_desk_changed",
            reader,
            context={"name": user.name, "by": by.name if by else "", "is_reader": reader == user, **lists},
            key=f"rights_of_desk_changed:{key}:{reader.email}",
        )


def _write_sample(sample: Sample) -> None:
    reader = User(name=sample.reader, email=sample.email, language=sample.language)
    other = User(name=sample.other, email="other@example.org")

    class Scope:
        words = sample.title

    rights_of_desk_changed(other, [reader], [Scope()], [Scope()], by=other)


register(
    Event(
        "members/rights_of_desk_changed",
        to=_("The colleague, and everybody who looks after something of that kind"),
        when=_("A superuser gives or takes away a right on an award, a contest or the magazine."),
        why=_("So that nobody is given access to confidential writing without the others knowing."),
        kind=MailKind.ACCOUNTS,
        sample=_write_sample,
    )
)
