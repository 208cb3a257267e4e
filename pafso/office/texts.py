"""The office edits the texts of the association here, and who reads the answers to its mails."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from pafso.models import Text

from .chosen import Chosen
from .forms import reason
from .modeladmin import StaffAdmin
from .text_actions import delete_text, is_needed
from .verb_pages import Page, VerbPages


class TextAdmin(VerbPages, StaffAdmin):
    verbs = (
        Page(
            "deletion",
            delete_text,
            words=_("Delete…"),
            title=_("Delete this text"),
            explained=_(
                "It will disappear from its page at once and cannot be put back. Copy it first if you may want "
                "it again."
            ),
            button=_("Delete it"),
            done=_("The text has been deleted."),
            form=reason(_("Reason"), hint=_("It is kept in the audit trail.")),
            offered=lambda text, by: not is_needed(text),
            leads_to=lambda text: Chosen([], Text),
        ),
    )
    list_display = ["key", "title_en", "title_fr", "changed_at"]
    sortable_by = ["key", "changed_at"]
    fields = ["key", "title_en", "title_fr", "body_en", "body_fr"]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return ["key"] if obj else []


class ReplyAddressAdmin(StaffAdmin):
    """One row a kind of mail; a kind without one is read where everything else is."""

    list_display = ["kind", "address"]
    fields = ["kind", "address"]

    def get_readonly_fields(self, request: HttpRequest, obj: object = None) -> list[str]:
        return ["kind"] if obj else []
