"""The outbox: every mail is a row first, so that a crash between two lines loses none and doubles none."""

from email.utils import make_msgid
from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from pafso.models import MailKind
from pafso.work.leases import Leased


def new_message_id() -> str:
    """Fixed when the mail is written, so that a receiver can recognise a second copy."""
    return make_msgid(domain="pafso-apase")


class MailQuerySet(models.QuerySet["Mail"]):
    def due(self) -> "MailQuerySet":
        """Waiting, and not told to wait longer; or taken by a worker that has not been heard of since its lease."""
        now = timezone.now()
        waiting = models.Q(state=Mail.State.QUEUED, not_before__lte=now)
        abandoned = models.Q(state=Mail.State.SENDING, lease_until__lt=now)
        return self.filter(waiting | abandoned)


class Mail(Leased):
    """One message to one person, in that person's language."""

    class State(models.TextChoices):
        QUEUED = "queued", _("Waiting")
        SENDING = "sending", _("Being sent")
        SENT = "sent", _("Sent")
        FAILED = "failed", _("Failed")
        STOPPED = "stopped", _("Not sent: nothing is sent to this address any more")

    MOVES: ClassVar[dict[str, set[str]]] = {
        State.QUEUED: {State.SENDING, State.STOPPED},
        State.SENDING: {State.SENT, State.FAILED, State.QUEUED, State.STOPPED},
        State.STOPPED: {State.QUEUED},
        State.FAILED: {State.QUEUED},
        State.SENT: set(),
    }

    key = models.CharField(_("key"), max_length=200, unique=True)
    event = models.CharField(_("event"), max_length=80, db_index=True)
    to = models.EmailField(_("to"), max_length=320)
    language = models.CharField(_("language"), max_length=2)
    subject = models.CharField(_("subject"), max_length=200)
    text = models.TextField(_("text"))
    html = models.TextField(_("HTML"), blank=True)
    is_secret = models.BooleanField(_("holds a secret"), default=False)
    # Of mail that a person may do without: where one click, of theirs or of their mail program, ends it (RFC 8058).
    unsubscribe_url = models.CharField(max_length=500, blank=True, default="", db_default="", editable=False)
    # Whose business the answers are. The address is looked up when it goes out, and then written down: what the office
    # corrects holds for what still waits, and the row says what was sent.
    kind = models.CharField(
        _("kind"), max_length=20, choices=MailKind.choices, default=MailKind.OFFICE, db_default="office"
    )
    reply_to = models.CharField(
        _("replies go to"), max_length=320, blank=True, default="", db_default="", editable=False
    )
    message_id = models.CharField(max_length=200, unique=True, default=new_message_id)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.QUEUED)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    not_before = models.DateTimeField(_("not before"), default=timezone.now)
    lease_until = models.DateTimeField(null=True, blank=True)
    last_error = models.TextField(_("last error"), blank=True)
    created_at = models.DateTimeField(_("written"), auto_now_add=True)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)

    objects = MailQuerySet.as_manager()

    class Meta:
        verbose_name = _("email")
        verbose_name_plural = _("emails")
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["not_before", "id"], name="mail_waiting", condition=models.Q(state="queued")),
            models.Index(fields=["lease_until"], name="mail_taken", condition=models.Q(state="sending")),
            models.Index(fields=["state", "-id"], name="mail_by_state"),
            # Asked for whole by who looks after an address, by its beginning in the office's search.
            models.Index(fields=["to"], name="mail_to_begins", opclasses=["varchar_pattern_ops"]),
        ]

    def __str__(self) -> str:
        return f"{self.subject} → {self.to}"
