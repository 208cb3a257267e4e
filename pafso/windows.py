"""Columns for what is open from one date to another: an edition of an award, a contest. Open is a question, never a state.

And for the call: that it has opened is told once to everyone who wants such news, when the office has said so.
"""

from datetime import datetime, timedelta
from typing import Any, ClassVar, Self

from django.db import models
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from pafso.clock import Window, minute_of, received_at
from pafso.text.dates import moment_in_words
from pafso.text.figures import number


def not_closed(model: type["Windowed"], now: datetime, path: str = "") -> models.Q:
    """Rows whose window has not closed at NOW, and that were not called off; PATH leads to the row of MODEL that has the
    window ("cycle__").

    The verdict of `Window` in columns, whatever seconds are stored: now < minute_of(closes_at) + a minute says the same as
    minute_of(now) <= closes_at, which an index answers.
    """
    return models.Q((f"{path}closes_at__gte", minute_of(now))) & going_ahead(model, path)


def in_window(model: type["Windowed"], now: datetime, path: str = "") -> models.Q:
    """Rows whose window is open at NOW."""
    return models.Q((f"{path}opens_at__lte", now)) & not_closed(model, now, path)


def going_ahead(model: type["Windowed"], path: str = "") -> models.Q:
    """Rows that were not called off, whatever their dates say."""
    return models.Q(*((f"{path}{column}", None) for column in model.CALLED_OFF))


class EndOfGrace(models.Func):
    """``closes_at`` and the minutes of grace after it, as the database adds them: it lacks the minute that closes_at names."""

    output_field = models.DateTimeField()
    template = "(%(expressions)s * interval '1 minute')"
    arg_joiner = " + "

    def __init__(self, path: str = "") -> None:
        super().__init__(f"{path}closes_at", f"{path}grace_minutes")

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        template = "django_format_dtdelta('+', %(expressions)s * 60000000)"
        return self.as_sql(compiler, connection, template=template, arg_joiner=", ", **context)


class WindowedQuerySet(models.QuerySet[Any]):
    def open(self, now: datetime | None = None) -> Self:
        """Those that are open at this instant (the minute named by closes_at belongs to the window)."""
        return self.filter(in_window(self.model, now or received_at()))

    def going_ahead(self) -> Self:
        """Those that were not called off."""
        return self.filter(going_ahead(self.model))

    def over(self, now: datetime | None = None) -> Self:
        """Those in which nothing may be finished any more: the window is closed, and its grace has passed; or called off."""
        too_late = models.Q(end_of_grace__lt=minute_of(now or received_at()))
        return self.annotate(end_of_grace=EndOfGrace()).filter(too_late | ~going_ahead(self.model))

    def not_over(self, now: datetime | None = None) -> Self:
        """The others: open, in their grace, or still to come."""
        in_time = models.Q(end_of_grace__gte=minute_of(now or received_at()))
        return self.annotate(end_of_grace=EndOfGrace()).filter(in_time, going_ahead(self.model))

    def to_call(self, now: datetime | None = None) -> Self:
        """Of those that are `Called`: open, and not everybody who wants it has been told."""
        return self.open(now).filter(sends_call=True, called_at=None)


class Windowed(models.Model):
    """A row with a window. Where it needs another help text, limit or index, a model declares that field again.

    Its constraint it takes from `closes_after_it_opens`, since the sentence names what would be closed.
    """

    opens_at: Any = models.DateTimeField(_("opens"), db_index=True, help_text=_("Ottawa time."))
    closes_at: Any = models.DateTimeField(
        _("closes"), db_index=True, help_text=_("Ottawa time; 23:59 includes that whole minute.")
    )
    grace_minutes: Any = models.PositiveSmallIntegerField(_("grace period (minutes)"), default=0)

    # Columns that say since when it is called off: then nothing is open in it, whatever its dates say.
    CALLED_OFF: ClassVar[tuple[str, ...]] = ()

    class Meta:
        abstract = True

    @property
    def window(self) -> Window:
        return Window(self.opens_at, self.closes_at, timedelta(minutes=self.grace_minutes), self.is_called_off)

    @property
    def is_called_off(self) -> bool:
        return any(getattr(self, column) is not None for column in self.CALLED_OFF)

    @property
    def is_open(self) -> bool:
        return self.window.is_open()


class Called(Windowed):
    """What is open to many: when it opens, each who wants such news gets one mail, if the office has confirmed it."""

    # Where `broadcast` writes how far it is.
    CALL: ClassVar[dict[str, str]] = {"done": "called_at", "position": "called_up_to", "counted": "called_people"}

    sends_call = models.BooleanField(
        _("send the call"),
        default=False,
        # Until nobody writes with the code of before any more: it says what it means itself.
        db_default=True,
        editable=False,
    )
    called_at = models.DateTimeField(_("call sent"), null=True, blank=True, editable=False)
    called_up_to = models.BigIntegerField(default=0, db_default=0, editable=False)
    called_people = models.PositiveIntegerField(_("people told"), default=0, db_default=0, editable=False)

    class Meta:
        abstract = True

    def call_in_words(self, now: datetime | None = None) -> str:
        """What has become of the call, for the office."""
        told = ngettext("%(n)s person told.", "%(n)s people told.", self.called_people) % {
            "n": number(self.called_people)
        }
        if self.called_at is not None:
            return gettext("Sent on %(moment)s. %(told)s") % {"moment": moment_in_words(self.called_at), "told": told}
        if not self.sends_call:
            return gettext("Held back. %(told)s") % {"told": told}
        if not self.window.has_opened(now):
            return gettext("Will be sent when it opens: %(moment)s") % {"moment": moment_in_words(self.opens_at)}
        if self.window.has_closed(now):
            return gettext("It closed before everyone could be told. %(told)s") % {"told": told}
        return gettext("Being sent. %(told)s") % {"told": told}


def closes_after_it_opens(message: Any) -> models.CheckConstraint:
    """The constraint of every window, with the sentence for whoever typed the dates the wrong way round."""
    return models.CheckConstraint(
        condition=models.Q(closes_at__gt=models.F("opens_at")),
        name="%(class)s_closes_after_it_opens",
        violation_error_message=message,
    )
