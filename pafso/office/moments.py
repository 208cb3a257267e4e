"""A day and an hour in two boxes of the office, each with a name that is read aloud; the hour without seconds that are nothing."""

from datetime import time

from django import forms
from django.contrib.admin.widgets import AdminSplitDateTime, AdminTimeWidget, BaseAdminDateWidget, BaseAdminTimeWidget
from django.utils.translation import gettext as _


class _Hour(BaseAdminTimeWidget):
    """ "09:00"; "09:00:30" only where the seconds say something, so that no save takes them away."""

    def format_value(self, value: object) -> str | None:
        if isinstance(value, time):
            return f"{value:%H:%M:%S}" if value.second else f"{value:%H:%M}"
        return super().format_value(value)


class HourWidget(_Hour, AdminTimeWidget):
    """By itself: Django's has a paragraph of its own, the two of a moment share one."""


class MomentWidget(AdminSplitDateTime):
    """Django writes "Date:" and "Time:" beside the boxes as bare words, which name neither."""

    def __init__(self, attrs: dict[str, str] | None = None) -> None:
        forms.MultiWidget.__init__(self, [BaseAdminDateWidget, _Hour], attrs)

    def get_context(self, name: str, value: object, attrs: dict[str, object] | None) -> dict[str, object]:
        context = super().get_context(name, value, attrs)
        day, hour = context["widget"]["subwidgets"]
        day["attrs"]["aria-label"] = _("Date")
        hour["attrs"]["aria-label"] = _("Time")
        return context
