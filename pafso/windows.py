"""Columns for what is open from one date to another: an edition of an award, a contest. Open is a question, never a state."""

from datetime import datetime, timedelta
from typing import Any, Self

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from pafso.clock import MINUTE, Window


class WindowedQuerySet(models.QuerySet[Any]):
    def open(self, now: datetime | None = None) -> Self:
        """Those that are open at this instant (the minute named by closes_at belongs to the window)."""
        now = now or timezone.now()
        return self.filter(opens_at__lte=now, closes_at__gt=now - MINUTE)


class Windowed(models.Model):
    """A row with a window. Where it needs another help text, limit or index, a model declares that field again.

    Its constraint it takes from `closes_after_it_opens`, since the sentence names what would be closed.
    """

    opens_at: Any = models.DateTimeField(_("opens"), db_index=True, help_text=_("Ottawa time."))
    closes_at: Any = models.DateTimeField(
        _("closes"), db_index=True, help_text=_("Ottawa time; 23:59 includes that whole minute.")
    )
    grace_minutes: Any = models.PositiveSmallIntegerField(_("grace, in minutes"), default=0)

    class Meta:
        abstract = True

    @property
    def window(self) -> Window:
        return Window(self.opens_at, self.closes_at, timedelta(minutes=self.grace_minutes))

    @property
    def is_open(self) -> bool:
        return self.window.is_open()


def closes_after_it_opens(message: Any) -> models.CheckConstraint:
    """The constraint of every window, with the sentence for whoever typed the dates the wrong way round."""
    return models.CheckConstraint(
        condition=models.Q(closes_at__gt=models.F("opens_at")),
        name="%(class)s_closes_after_it_opens",
        violation_error_message=message,
    )
