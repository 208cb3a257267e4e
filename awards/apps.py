"""The awards app: registers what it adds to shared pages."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from pafso import panels
from pafso.audit import labels


class AwardsConfig(AppConfig):
    name = "awards"
    verbose_name = _("Awards")

    def ready(self) -> None:
        from . import audit_labels, personal_data
        from . import panels as desk

        labels.add(audit_labels.VERBS)
        panels.add("home", 20, desk.open_windows, "awards/panels/home.html")
        panels.add("me", 20, desk.own_nominations, "awards/panels/me.html")
        panels.add("desk", 20, desk.office, "awards/panels/desk.html")
        panels.add_holdings(20, personal_data.held)
        panels.add_erasure(30, personal_data.erase, through=["awards.Nomination.nominator"])
