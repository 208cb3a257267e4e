"""Fills a database with plausible rows at any size, the same for the same seed."""

import time
from argparse import ArgumentParser
from random import Random
from typing import Any

from django.core.management.base import BaseCommand

from pafso import demonstration


class Command(BaseCommand):
    help = "Add that many plausible members, nominations, entries and issues, in bulk."

    def add_arguments(self, parser: ArgumentParser) -> None:
        for script in demonstration.scripts():
            parser.add_argument(f"--{script.NAME}", type=int, default=0, metavar="N")
        parser.add_argument("--seed", type=int, default=1)

    def handle(self, *args: Any, **options: Any) -> None:
        for script in demonstration.scripts():
            if options[script.NAME]:
                began = time.monotonic()
                made = script.populate(options[script.NAME], Random(f"{options['seed']} {script.NAME}"))
                self.stdout.write(f"{script.NAME}: {made} in {time.monotonic() - began:.1f} s")
