"""The outbox as an app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from pafso import panels


class MailConfig(AppConfig):
    name = "pafso.mail"
    label = "mail"
    verbose_name = _("Mail")

    def ready(self) -> None:
        from . import personal_data

        panels.add_holdings(80, personal_data.held)
        panels.add_erasure(80, personal_data.erase)
