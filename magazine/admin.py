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
from pafso.as_read import SavedMeanwhile
from pafso.errors import DomainError
from pafso.office.list_pages import ListPages, act_on_each
from pafso.office.modeladmin import StaffAdmin
from pafso.office.rights import LookedAfter
from pafso.office.verb_pages import explain
from pafso.text.dates import moment_in_words

from . import actions, office_verbs
from .forms import IssueForm
from .models import Issue, MagazineRight

MOST_AT_ONCE = 50
READ_AGAIN = _("%(issue)s is being read again. Come back in a minute.")


@admin.register(Issue)
class IssueAdmin(LookedAfter, ListPages, StaffAdmin):
    right = MagazineRight
    form = IssueForm
    list_display = ["label_in_words", "title_en", "title_fr", "dated", "state", "page_count", "published_at"]
    sortable_by = ["label_in_words", "dated", "published_at"]
    list_filter = ["state"]
    ordering = ["-volume", "-number"]
    fields = [("volume", "number"), "title_en", "title_fr", "dated", "cover_credit", "upload"]
    facts = [
        *("state_in_words", "attempts", "page_count", "cover_picture", "published_at", "published_quietly"),
        *("announced_at", "hidden_at", "hidden_reason", "hidden_pages", "earlier_pdfs"),
    ]
    actions = ["publish_quietly", "hide", "read_again"]
    reads_also = ("pdf",)
    verbs = office_verbs.OF_AN_ISSUE
    change_form_template = "admin/magazine/issue/change_form.html"

    def get_fields(self, request: HttpRequest, obj: Issue | None = None) -> Any:
        if obj and obj.is_published:
            return [*(name for name in self.fields if name != "upload"), *self.facts]
        return [*self.fields, *self.facts] if obj else self.fields

    def get_readonly_fields(self, request: HttpRequest, obj: Issue | None = None) -> list[str]:
        locked = [name for name in office_verbs.CORRECTED if obj and obj.published_at]
        return [*self.facts, *locked] if obj else []

    def get_queryset(self, request: HttpRequest) -> QuerySet[Issue]:
        return Issue.objects.visible_to(request.user).select_related("cover", "pdf").defer("contents")

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, form_url: str = "", extra_context: Any = None
    ) -> Any:
        """Django's own wraps this in a transaction: checking and writing a large file would hold SQLite's only write
        lock all the while. Our verbs open their own, short ones."""
        try:
            return self._changeform_view(request, object_id, form_url, extra_context)  # type: ignore[attr-defined]
        except SavedMeanwhile:
            # While the file was looked at. Read once more, the form says so and keeps what was typed.
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
        actions.change_issue(obj, before=before, pdf=form.checked, check=form.check_again, by=person(request))

    def response_add(self, request: HttpRequest, obj: Issue, post_url_continue: str | None = None) -> HttpResponse:
        said = _("%(issue)s has been received and is being read. Come back in a minute, then publish it.")
        self.message_user(request, said % {"issue": obj.label}, messages.SUCCESS)
        return HttpResponseRedirect(self._page_of(obj))

    def response_change(self, request: HttpRequest, obj: Issue) -> HttpResponse:
        """A button saves what was edited, then leads on to its page, or reads the PDF again."""
        if "_publish" in request.POST:
            return HttpResponseRedirect(reverse("admin:magazine_issue_publication", args=[obj.pk]))
        if "_read_again" in request.POST:
            self._act(request, actions.read_again, READ_AGAIN, [obj])
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
        return format_html('<a href="{}">{}<br>{}</a>', issue.get_absolute_url(), picture, _("View the issue"))

    @admin.display(description=_("hidden pages"))
    def hidden_pages(self, issue: Issue) -> str:
        hidden = issue.pages_hidden.values_list("number", "reason")
        return "; ".join(f"{number}: {why}" for number, why in hidden) or "–"

    @admin.display(description=_("earlier PDFs"))
    def earlier_pdfs(self, issue: Issue) -> str:
        """What members had been reading: kept, each named by its digest."""
        rows = issue.earlier_pdfs.select_related("pdf")
        return "; ".join(f"{moment_in_words(row.replaced_at)} ({row.pdf.sha256[:16]})" for row in rows) or "–"

    @admin.action(description=_("Publish without email"), permissions=["change"])
    def publish_quietly(self, request: HttpRequest, queryset: QuerySet[Issue]) -> None:
        """Back issues, many at once. Whoever wants to write to people publishes one issue, on its page."""
        done = _("%(issue)s is published. No email was sent.")
        self._act(request, actions.publish_issue_quietly, done, queryset[:MOST_AT_ONCE])

    @admin.action(description=_("Hide…"), permissions=["change"])
    def hide(self, request: HttpRequest, queryset: QuerySet[Issue]) -> HttpResponse:
        return self.to_list_page("hiding_of_several", queryset)

    @admin.action(description=_("Read the PDF again"), permissions=["change"])
    def read_again(self, request: HttpRequest, queryset: QuerySet[Issue]) -> None:
        self._act(request, actions.read_again, READ_AGAIN, queryset[:MOST_AT_ONCE])

    def _act(self, request: HttpRequest, verb: Callable[..., Issue], done: object, issues: Iterable[Issue]) -> None:
        act_on_each(request, issues, verb, done=done, named=lambda issue: {"issue": issue.label})

    def _page_of(self, issue: Issue) -> str:
        return reverse("admin:magazine_issue_change", args=[issue.pk])
