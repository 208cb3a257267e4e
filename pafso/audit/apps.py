"""The audit trail as an app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from pafso.privacy import registry


class AuditConfig(AppConfig):
    name = "pafso.audit"
    label = "audit"
    verbose_name = _("Audit trail")

    def ready(self) -> None:
        from . import personal_data

        registry.register_personal_data(90, personal_data.describe)
