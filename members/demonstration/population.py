"""Plausible members at any size, in bulk, for measuring."""

from datetime import date, timedelta
from itertools import pairwise
from random import Random

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone

from members.models import Appointment, DuesTerm, Leave, Level, Member, Membership, Posting, RollAddress, Stream, User
from members.models.career import mission_key

GIVEN = ["Amina", "Benoît", "Chantal", "Devon", "Élodie", "Farid", "Grace", "Hugo", "Ingrid", "Jérôme", "Kavita", "Luc",
         "Maëlle", "Noah", "Odile", "Priya", "Quentin", "Rosalie", "Samuel", "Thérèse", "Uma", "Victor", "Wen", "Zoé"]  # fmt: skip
FAMILY = ["Achebe", "Bélanger", "Campbell", "Diallo", "Étienne", "Fraser", "Gagnon", "Haddad", "Iqbal", "Joseph", "Kaur",
          "Lévesque", "MacLeod", "Nguyen", "O’Connor", "Pelletier", "Quenneville", "Roy", "Singh", "Tremblay", "Wong"]  # fmt: skip
MISSIONS = [(f"Embassy of Canada {number}", f"City {number}", f"Country {number % 60}") for number in range(170)]
KEYS = [mission_key(mission, city) for mission, city, _ in MISSIONS]
BATCH = 2000
DAY = timedelta(days=1)


def populate(n: int, random: Random) -> int:
    """Add N people on the roll, each with an account that nobody can log in to and a whole career."""
    locked = make_password(None)
    streams: list[int | None] = [*Stream.objects.values_list("pk", flat=True)] or [None]
    with transaction.atomic():
        last = Member.objects.order_by("-id").values_list("id", flat=True).first() or 0
        for start in range(0, n, BATCH):
            _add([last + number + 100_000 for number in range(start, min(start + BATCH, n))], locked, streams, random)
    return n


def _add(numbers: list[int], locked: str, streams: list[int | None], random: Random) -> None:
    names = [f"{random.choice(GIVEN)} {random.choice(FAMILY)}-{random.choice(FAMILY)}" for _ in numbers]
    users = User.objects.bulk_create(
        User(email=f"member{number}@roll.example", name=name, password=locked, language=random.choice(["en", "fr"]))
        for number, name in zip(numbers, names, strict=True)
    )
    EmailAddress.objects.bulk_create(
        EmailAddress(user=user, email=user.email, verified=True, primary=True) for user in users
    )
    members = Member.objects.bulk_create(
        Member(user=user, number=f"P{number}", name=user.name, language=user.language).fold()
        for number, user in zip(numbers, users, strict=True)
    )
    now = timezone.now()
    RollAddress.objects.bulk_create(
        RollAddress(member=member, email=user.email, kind="work", verified_at=now)
        for member, user in zip(members, users, strict=True)
    )
    terms = [_terms(member, random) for member in members]
    Membership.objects.bulk_create(term for found in terms for term in found)
    served = [(found[0].member_id, found[0].starts_on, found[0].ends_on) for found in terms]
    Appointment.objects.bulk_create(row for each in served for row in _levels(*each, random.choice(streams), random))
    Posting.objects.bulk_create(row for each in served for row in _postings(*each, random))
    DuesTerm.objects.bulk_create(DuesTerm(member_id=pk, starts_on=first, ends_on=last) for pk, first, last in served)
    away = (each for each in served if random.random() < 0.05)
    Leave.objects.bulk_create(Leave(member_id=pk, starts_on=first, ends_on=first + 90 * DAY) for pk, first, _ in away)


def _terms(member: Member, random: Random) -> list[Membership]:
    begins = date(1990, 1, 1) + random.randrange(12_000) * DAY
    if random.random() < 0.7:
        return [Membership(member=member, kind_id="regular", starts_on=begins)]
    ends = begins + random.randrange(400, 9_000) * DAY
    regular = Membership(member=member, kind_id="regular", starts_on=begins, ends_on=ends)
    return [regular, Membership(member=member, kind_id="retired", starts_on=ends + DAY)]


def _levels(member: int, first: date, last: date | None, stream: int | None, random: Random) -> list[Appointment]:
    """Up the levels, a few years on each."""
    return [
        Appointment(member_id=member, level=level, stream_id=stream, starts_on=begins, ends_on=ends)
        for level, (begins, ends) in zip(Level.values, _steps(first, last, random), strict=False)
    ]


def _postings(member: int, first: date, last: date | None, random: Random) -> list[Posting]:
    rows = []
    for begins, ends in _steps(first, last, random):
        at = random.randrange(len(MISSIONS))
        mission, city, country = MISSIONS[at]
        where = {"mission": mission, "mission_key": KEYS[at], "city": city, "country": country}
        rows.append(Posting(member_id=member, starts_on=begins, ends_on=ends, **where))
    return rows


def _steps(first: date, last: date | None, random: Random) -> list[tuple[date, date | None]]:
    """One to three spans that fill the time from FIRST to LAST without a gap."""
    cuts = [first]
    for _ in range(random.randrange(3)):
        following = cuts[-1] + random.randrange(400, 1500) * DAY
        if last is None or following <= last:
            cuts.append(following)
    return [*((begins, following - DAY) for begins, following in pairwise(cuts)), (cuts[-1], last)]
