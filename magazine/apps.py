"""The magazine app: registers what it adds to shared pages."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MagazineConfig(AppConfig):
    name = "magazine"
    verbose_name = _("bout de papier")

    def ready(self) -> None:
        from pafso import panels
        from pafso.audit import labels

        from . import audit_labels, views
        from . import panels as desk

        labels.add(audit_labels.VERBS)
        panels.add("home", 30, views.newest_issue, "magazine/panels/newest.html")
        panels.add("desk", 40, desk.issues_at_work, "magazine/panels/at_work.html")
