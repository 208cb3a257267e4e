"""Development only: reads the mail that a worker has delivered into var/mailbox, and shows the demonstration's codes."""

import email
import email.policy
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_safe

from pafso.access import public
from pafso.panels import panels_for

SHOWN = 100


@dataclass(frozen=True)
class Delivered:
    """One mail as it arrived."""

    number: str
    message: EmailMessage

    @property
    def text(self) -> str:
        body = self.message.get_body(("plain",))
        return body.get_content() if body else ""

    @property
    def to(self) -> str:
        return str(self.message["To"])

    @property
    def subject(self) -> str:
        return str(self.message["Subject"])

    @property
    def date(self) -> str:
        return str(self.message["Date"])


def delivered() -> Iterator[Delivered]:
    """Newest first."""
    folder = Path(settings.DELIVERY.get("EMAIL_FILE_PATH") or "/nonexistent")
    files = (
        sorted(folder.glob("*.log"), key=lambda file: file.stat().st_mtime_ns, reverse=True) if folder.is_dir() else []
    )
    for file in files:
        parts = [part for part in file.read_bytes().split(b"-" * 79) if part.strip()]
        for position, part in reversed(list(enumerate(parts))):
            message = email.message_from_bytes(part.strip() + b"\n", policy=email.policy.default)
            yield Delivered(f"{file.stem}.{position}", message)  # type: ignore[arg-type]


@public
@require_safe
def mailbox(request: HttpRequest) -> HttpResponse:
    mails = [mail for mail, _ in zip(delivered(), range(SHOWN), strict=False)]
    return render(request, "dev/mailbox.html", {"mails": mails, "panels": panels_for("mailbox", request)})


@public
@require_safe
def mail(request: HttpRequest, number: str) -> HttpResponse:
    found = next((one for one in delivered() if one.number == number), None)
    if found is None:
        raise Http404
    return render(request, "dev/mail.html", {"mail": found})


urlpatterns = [
    path("mailbox/", mailbox, name="mailbox"),
    path("mailbox/<str:number>/", mail, name="mailbox_mail"),
]
