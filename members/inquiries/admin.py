"""What people without an account ask about their data: looked up by address, shown by mail, erased by two."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _

from members.identity import identity_of
from members.models import Inquiry, User
from pafso.access import signed_in
from pafso.mailboxes import mailbox
from pafso.office.forms import reason
from pafso.office.modeladmin import ReadOnlyAdmin
from pafso.office.verb_pages import Button, Page, Verb, VerbPages, check_right
from pafso.privacy.page import shown_to_office
from pafso.privacy.registry import people_named
from pafso.text.words import Found, found_in

from . import actions
from .checks import in_hands_of
from .forms import LookUpForm, inquiry_form

ADD, MOST_FOUND = "members.add_inquiry", 500


def _about(request: HttpRequest, address: str) -> Inquiry:
    """What is not asked yet: of an address in its one form, somebody else's."""
    check_right(request, ADD)
    if not _is_address(address) or address != mailbox(address) or _is_own(request, address):
        raise Http404
    return Inquiry(address=address)


def _is_address(text: str) -> bool:
    try:
        validate_email(text)
    except ValidationError:
        return False
    return True


def _is_own(request: HttpRequest, address: str) -> bool:
    return identity_of(signed_in(request)).has(address)


def _send_copy(inquiry: Inquiry, **asked: Any) -> Inquiry:
    return actions.send_copy(inquiry.address, **asked)


def _ask_erasure(inquiry: Inquiry, **asked: Any) -> Inquiry:
    return actions.ask_erasure(inquiry.address, **asked)


def _is_asked(inquiry: Inquiry, by: User) -> bool:
    return inquiry.state == Inquiry.State.ASKED


def _may_erase(inquiry: Inquiry, by: User) -> bool:
    return _is_asked(inquiry, by) and by.pk != inquiry.asked_by_id


VERBS: list[Verb] = [
    Page("copy", _send_copy, title=_("Send it to the person"), button=_("Send it to this address"),
        done=_("Queued. Its text is erased here once it is sent."), form=inquiry_form, right=ADD,
        route="about/<str:address>/copy/", find=_about, leads_to=lambda inquiry: inquiry,
        shown=lambda inquiry: {"about": inquiry.address},
        explained=_("Everything held under this address will be emailed to it, and nowhere else; nobody in the "
"office reads it. Mission mailboxes change hands: make sure that it is this person’s today."),
        template="admin/members/inquiry/ask.html"),
    Page("erasure", _ask_erasure, title=_("Erase what is held"), button=_("Ask a colleague to erase it"),
        done=_("Requested. The person has been told, and another colleague must agree."), form=inquiry_form, right=ADD,
        route="about/<str:address>/erasure/", find=_about, leads_to=lambda inquiry: inquiry,
        shown=lambda inquiry: {"about": inquiry.address},
        explained=_("You ask, and another colleague agrees. A letter that was sent stays in its nomination with the "
"supporter’s name; address and telephone number are erased. Supporters who want the text erased "
"too first ask you to withdraw the letter."),
        template="admin/members/inquiry/ask.html"),
    Button("erase", actions.erase_held, words=_("Agree: erase it now"), offered=_may_erase,
        done=_("Erased. The person is told in a last email.")),
    Button("refuse", actions.refuse_erasure, offered=_is_asked, is_quiet=True,
        words=lambda inquiry, by: _("Remove the record") if by.pk == inquiry.asked_by_id else _("Refuse"),
        form=reason(_("Why you are erasing nothing"), hint=_("The person receives this text by email, exactly as you wrote it."), rows=2, required=False),
        done=_("Nothing was erased. The person has been told.")),
]  # fmt: skip


@admin.register(Inquiry)
class InquiryAdmin(VerbPages, ReadOnlyAdmin):
    """Read only: each step is a verb of its own, by another person than the one before."""

    list_display = ["address", "wish", "state", "asked_by", "asked_at", "decided_by", "ended_at"]
    list_filter = ["wish", "state"]
    list_select_related = ["asked_by", "decided_by"]
    sortable_by = ["asked_at", "ended_at"]
    search_fields = ["address__startswith"]
    search_help_text = _("The beginning of an address")
    ordering = ["-id"]
    fields = ["address", "wish", "state", "language", "proof", "asked_by", "asked_at", "decided_by", "ended_at"]
    change_form_template = "admin/members/inquiry/change_form.html"
    change_list_template = "admin/members/inquiry/change_list.html"
    verbs = VERBS

    def get_queryset(self, request: HttpRequest) -> QuerySet[Inquiry]:
        return super().get_queryset(request) & in_hands_of(request.user)

    def find(self, term: str) -> Found:
        return found_in([Inquiry.objects.filter(address__startswith=mailbox(term))], MOST_FOUND)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """What has not happened yet is not shown."""
        later = {"decided_by", "ended_at"}
        return [str(name) for name in self.fields or [] if name not in later or getattr(obj, str(name), None)]

    def get_urls(self) -> list[URLPattern]:
        return [
            path("about/", self.admin_site.admin_view(self.look_up), name="members_inquiry_look_up"),
            *super().get_urls(),
        ]

    def look_up(self, request: HttpRequest) -> HttpResponse:
        """What is held under an address, as far as this colleague may know of it; or whose name is like that."""
        check_right(request, ADD)
        form = LookUpForm(request.GET if "q" in request.GET else None)
        found: dict[str, Any] = {}
        if form.is_bound and form.is_valid():
            found = _found(request, form.cleaned_data["q"])
        title = _("Data of people without an account")
        context = {**self.admin_site.each_context(request), "title": title, "opts": self.opts, "form": form, **found}
        return TemplateResponse(request, "admin/members/inquiry/look_up.html", context)

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        inquiry = kwargs.get("obj")
        if inquiry is not None and inquiry.state == Inquiry.State.ASKED:
            context["waits_for_another"] = signed_in(request).pk == inquiry.asked_by_id
            context["held"] = shown_to_office(inquiry.address, signed_in(request))
        return super().render_change_form(request, context, *args, **kwargs)


def _found(request: HttpRequest, asked: str) -> dict[str, Any]:
    address = mailbox(asked)
    if not _is_address(address):
        return {"people": people_named(asked, signed_in(request))}
    if _is_own(request, address):
        return {"is_own": True}
    return {"address": address, "held": shown_to_office(address, signed_in(request))}
