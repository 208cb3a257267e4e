"""Tells the person and their colleagues that somebody works in the office no more."""

from collections.abc import Iterable
from uuid import uuid4

from django.utils.translation import gettext_lazy as _

from members.models import User
from pafso.mail.catalogue import Event, Sample, register
from pafso.mail.writing import enqueue_to
from pafso.models import MailKind


def office_left(user: User, told: Iterable[User], *, to: User | None, by: User) -> None:
    """USER has left, and TO looks after what they looked after; everybody who is TOLD reads it in their language."""
    key = uuid4().hex
    for reader in told:
        part = {"is_reader": reader == user, "is_successor": reader == to}
        enqueue_to(
            "members/office_left",
            reader,
            context={"name": user.name, "to": to.name if to else "", "by": by.name, **part},
            key=f"office_left:{key}:{reader.pk}",
        )


def _write_sample(sample: Sample) -> None:
    reader = User(name=sample.reader, email=sample.email, language=sample.language)
    other = User(name=sample.other, email="other@example.org")
    office_left(other, [reader], to=reader, by=other)


register(
    Event(
        "members/office_left",
        to=_("The colleague who leaves, and the colleagues who look after something"),
        when=_("A superuser ends all the rights of a colleague who leaves."),
        why=_("Everybody knows who can open what, and who looks after what is waiting."),
        kind=MailKind.ACCOUNTS,
        sample=_write_sample,
    )
)
