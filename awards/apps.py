"""The awards app: registers what it adds to shared pages."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from pafso import panels
from pafso.audit import words
from pafso.privacy import registry


class AwardsConfig(AppConfig):
    name = "awards"
    verbose_name = _("Awards")

    def ready(self) -> None:
        from . import desk, holdings, verbs

        words.add(verbs.VERBS)
        panels.add("home", 20, desk.open_windows, "awards/panels/home.html")
        panels.add("me", 20, desk.own_nominations, "awards/panels/me.html")
        panels.add("desk", 20, desk.office, "awards/panels/desk.html")
        registry.register_personal_data(20, holdings.describe)
        registry.register_erasure(30, holdings.erase, through=["awards.Nomination.nominator"])
