"""The office's side of the magazine: upload, look, publish, withdraw. Everything that happens goes through actions."""

from collections.abc import Callable, Iterable
from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from members.access import person
from pafso.errors import DomainError
from pafso.office.modeladmin import StaffAdmin
from pafso.office.verb_pages import act_on_each, explain

from . import actions
from .forms import IssueForm
from .models import Issue

MOST_AT_ONCE = 50
Verb = Callable[..., Issue]
BUTTONS: dict[str, tuple[Verb, Any]] = {
    "_publish": (actions.publish_issue, _("%(issue)s is published. Members are being written to.")),
    "_withdraw": (actions.withdraw_issue, _("%(issue)s is no longer on the site.")),
    "_read_again": (actions.read_again, _("%(issue)s is being read again. Look here in a minute.")),
}


@admin.register(Issue)
class IssueAdmin(StaffAdmin):
    form = IssueForm
    list_display = ["label_in_words", "title_en", "title_fr", "dated", "state", "page_count", "published_at"]
    list_filter = ["state"]
    ordering = ["-volume", "-number"]
    fields = [("volume", "number"), "title_en", "title_fr", "dated", "cover_credit", "upload"]
    facts = ["state_in_words", "attempts", "page_count", "cover_picture", "published_at", "announced_at"]
    actions = ["publish", "withdraw", "read_again"]
    change_form_template = "admin/magazine/issue/change_form.html"

    def get_fields(self, request: HttpRequest, obj: Issue | None = None) -> Any:
        return [*self.fields, *self.facts] if obj else self.fields

    def get_readonly_fields(self, request: HttpRequest, obj: Issue | None = None) -> list[str]:
        return self.facts if obj else []

    def get_queryset(self, request: HttpRequest) -> QuerySet[Issue]:
        return super().get_queryset(request).select_related("cover", "pdf").defer("contents")

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, form_url: str = "", extra_context: Any = None
    ) -> Any:
        """Django's own wraps this in a transaction: checking and writing a large file would hold SQLite's only write
        lock all the while. Our verbs open their own, short ones."""
        try:
            return self._changeform_view(request, object_id, form_url, extra_context)  # type: ignore[attr-defined]
        except DomainError as error:
            explain(request, error)
            return HttpResponseRedirect(request.get_full_path())

    def save_model(self, request: HttpRequest, obj: Issue, form: Any, change: bool) -> None:
        """A new issue comes with its PDF; a change may bring another one."""
        if not change:
            actions.upload_issue(obj, pdf=form.checked, by=person(request))
            return
        before = {name: form.initial.get(name) for name in form.changed_data if name in IssueForm.Meta.fields}
        if before:
            actions.edit_issue(obj, before=before, by=person(request))
        if form.checked:
            actions.replace_pdf(obj, pdf=form.checked, by=person(request))

    def response_add(self, request: HttpRequest, obj: Issue, post_url_continue: str | None = None) -> HttpResponse:
        said = _("%(issue)s has arrived and is being read. Look here in a minute, then publish it.")
        self.message_user(request, said % {"issue": obj.label}, messages.SUCCESS)
        return HttpResponseRedirect(self._page_of(obj))

    def response_change(self, request: HttpRequest, obj: Issue) -> HttpResponse:
        """A button saves what was edited, then does its verb."""
        for name in BUTTONS:
            if name in request.POST:
                self._act(request, name, [obj])
                return HttpResponseRedirect(self._page_of(obj))
        return super().response_change(request, obj)

    @admin.display(description=_("issue"), ordering="-volume")
    def label_in_words(self, issue: Issue) -> str:
        return issue.label.replace(" ", "\N{NO-BREAK SPACE}")

    @admin.display(description=_("state"))
    def state_in_words(self, issue: Issue) -> str:
        return f"{issue.get_state_display()}. {issue.problem_in_words}" if issue.problem else issue.get_state_display()

    @admin.display(description=_("cover"))
    def cover_picture(self, issue: Issue) -> SafeString | str:
        if not issue.cover:
            return "–"
        picture = format_html(
            '<img src="{}" width="120" height="{}" alt="">',
            issue.cover_url,
            issue.cover_height * 120 // issue.cover_width,
        )
        return format_html('<a href="{}">{}<br>{}</a>', issue.get_absolute_url(), picture, _("Look at the issue"))

    @admin.action(description=_("Publish"), permissions=["change"])
    def publish(self, request: HttpRequest, queryset: QuerySet[Issue]) -> None:
        self._act(request, "_publish", queryset[:MOST_AT_ONCE])

    @admin.action(description=_("Withdraw from the site"), permissions=["change"])
    def withdraw(self, request: HttpRequest, queryset: QuerySet[Issue]) -> None:
        self._act(request, "_withdraw", queryset[:MOST_AT_ONCE])

    @admin.action(description=_("Read the PDF again"), permissions=["change"])
    def read_again(self, request: HttpRequest, queryset: QuerySet[Issue]) -> None:
        self._act(request, "_read_again", queryset[:MOST_AT_ONCE])

    def _act(self, request: HttpRequest, button: str, issues: Iterable[Issue]) -> None:
        verb, done = BUTTONS[button]
        act_on_each(request, issues, verb, done=done, named=lambda issue: {"issue": issue.label})

    def _page_of(self, issue: Issue) -> str:
        return reverse("admin:magazine_issue_change", args=[issue.pk])
