"""The roll written out: who took how much of it, for which day, is in the audit trail before the first byte leaves."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet

from members.models import Member, User
from pafso.audit.log import record

from .rows import roll_on


def export_roll(
    day: date, *, kind: str, in_good_standing: bool, by: User, now: datetime | None = None
) -> QuerySet[Member]:
    """The people of the roll on DAY, to be written into a file of that KIND."""
    people = roll_on(day, in_good_standing=in_good_standing)
    with transaction.atomic():
        changes = {"day": day.isoformat(), "kind": kind, "in_good_standing": in_good_standing, "people": people.count()}
        record("roll_exported", by, by=by, changes=changes)
    return people
