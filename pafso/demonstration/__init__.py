"""Finds what fills an empty database or a large one: each app's `demonstration` package, which nothing else imports."""

import sys
import tomllib
from pathlib import Path
from typing import Any

from django.apps import apps
from django.utils.module_loading import autodiscover_modules


def scripts() -> list[Any]:
    """The demonstration of each app, in the order in which the apps are installed, since later ones build on earlier ones.

    Each has `fill(context)`, which hands people to those after it in CONTEXT, and for `manage.py populate --NAME N` a
    NAME and `populate(n, random)`, which makes N plausible rows in bulk and returns how many.
    """
    autodiscover_modules("demonstration")
    found = [sys.modules.get(f"{app.name}.demonstration") for app in apps.get_app_configs()]
    return [script for script in found if hasattr(script, "fill")]


def read(script: str, name: str) -> dict[str, Any]:
    """The prose in the file NAME beside SCRIPT."""
    return tomllib.loads((Path(script).parent / name).read_text(encoding="utf-8"))
