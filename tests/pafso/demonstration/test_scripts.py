"""The scripts of the apps are found when somebody asks for them, in the order in which they build on each other."""

import subprocess
import sys

from django.conf import settings

from pafso.demonstration import scripts

ASK = """
import django, sys
django.setup()
import contests.demonstration
from pafso.demonstration import scripts
print(*[script.__name__ for script in scripts()])
"""


def test_scripts_come_in_the_order_of_the_apps_whichever_was_imported_first() -> None:
    asked = subprocess.run(
        [sys.executable, "-c", ASK], cwd=settings.BASE_DIR, capture_output=True, text=True, check=True
    )

    assert asked.stdout.split() == [
        "members.demonstration",
        "awards.demonstration",
        "contests.demonstration",
        "magazine.demonstration",
    ]


def test_each_says_what_it_populates() -> None:
    assert [script.NAME for script in scripts()] == ["members", "nominations", "entries", "issues"]
