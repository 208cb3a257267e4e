"""Staff see every mail that was ever queued, its state and its error, and send a failed one again."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from pafso.mail.actions import send_again
from pafso.mail.models import Mail
from pafso.office.modeladmin import ReadOnlyAdmin
from pafso.office.verb_pages import act_on_each


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
        done = _("Queued again: %(to)s")
        act_on_each(request, queryset[:200], send_again, done=done, named=lambda mail: {"to": mail.to})

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return [str(name) for name in self.fields or []]
