"""Staff see every mail that was ever queued, its state and its error, and send a failed one again."""

from django import forms
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import URLPattern
from django.utils.translation import gettext_lazy as _

from pafso.localized import Language
from pafso.mail import catalogue
from pafso.mail.actions import send_again, send_copy
from pafso.mail.models import Mail
from pafso.office import mail_catalogue
from pafso.office.chosen import Chosen
from pafso.office.list_pages import ListPages, list_page
from pafso.office.modeladmin import ReadOnlyAdmin
from pafso.office.verb_pages import Button, Page
from pafso.text.words import Found, first_keys, found_in, has_words

MOST_PEOPLE, MOST_FOUND = 100, 500


class LanguageFilter(admin.SimpleListFilter):
    """The languages that we know, so that no column is searched for its values."""

    title = _("language")
    parameter_name = "language"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return [(language.value, str(language.label)) for language in Language]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Mail]) -> QuerySet[Mail]:
        return queryset.filter(language=self.value()) if self.value() else queryset


class CopyForm(forms.Form):
    to = forms.EmailField(label=_("To"), max_length=320)

    def __init__(self, typed: QueryDict | None, mail: Mail) -> None:
        super().__init__(typed, initial={"to": mail.to})


def _event_of(chosen: Chosen) -> str:
    """The first of those that an email of today is like."""
    known = {event.name for event in catalogue.every_event()}
    events = [mail.event for mail in chosen.rows if isinstance(mail, Mail)]
    return next((event for event in events if event in known), "")


class MailAdmin(ListPages, ReadOnlyAdmin):
    # No body: a receipt may name somebody of whom this reader may not know (a nominee who works here, for one).
    change_list_template = "admin/mail_list.html"
    list_display = ["created_at", "to", "subject", "state", "sent_at"]
    list_filter = ["state", LanguageFilter]
    search_fields = ["to__startswith"]
    search_help_text = _("The beginning of an address, or of a name of the account holder")
    fields = [
        "to",
        "language_name",
        "subject",
        "state",
        "attempts",
        "last_error",
        "not_before",
        "created_at",
        "sent_at",
        "kind",
        "reply_to",
    ]
    actions = ["send_again"]
    verbs = [
        Button(
            "again",
            send_again,
            words=_("Send again"),
            done=_("Queued again."),
            offered=lambda mail, by: mail.state == Mail.State.FAILED,
        ),
        Page(
            "copy",
            send_copy,
            words=_("Send a copy…"),
            title=_("Send this email again"),
            explained=_("The same text, as a new email, to the same address or to another address of the same person."),
            button=_("Send a copy"),
            done=_("The copy is on its way."),
            form=CopyForm,
            offered=lambda mail, by: bool(mail.text) and not mail.is_secret,
        ),
        list_page(
            "sending_again",
            each=send_again,
            event=_event_of,
            title=_("Send again"),
            explained=_("The emails that failed will be sent once more. This is what such an email looks like:"),
            button=_("Send them again"),
            done=_("Queued again: %(to)s"),
            named=lambda mail: {"to": mail.to},
            writes=lambda mail: mail.state == Mail.State.FAILED,
        ),
    ]

    def get_urls(self) -> list[URLPattern]:
        return [*mail_catalogue.urls(self.admin_site), *super().get_urls()]

    @admin.action(description=_("Send again"))
    def send_again(self, request: HttpRequest, queryset: QuerySet[Mail]) -> HttpResponse:
        return self.to_list_page("sending_again", queryset)

    @admin.display(description=_("language"))
    def language_name(self, mail: Mail) -> str:
        return str(dict(Language.choices).get(mail.language, mail.language))

    def find(self, term: str) -> Found:
        accounts = first_keys(get_user_model()._default_manager.filter(has_words("name", term)), MOST_PEOPLE, "email")
        mails = Mail.objects.order_by()
        return found_in([mails.filter(to__startswith=term.strip().lower()), mails.filter(to__in=accounts)], MOST_FOUND)

    def get_readonly_fields(self, request: HttpRequest, obj: object = None) -> list[str]:
        return [str(name) for name in self.fields or []]
