"""Plausible members at any size, in bulk, for measuring."""

from datetime import date, timedelta
from random import Random

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone

from pafso.folding import folded

from .models import Member, Membership, RollAddress, User

GIVEN = ["Amina", "Benoît", "Chantal", "Devon", "Élodie", "Farid", "Grace", "Hugo", "Ingrid", "Jérôme", "Kavita", "Luc",
         "Maëlle", "Noah", "Odile", "Priya", "Quentin", "Rosalie", "Samuel", "Thérèse", "Uma", "Victor", "Wen", "Zoé"]  # fmt: skip
FAMILY = ["Achebe", "Bélanger", "Campbell", "Diallo", "Étienne", "Fraser", "Gagnon", "Haddad", "Iqbal", "Joseph", "Kaur",
          "Lévesque", "MacLeod", "Nguyen", "O’Connor", "Pelletier", "Quenneville", "Roy", "Singh", "Tremblay", "Wong"]  # fmt: skip
BATCH = 2000


def populate(n: int, random: Random) -> int:
    """Add N people on the roll, each with an account that nobody can log in to and one or two terms of membership."""
    locked = make_password(None)
    with transaction.atomic():
        last = Member.objects.order_by("-id").values_list("id", flat=True).first() or 0
        for start in range(0, n, BATCH):
            _add([last + number + 100_000 for number in range(start, min(start + BATCH, n))], locked, random)
    return n


def _add(numbers: list[int], locked: str, random: Random) -> None:
    names = [f"{random.choice(GIVEN)} {random.choice(FAMILY)}-{random.choice(FAMILY)}" for _ in numbers]
    users = User.objects.bulk_create(
        User(email=f"member{number}@roll.example", name=name, password=locked, language=random.choice(["en", "fr"]))
        for number, name in zip(numbers, names, strict=True)
    )
    EmailAddress.objects.bulk_create(
        EmailAddress(user=user, email=user.email, verified=True, primary=True) for user in users
    )
    members = Member.objects.bulk_create(
        Member(user=user, number=f"P{number}", name=user.name, sort_name=folded(user.name), language=user.language)
        for number, user in zip(numbers, users, strict=True)
    )
    now = timezone.now()
    RollAddress.objects.bulk_create(
        RollAddress(member=member, email=user.email, kind="work", verified_at=now)
        for member, user in zip(members, users, strict=True)
    )
    Membership.objects.bulk_create(term for member in members for term in _terms(member, random))


def _terms(member: Member, random: Random) -> list[Membership]:
    begins = date(1990, 1, 1) + timedelta(days=random.randrange(12_000))
    if random.random() < 0.7:
        return [Membership(member=member, kind_id="regular", starts_on=begins)]
    ends = begins + timedelta(days=random.randrange(400, 9_000))
    regular = Membership(member=member, kind_id="regular", starts_on=begins, ends_on=ends)
    return [regular, Membership(member=member, kind_id="retired", starts_on=ends + timedelta(days=1))]
