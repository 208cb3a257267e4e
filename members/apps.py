"""The members app: registers what it adds to shared pages."""

from django.apps import AppConfig
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from pafso import panels as shared
from pafso.audit import labels
from pafso.privacy import registry


class MembersConfig(AppConfig):
    name = "members"
    verbose_name = _("People")

    def ready(self) -> None:
        from . import audit_labels, panels, receivers
        from .privacy import erasure, personal_data

        labels.add(audit_labels.LABELS)
        receivers.connect()
        shared.add("me", 5, panels.own_application, "members/panels/own_application.html")
        shared.add("desk", 11, panels.applications, "members/panels/applications.html")
        shared.add("desk", 12, panels.second_person, "members/panels/second_person.html")
        shared.add("desk", 13, panels.postal_address_missing, "members/panels/postal_address.html")
        registry.register_personal_data(10, personal_data.describe)
        registry.register_erasure(100, erasure.erase, through=erasure.THROUGH)
        if settings.DEVELOPMENT:
            from . import office_codes

            shared.add("mailbox", 10, office_codes.office_codes, "members/panels/codes.html")
