"""Where the people of the demonstration were posted, at which level, and what else the roll has of them."""

from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from members.models import Appointment, ContactDetail, DuesTerm, Leave, Member, Posting, RollAddress, Stream

Step = tuple[str, date, date | None]


def add_career(member: Member, facts: dict[str, Any], streams: dict[str, Stream], places: dict[str, Any]) -> None:
    """Give a person of the roll what happened to them."""
    member.employer = facts.get("employer", Member.Employer.GAC)
    member.save(update_fields=["employer"])
    stream, served = streams[facts["stream"]], facts["terms"][0]
    for level, first, last in _steps(facts["levels"], served.get("ends_on")):
        Appointment.objects.create(member=member, level=level, stream=stream, starts_on=first, ends_on=last)
    for place, first, last in _steps(facts["postings"], served.get("ends_on")):
        Posting.objects.create(member=member, starts_on=first, ends_on=last, **places[place])
    DuesTerm.objects.create(member=member, starts_on=served["starts_on"], ends_on=served.get("ends_on"))
    for acting in facts.get("acting", []):
        Appointment.objects.create(member=member, kind="acting", **acting)
    for leave in facts.get("leaves", []):
        Leave.objects.create(member=member, **leave)
    for contact in facts.get("contacts", []):
        ContactDetail.objects.create(member=member, **contact)
    for address in facts.get("addresses", []):
        verified_at = timezone.now() if address["is_verified"] else None
        RollAddress.objects.create(member=member, email=address["email"], kind=address["kind"], verified_at=verified_at)


def _steps(steps: list[tuple[str, date]], until: date | None) -> list[Step]:
    """Each step with its last day: the day before the next one begins, or UNTIL."""
    ends = [first - timedelta(days=1) for _, first in steps[1:]]
    return [(name, first, last) for (name, first), last in zip(steps, [*ends, until], strict=True)]
