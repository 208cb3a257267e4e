"""The contests app: registers what it adds to shared pages."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from pafso import panels as shared
from pafso.audit import words
from pafso.privacy import registry


class ContestsConfig(AppConfig):
    name = "contests"
    verbose_name = _("Photo contest")

    def ready(self) -> None:
        from . import holdings, panels, verbs

        words.add(verbs.VERBS)
        shared.add("home", 20, panels.home, "contests/panels/home.html")
        shared.add("me", 20, panels.me, "contests/panels/me.html")
        shared.add("desk", 20, panels.desk, "contests/panels/desk.html")
        registry.register_personal_data(30, holdings.describe)
        registry.register_erasure(20, holdings.erase, through=["contests.Entry.entrant"])
