"""A later deadline for one person, with its reason."""

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from pafso.clock import minute_of, received_at


class LaterDeadline(models.Model):
    """Of a nominator for one nomination, or of a supporter for one letter: given by the office, and told to the person."""

    extended_until = models.DateTimeField(_("later deadline"), null=True, blank=True)
    extension_reason = models.CharField(_("reason for the later deadline"), max_length=300, blank=True, db_default="")

    class Meta:
        abstract = True

    def has_longer(self, now: datetime | None = None) -> bool:
        """Whether this person's own deadline is still to come; the minute that it names belongs to it."""
        return self.extended_until is not None and minute_of(now or received_at()) <= self.extended_until


def says_why_longer() -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=Q(extended_until=None) | ~Q(extension_reason=""), name="%(class)s_later_deadline_says_why"
    )
