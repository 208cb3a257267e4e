"""Where the people of the demonstration were posted, at which level, and what else the roll has of them."""

from datetime import date
from typing import Any

from django.utils import timezone

from .models import Appointment, ContactDetail, DuesTerm, Leave, Member, Posting, RollAddress, Stream

HQ = ("Headquarters", "Ottawa", "Canada", "America/Toronto")
AMMAN = ("Embassy of Canada", "Amman", "Jordan", "Asia/Amman")
DAKAR = ("Ambassade du Canada", "Dakar", "Sénégal", "Africa/Dakar")
NAIROBI = ("High Commission of Canada", "Nairobi", "Kenya", "Africa/Nairobi")
LIMA = ("Embassy of Canada", "Lima", "Peru", "America/Lima")
SEOUL = ("Embassy of Canada", "Seoul", "Republic of Korea", "Asia/Seoul")

# number: stream, steps of (level, first day), the day on which the last step ended, postings of (where, first day).
CAREERS: dict[str, tuple[str, list[tuple[str, str]], str, list[tuple[tuple[str, ...], str]]]] = {
    "1001": (
        "political",
        [("FS-01", "2015-09-01"), ("FS-02", "2017-09-01"), ("FS-03", "2023-04-01")],
        "",
        [(HQ, "2015-09-01"), (DAKAR, "2018-08-01"), (HQ, "2021-08-01"), (AMMAN, "2024-08-01")],
    ),
    "1002": (
        "trade",
        [("FS-01", "2018-01-08"), ("FS-02", "2020-01-08")],
        "",
        [(HQ, "2018-01-08"), (DAKAR, "2023-08-14")],
    ),
    "1003": (
        "trade",
        [("FS-01", "1985-01-07"), ("FS-02", "1988-01-07"), ("FS-03", "2001-06-01"), ("FS-04", "2010-04-01")],
        "2019-06-30",
        [(HQ, "1985-01-07"), (LIMA, "1990-08-01"), (HQ, "1994-08-01"), (NAIROBI, "2004-08-01"), (HQ, "2008-08-01")],
    ),
    "1004": (
        "consular",
        [("FS-01", "2021-03-01"), ("FS-02", "2023-03-01")],
        "",
        [(HQ, "2021-03-01"), (AMMAN, "2025-08-01")],
    ),
    "1005": (
        "immigration",
        [("FS-01", "2012-10-15"), ("FS-02", "2014-10-15"), ("FS-03", "2021-11-01")],
        "",
        [(HQ, "2012-10-15"), (NAIROBI, "2024-07-15")],
    ),
    "1006": (
        "trade",
        [("FS-01", "2017-06-05"), ("FS-02", "2019-06-05")],
        "",
        [(HQ, "2017-06-05"), (SEOUL, "2021-08-02"), (HQ, "2025-08-01")],
    ),
    "1007": (
        "assistance",
        [("FS-01", "2009-01-12"), ("FS-02", "2011-01-12"), ("FS-03", "2018-04-01")],
        "",
        [(HQ, "2009-01-12"), (LIMA, "2023-08-01")],
    ),
    "1008": ("political", [("FS-01", "2023-09-05")], "", [(HQ, "2023-09-05")]),
}
ACTING = [("1001", "FS-04", "2026-02-02", "")]
LEAVES = [("1002", "with_pay", "2022-01-10", "2022-12-31"), ("1006", "without_pay", "2026-01-05", "2027-01-04")]
CONTACTS = [("1001", "mobile", "+962 6 555 0132", "mission"), ("1004", "mobile", "+962 6 555 0178", "mission"),
            ("1005", "postal", "P.O. Box 1013\nNairobi 00621", "nobody")]  # fmt: skip
OTHER_ADDRESSES = [("1001", "alix.tremblay-okafor@mission.example", "work", False),
                   ("1007", "patrick.obriain@mission.example", "work", True)]  # fmt: skip
EMPLOYED_ELSEWHERE = {"1005": Member.Employer.IRCC}


def add_careers() -> None:
    """Give the people of the roll what happened to them; each must be there already."""
    members = {member.number: member for member in Member.objects.filter(number__in=CAREERS)}
    streams = {stream.code: stream for stream in Stream.objects.all()}
    for number, (stream, steps, until, places) in CAREERS.items():
        member = members[number]
        member.employer = EMPLOYED_ELSEWHERE.get(number, Member.Employer.GAC)
        member.save(update_fields=["employer"])
        for (level, first), last in _followed(steps, until):
            Appointment.objects.create(
                member=member, level=level, stream=streams.get(stream), starts_on=first, ends_on=last
            )
        for (place, first), last in _followed(places, until):
            where = dict(zip(("mission", "city", "country", "time_zone"), place, strict=True))
            Posting.objects.create(member=member, starts_on=first, ends_on=last, **where)
        DuesTerm.objects.create(member=member, starts_on=steps[0][1], ends_on=until or None)
    _add_the_rest(members)


def _add_the_rest(members: dict[str, Member]) -> None:
    for number, level, first, last in ACTING:
        Appointment.objects.create(
            member=members[number], kind="acting", level=level, starts_on=first, ends_on=last or None
        )
    for number, kind, first, last in LEAVES:
        Leave.objects.create(member=members[number], kind=kind, starts_on=first, ends_on=last)
    for number, kind, value, seen_by in CONTACTS:
        ContactDetail.objects.create(member=members[number], kind=kind, value=value, seen_by=seen_by)
    for number, email, kind, is_verified in OTHER_ADDRESSES:
        verified_at = timezone.now() if is_verified else None
        RollAddress.objects.create(member=members[number], email=email, kind=kind, verified_at=verified_at)


def _followed(steps: list[Any], until: str) -> list[tuple[Any, str | None]]:
    """Each step with its last day: the day before the next one begins, or UNTIL."""
    ends: list[str | None] = [
        date.fromordinal(date.fromisoformat(first).toordinal() - 1).isoformat() for _, first in steps[1:]
    ]
    return list(zip(steps, [*ends, until or None], strict=True))
