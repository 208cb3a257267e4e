"""The members app: registers what it adds to shared pages."""

from django.apps import AppConfig
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from pafso import dates as deadlines
from pafso import panels as shared
from pafso import traces
from pafso.audit import labels
from pafso.mail import silence as mail_silence
from pafso.privacy import registry


class MembersConfig(AppConfig):
    name = "members"
    verbose_name = _("People")

    def ready(self) -> None:
        from pafso.mail import actions as mail_actions
        from pafso.office.waiting import kinds
        from pafso.panels import FIRST

        from . import audit_labels, dates, identity, panels, receivers, waiting
        from .deaths import silence
        from .deaths import traces as deaths_traces
        from .inquiries import personal_data as under_address
        from .privacy import erasure, personal_data

        labels.add(audit_labels.LABELS)
        mail_silence.add(silence.silent)
        traces.add(10, deaths_traces.traces)
        receivers.connect()
        mail_actions.add_colleagues(identity.is_a_colleagues)
        for page in ("home", "me", "guest"):
            shared.add(page, FIRST, panels.waiting, "members/panels/waiting.html")
        shared.add("me", 5, panels.own_application, "members/panels/own_application.html")
        kinds.add("members", waiting.KINDS, waiting.NOT_WAITING)
        shared.add("desk", 13, panels.postal_address_missing, "members/panels/postal_address.html")
        deadlines.add(10, dates.dates)
        registry.register_personal_data(10, personal_data.describe)
        registry.register_erasure(100, erasure.erase, through=erasure.THROUGH)
        held = registry.UnderAddress(under_address.under_address, under_address.erase_under_address)
        registry.register_under_address(100, held)
        if settings.DEVELOPMENT:
            from . import office_codes

            shared.add("mailbox", 10, office_codes.office_codes, "members/panels/codes.html")
