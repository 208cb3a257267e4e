"""Fills a database with plausible rows at any size, the same for the same seed."""

import time
from argparse import ArgumentParser
from random import Random
from typing import Any

from django.core.management.base import BaseCommand

from pafso import panels


class Command(BaseCommand):
    help = "Add that many plausible members, nominations, entries and issues, in bulk."

    def add_arguments(self, parser: ArgumentParser) -> None:
        for name, _ in panels.populations():
            parser.add_argument(f"--{name}", type=int, default=0, metavar="N")
        parser.add_argument("--seed", type=int, default=1)

    def handle(self, *args: Any, **options: Any) -> None:
        for name, populate in panels.populations():
            if options[name]:
                began = time.monotonic()
                made = populate(options[name], Random(f"{options['seed']} {name}"))
                self.stdout.write(f"{name}: {made} in {time.monotonic() - began:.1f} s")
