"""What is held under an address, asked for by somebody whom the office has identified: shown by a mail, erased by two."""

from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from pafso.clock import OTTAWA
from pafso.localized import Language
from pafso.mailboxes import AddressField
from pafso.states import Stateful

from .account import User


class Inquiry(Stateful):
    """One wish about one address: a copy of what is held under it, or its erasure."""

    class Wish(models.TextChoices):
        COPY = "copy", _("Send it to the person")
        ERASURE = "erasure", _("Erase it")

    class State(models.TextChoices):
        ASKED = "asked", _("Waiting for another colleague")
        DONE = "done", _("Done")
        REFUSED = "refused", _("Refused")

    MOVES: ClassVar[dict[str, set[str]]] = {
        State.ASKED: {State.DONE, State.REFUSED},
        State.DONE: set(),
        State.REFUSED: set(),
    }

    address = AddressField(_("email address"), max_length=254)
    wish = models.CharField(_("what is asked for"), max_length=10, choices=Wish.choices)
    language = models.CharField(_("language"), max_length=2, choices=Language.choices)
    proof = models.TextField(
        _("how the person was identified"), max_length=4000,
        help_text=_("What you saw or heard, and when: it must show that this address was theirs then. No copies of documents."),
    )  # fmt: skip
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.ASKED)
    asked_by = models.ForeignKey(User, verbose_name=_("asked by"), on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(_("asked"), default=timezone.now)
    decided_by = models.ForeignKey(
        User, verbose_name=_("decided by"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)

    class Meta:
        verbose_name = _("request of a person without an account")
        verbose_name_plural = _("requests of people without an account")
        ordering = ["-id"]
        indexes = [models.Index(fields=["address"], name="inquiry_address")]
        constraints = [
            models.UniqueConstraint(
                fields=["address"], condition=models.Q(state="asked", wish="erasure"), name="inquiry_one_open_an_address",
                violation_error_message=_("An erasure of what is held under this address is in progress."),
            ),
            models.CheckConstraint(
                condition=~models.Q(wish="erasure", state="done")
                | (models.Q(decided_by__isnull=False) & ~models.Q(decided_by=models.F("asked_by"))),
                name="inquiry_erased_by_two",
            ),
            models.CheckConstraint(
                condition=models.Q(state="asked", ended_at=None) | ~models.Q(state="asked") & models.Q(ended_at__isnull=False),
                name="inquiry_ended_at",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        """No word of the person: this is what the audit trail keeps."""
        return f"{self.pk} ({self.asked_at.astimezone(OTTAWA):%Y-%m-%d})"
