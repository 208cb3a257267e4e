"""Staff see every mail that was ever queued, its state and its error, and send a failed one again."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from pafso.errors import DomainError
from pafso.office.modeladmin import ReadOnlyAdmin

from .actions import send_again
from .models import Mail


@admin.register(Mail)
class MailAdmin(ReadOnlyAdmin):
    # No body: a receipt may name somebody of whom this reader may not know (a nominee who works here, for one).
    list_display = ["created_at", "to", "subject", "state", "attempts", "sent_at"]
    list_filter = ["state", "language"]
    search_fields = ["to", "subject"]
    fields = [
        "to",
        "language",
        "subject",
        "state",
        "attempts",
        "last_error",
        "not_before",
        "created_at",
        "sent_at",
    ]
    actions = ["send_again"]

    @admin.action(description=_("Send again"))
    def send_again(self, request: HttpRequest, queryset: QuerySet[Mail]) -> None:
        for mail in queryset[:200]:
            try:
                send_again(mail, by=request.user)
            except DomainError as error:
                self.message_user(request, f"{mail.to}: {error}", messages.ERROR)
            else:
                self.message_user(request, _("Queued again: %(to)s") % {"to": mail.to}, messages.SUCCESS)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return [str(name) for name in self.fields or []]
