"""The awards app: registers what it adds to shared pages."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from pafso import panels as shared
from pafso.audit import labels
from pafso.privacy import registry


class AwardsConfig(AppConfig):
    name = "awards"
    verbose_name = _("Awards")

    def ready(self) -> None:
        from . import audit_labels, panels, personal_data

        labels.add(audit_labels.LABELS)
        shared.add("home", 20, panels.open_windows, "awards/panels/home.html")
        shared.add("me", 20, panels.own_nominations, "awards/panels/me.html")
        shared.add("desk", 20, panels.office, "awards/panels/desk.html")
        registry.register_personal_data(20, personal_data.describe)
        registry.register_erasure(30, personal_data.erase, through=["awards.Nomination.nominator"])
