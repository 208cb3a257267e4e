"""The members app: registers what it adds to shared pages."""

from django.apps import AppConfig
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from pafso import panels
from pafso.audit import words
from pafso.privacy import registry


class MembersConfig(AppConfig):
    name = "members"
    verbose_name = _("People")

    def ready(self) -> None:
        from . import desk, erasure, holdings, receivers, verbs

        words.add(verbs.VERBS)
        receivers.connect()
        panels.add("me", 5, desk.own_application, "members/panels/own_application.html")
        panels.add("desk", 11, desk.applications, "members/panels/applications.html")
        panels.add("desk", 12, desk.second_person, "members/panels/second_person.html")
        panels.add("desk", 13, desk.postal_address_missing, "members/panels/postal_address.html")
        registry.register_personal_data(10, holdings.describe)
        registry.register_erasure(100, erasure.erase, through=erasure.THROUGH)
        if settings.DEVELOPMENT:
            from . import office_codes

            panels.add("mailbox", 10, office_codes.office_codes, "members/panels/codes.html")
