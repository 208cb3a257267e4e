"""The outbox as an app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from pafso.privacy import registry


class MailConfig(AppConfig):
    name = "pafso.mail"
    label = "mail"
    verbose_name = _("Emails")

    def ready(self) -> None:
        from . import personal_data

        registry.register_personal_data(80, personal_data.describe)
        registry.register_erasure(80, personal_data.erase)
        held = registry.UnderAddress(personal_data.under_address, personal_data.erase_under_address)
        registry.register_under_address(80, held)
