"""The magazine app: registers what it adds to shared pages."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MagazineConfig(AppConfig):
    name = "magazine"
    verbose_name = _("bout de papier")

    def ready(self) -> None:
        from pafso import panels as shared
        from pafso import rights
        from pafso.audit import labels, subjects
        from pafso.office.waiting import kinds
        from pafso.privacy import registry
        from pafso.revisions.registry import register_wordings

        from . import audit_labels, panels, personal_data, waiting
        from .models import VIEW, Issue, MagazineRight

        labels.add(audit_labels.LABELS)
        register_wordings(Issue, "title")
        rights.register(rights.Kind(MagazineRight, _("The magazine"), _("The issues that are not published"), VIEW))
        subjects.register(Issue, lambda reader: Issue.objects.visible_to(reader))
        registry.register_personal_data(40, personal_data.describe)
        registry.register_erasure(25, personal_data.erase, through=["magazine.MagazineRight.user"])
        shared.add("home", 30, panels.newest_issue, "magazine/panels/newest.html")
        kinds.add("magazine", waiting.KINDS, waiting.NOT_WAITING)
