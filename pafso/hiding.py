"""What is published can be hidden at once, with a reason: a face, a copied text, an author's plea. Nothing of it is destroyed."""

from datetime import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from pafso.errors import Incomplete
from pafso.lazy import Words


class Hideable(models.Model):
    """A row that everyone may see, until the office hides it; `hidden_reason` stays after it is shown again.

    Whoever asks what everyone may see leaves out what is hidden; the office and its author go on seeing it.
    """

    hidden_at = models.DateTimeField(_("hidden"), null=True, blank=True, editable=False)
    hidden_reason = models.TextField(_("why it was hidden"), blank=True, default="", db_default="", editable=False)

    class Meta:
        abstract = True

    @property
    def is_hidden(self) -> bool:
        return self.hidden_at is not None

    def hide(self, reason: str, now: datetime) -> bool:
        """Write it on the row, which is locked; False when it is hidden already. Raises Incomplete without a REASON."""
        reason = wanted_reason(reason)
        if self.is_hidden:
            return False
        self.hidden_at, self.hidden_reason = now, reason
        self.save(update_fields=["hidden_at", "hidden_reason"])
        return True

    def unhide(self) -> bool:
        """Show it again; False when it was not hidden."""
        if not self.is_hidden:
            return False
        self.hidden_at = None
        self.save(update_fields=["hidden_at"])
        return True


def hidden_with_reason() -> models.CheckConstraint:
    """The constraint of every `Hideable`."""
    return models.CheckConstraint(
        condition=models.Q(hidden_at=None) | ~models.Q(hidden_reason=""), name="%(class)s_hidden_with_reason"
    )


def wanted_reason(reason: str, sentence: Words | None = None) -> str:
    """REASON without the space around it. Raises Incomplete, beside its field, when nothing is left."""
    reason = reason.strip()
    if not reason:
        raise Incomplete([("reason", sentence or _("Say why."))])
    return reason
