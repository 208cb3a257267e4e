"""The magazine app: registers what it adds to shared pages."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MagazineConfig(AppConfig):
    name = "magazine"
    verbose_name = _("bout de papier")

    def ready(self) -> None:
        from pafso import panels as shared
        from pafso.audit import labels

        from . import audit_labels, panels

        labels.add(audit_labels.LABELS)
        shared.add("home", 30, panels.newest_issue, "magazine/panels/newest.html")
        shared.add("desk", 40, panels.issues_at_work, "magazine/panels/at_work.html")
