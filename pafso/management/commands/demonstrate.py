"""Fills an empty database with a demonstration association; leaves any other database alone."""

import json
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from pafso import demonstration


class Command(BaseCommand):
    help = "Fill an empty database with people, an open cycle, contests with photos, and two issues."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEVELOPMENT:
            raise CommandError("A demonstration has known passwords: development only.")
        if get_user_model().objects.exists():
            return
        self.stdout.write("Filling the empty database with a demonstration…")
        context: dict[str, Any] = {"people": {}, "signins": []}
        with transaction.atomic():
            for script in demonstration.scripts():
                script.fill(context)
        target = settings.VAR_DIR / "demonstration.json"
        target.write_text(json.dumps({"signins": context["signins"]}, ensure_ascii=False, indent=1))
