"""What the office needs from the first day: its group, after an upgrade that brought new models too, and its postal address."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from members.accounts.actions.accounts import set_up_office
from members.models import User
from members.rights.actions import every_scope, set_rights
from pafso import rights
from pafso.errors import NotEligible
from pafso.start import write_first_postal_address


class Command(BaseCommand):
    help = (
        "Create the group Office, or give it the permissions that it lacks; write POSTAL_ADDRESS into the texts if there is none. "
        "Safe to repeat."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--looks-after-all",
            metavar="ADDRESS",
            help="Give the account with this address every right on awards, contests and the magazine, and tell everybody who already has one. "
            "For the first person in the office; afterwards, a superuser gives rights on the page “Who looks after what”.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        group = set_up_office()
        self.stdout.write(f"{group.name}: {group.permissions.count()} permissions")
        if write_first_postal_address():
            self.stdout.write("The postal address is written; from now on the office keeps it, among its texts.")
        if options["looks_after_all"]:
            self._give_all(options["looks_after_all"])
        elif not any(kind.model._base_manager.exists() for kind in rights.kinds()):
            self.stdout.write(
                "Nobody looks after the awards, the contests and the magazine yet: being a superuser does not open them. "
                "manage.py office --looks-after-all ADDRESS gives the first person what they need."
            )

    def _give_all(self, address: str) -> None:
        user = User.objects.filter(email=address.strip().lower()).first()
        if user is None:
            raise CommandError(f"There is no account {address}.")
        try:
            set_rights(user, by=None, **{scope.name: True for scope in every_scope() if scope.object is None})
        except NotEligible as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{user.email} looks after every award, every contest and the magazine.")
