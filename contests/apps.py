"""The contests app: registers what it adds to shared pages."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from pafso import dates as deadlines
from pafso import panels as shared
from pafso import traces
from pafso.audit import labels
from pafso.privacy import registry
from pafso.revisions.registry import register_wordings

NO_CONTEST = _("You do not look after any photo contest yet, so no photos are listed here.")


class ContestsConfig(AppConfig):
    name = "contests"
    verbose_name = _("Photo contest")

    def ready(self) -> None:
        from pafso import rights
        from pafso.audit import subjects
        from pafso.office.waiting import kinds

        from . import audit_labels, dates, panels, personal_data, waiting
        from . import traces as own_traces
        from .models import Contest, ContestRight, Entry, Placing
        from .models.entry import VIEW

        traces.add(20, own_traces.traces)
        labels.add(audit_labels.LABELS)
        register_wordings(Contest, "title", "theme", "rules")
        newest = Contest.objects.order_by("-closes_at")
        every = _("Every photo contest")
        rights.register(rights.Kind(ContestRight, _("Photo contests"), every, VIEW, newest.all, nothing=NO_CONTEST))
        subjects.register(Entry, lambda reader: Entry.objects.in_hands_of(reader))
        subjects.register(Placing, lambda reader: Placing.objects.in_hands_of(reader))
        shared.add("home", 20, panels.home, "contests/panels/home.html")
        shared.add("me", 20, panels.me, "contests/panels/me.html")
        kinds.add("contests", waiting.KINDS, waiting.NOT_WAITING)
        deadlines.add(30, dates.dates, work=dates.WORK, windows=dates.windows)
        registry.register_personal_data(30, personal_data.describe)
        registry.register_erasure(20, personal_data.erase, through=personal_data.ERASED)
