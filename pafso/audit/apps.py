"""The audit trail as an app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from pafso import panels


class AuditConfig(AppConfig):
    name = "pafso.audit"
    label = "audit"
    verbose_name = _("Audit trail")

    def ready(self) -> None:
        from . import personal_data

        panels.add_holdings(90, personal_data.held)
