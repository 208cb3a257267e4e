"""Makes the group of the people in the office, after an installation or an upgrade that brought new models."""

from typing import Any

from django.core.management.base import BaseCommand

from members.accounts.actions.accounts import set_up_office


class Command(BaseCommand):
    help = "Create the group Office, or give it the permissions that it lacks. Safe to repeat."

    def handle(self, *args: Any, **options: Any) -> None:
        group = set_up_office()
        self.stdout.write(f"{group.name}: {group.permissions.count()} permissions")
