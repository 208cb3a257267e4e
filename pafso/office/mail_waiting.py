"""What waits for the office in the outbox, and why the rest does not."""

from datetime import datetime

from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from pafso.mail.models import Mail

from .waiting.kinds import Kind


def failed_mail(person: AbstractBaseUser, now: datetime) -> QuerySet[Mail]:
    return Mail.objects.filter(state=Mail.State.FAILED)


KINDS = [
    Kind(
        "failed-mail", Mail, _("Emails that failed"), _("Send again"),
        right="mail.view_mail", rows=failed_mail, since="created_at", columns=("to", "subject"),
        covers=("Mail.failed",),
    ),
]  # fmt: skip
NOT_WAITING = {
    "Mail.queued": "a worker’s",
    "Mail.sending": "a worker’s",
    "Mail.sent": "done",
    "Mail.stopped": "nothing goes to this address any more, and nobody has to do anything",
    "Mail.not_before": "a worker’s",
    "Mail.lease_until": "a worker’s",
}
