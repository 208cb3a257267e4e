"""A day and an hour in two boxes of the office, each with a name that is read aloud."""

from django.contrib.admin.widgets import AdminSplitDateTime
from django.utils.translation import gettext as _


class MomentWidget(AdminSplitDateTime):
    """Django writes "Date:" and "Time:" beside the boxes as bare words, which name neither."""

    def get_context(self, name: str, value: object, attrs: dict[str, object] | None) -> dict[str, object]:
        context = super().get_context(name, value, attrs)
        day, hour = context["widget"]["subwidgets"]
        day["attrs"]["aria-label"] = _("Date")
        hour["attrs"]["aria-label"] = _("Time")
        return context
