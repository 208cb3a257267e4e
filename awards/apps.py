"""The awards app: registers what it adds to shared pages."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from pafso import dates as deadlines
from pafso import panels as shared
from pafso import traces
from pafso.audit import labels
from pafso.privacy import registry
from pafso.revisions.registry import register_wordings

NO_AWARD = _("You do not look after any award yet, so no nominations are listed here.")


class AwardsConfig(AppConfig):
    name = "awards"
    verbose_name = _("Awards")

    def ready(self) -> None:
        from awards.models.right import VIEW
        from members.merging import links
        from pafso import rights
        from pafso.audit import subjects
        from pafso.documents import copies
        from pafso.office.waiting import kinds

        from . import audit_labels, dates, panels, personal_data, waiting
        from . import traces as own_traces
        from .letters.actions.reading import originals
        from .models import Award, AwardRight, Cycle, Letter, Nomination

        links.follow("awards.Nomination.nominee_member")
        links.follow("awards.Letter.member")
        copies.register_originals(originals)
        traces.add(20, own_traces.traces)
        labels.add(audit_labels.LABELS)
        register_wordings(Award, "name", "description")
        register_wordings(Cycle, "criteria")
        every = _("Every award")
        rights.register(rights.Kind(AwardRight, _("Awards"), every, VIEW, Award.objects.all, nothing=NO_AWARD))
        subjects.register(Nomination, lambda reader: Nomination.objects.looked_after_by(reader))
        subjects.register(Letter, lambda reader: Letter.objects.looked_after_by(reader))
        shared.add("home", 20, panels.open_windows, "awards/panels/home.html")
        for page in ("me", "guest"):
            shared.add(page, 20, panels.own_nominations, "awards/panels/me.html")
        shared.add("desk", 20, panels.office, "awards/panels/desk.html")
        deadlines.add(20, dates.dates, work=dates.WORK)
        kinds.add("awards", waiting.KINDS, waiting.NOT_WAITING)
        registry.register_personal_data(20, personal_data.describe)
        registry.register_erasure(30, personal_data.erase, through=personal_data.ERASED)
        held = registry.UnderAddress(
            personal_data.under_address, personal_data.erase_under_address, personal_data.people_named
        )
        registry.register_under_address(20, held)
