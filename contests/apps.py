"""The contests app: registers what it adds to shared pages."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from pafso import panels as shared
from pafso.audit import labels
from pafso.privacy import registry


class ContestsConfig(AppConfig):
    name = "contests"
    verbose_name = _("Photo contest")

    def ready(self) -> None:
        from . import audit_labels, panels, personal_data

        labels.add(audit_labels.LABELS)
        shared.add("home", 20, panels.home, "contests/panels/home.html")
        shared.add("me", 20, panels.me, "contests/panels/me.html")
        shared.add("desk", 20, panels.desk, "contests/panels/desk.html")
        registry.register_personal_data(30, personal_data.describe)
        registry.register_erasure(20, personal_data.erase, through=["contests.Entry.entrant"])
