"""The four classes that every database begins with; addresses on the roll become rows; language and zone come from the account."""

from typing import Any

from django.db import migrations
from django.utils import timezone

BATCH = 2000
CLASSES: list[dict[str, object]] = [
    {"code": "regular", "name_en": "Regular", "name_fr": "Régulier", "is_regular": True, "position": 1},
    {"code": "retired", "name_en": "Retired", "name_fr": "Retraité", "is_regular": False, "position": 2},
    {"code": "associate", "name_en": "Associate", "name_fr": "Associé", "is_regular": False, "position": 3},
    {"code": "honorary", "name_en": "Honorary", "name_fr": "Honoraire", "is_regular": False, "position": 4},
]


def seed_classes(apps: Any, schema_editor: Any) -> None:
    rows = apps.get_model("members", "MembershipClass").objects
    for row in CLASSES:
        rows.get_or_create(code=row["code"], defaults=row)


def move_addresses(apps: Any, schema_editor: Any) -> None:
    """An address on the roll could join an account before: it was trusted, and stays so."""
    now = timezone.now()
    members = apps.get_model("members", "Member").objects.exclude(email="").values_list("pk", "email")
    address = apps.get_model("members", "RollAddress")
    rows = (
        address(member_id=pk, email=email.strip().lower(), verified_at=now) for pk, email in members.iterator(BATCH)
    )
    address.objects.bulk_create(rows, batch_size=BATCH)


def copy_from_accounts(apps: Any, schema_editor: Any) -> None:
    Member = apps.get_model("members", "Member")
    joined = Member.objects.exclude(user=None).select_related("user")
    batch = []
    for member in joined.iterator(BATCH):
        member.language, member.time_zone = member.user.language, member.user.time_zone
        batch.append(member)
        if len(batch) == BATCH:
            Member.objects.bulk_update(batch, ["language", "time_zone"])
            batch = []
    Member.objects.bulk_update(batch, ["language", "time_zone"])


class Migration(migrations.Migration):
    dependencies = [("members", "0002_the_roll")]

    operations = [
        migrations.RunPython(seed_classes, migrations.RunPython.noop, elidable=False),
        migrations.RunPython(move_addresses, migrations.RunPython.noop),
        migrations.RunPython(copy_from_accounts, migrations.RunPython.noop),
    ]
