"""The states of a nomination: its letters ask for them too."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class NominationState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", pgettext_lazy("nomination", "Received")
    RETURNED = "returned", pgettext_lazy("nomination", "Returned")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    DISQUALIFIED = "disqualified", pgettext_lazy("nomination", "Set aside")
    JOINED = "joined", pgettext_lazy("nomination", "Joined to another")


# What goes by the rules of its cycle: begun or submitted, and neither taken back nor set aside.
LIVE = (NominationState.DRAFT, NominationState.SUBMITTED, NominationState.RETURNED)
# What the office has in its hands.
HANDED_IN = (
    NominationState.SUBMITTED,
    NominationState.RETURNED,
    NominationState.DISQUALIFIED,
    NominationState.JOINED,
)
