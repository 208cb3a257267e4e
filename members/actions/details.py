"""What a person says of themselves; the account and the roll are kept in step."""

from django.db import transaction

from members.models import User
from pafso.audit.log import record


def change_details(user: User, *, name: str, language: str, time_zone: str) -> User:
    """Change what a person says of themselves; the audit trail keeps which fields, not what was written."""
    with transaction.atomic():
        wanted = {"name": name, "language": language, "time_zone": time_zone}
        changed = [field for field, value in wanted.items() if getattr(user, field) != value]
        if not changed:
            return user
        for field in changed:
            setattr(user, field, wanted[field])
        user.save(update_fields=changed)
        record("details_changed", user, by=user, changes={"fields": changed})
    return user
