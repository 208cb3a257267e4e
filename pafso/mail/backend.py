"""Django's mail backend that sends nothing: a library that mails lands in the outbox like everything else."""

from collections.abc import Sequence
from typing import Any

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.utils.translation import get_language

from .models import new_message_id
from .outbox import write


class OutboxBackend(BaseEmailBackend):
    """Writes one row a recipient."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        count = 0
        for message in email_messages:
            for recipient in message.recipients():
                write(
                    "library/message",
                    to=recipient,
                    language=get_language() or "en",
                    subject=str(message.subject),
                    text=str(message.body),
                    html=_html(message),
                    key=f"library:{new_message_id()}",
                    secret=True,
                )
                count += 1
        return count


def _html(message: Any) -> str:
    for alternative in getattr(message, "alternatives", []):
        if alternative.mimetype == "text/html":
            return str(alternative.content)
    return ""
