"""Applications for membership: what the applicant says, who on the roll may be the same person, and the decision."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, NoReturn, cast

from allauth.account.models import EmailAddress
from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _

from members import rules
from members.actions import decisions
from members.forms.applications import ApprovalForm, QuestionForm, RefusalForm
from members.likeness import Likeness, likely_duplicates
from members.models import Application, Member, User
from pafso.codes import same_code
from pafso.errors import DomainError, Incomplete
from pafso.office.modeladmin import ReadOnlyAdmin

State = Application.State
ALL = "all"


@dataclass(frozen=True)
class Decision:
    """One of the three things that the office does: its page, its button, what is said when it is done."""

    title: Any
    explained: Any
    button: Any
    done: Any


DECISIONS = {
    "information": Decision(
        _("Ask for information"),
        _("The applicant gets the question by mail and answers on the page of the application, within thirty days."),
        _("Send the question"),
        _("Sent. The application comes back when it is answered."),
    ),
    "approval": Decision(
        _("Approve"),
        _("The membership is entered on the roll, the account is joined to it, and the applicant is welcomed by mail."),
        _("Approve and welcome"),
        _("Approved. Enter the level and the stream on the roll when you know since when they are held."),
    ),
    "refusal": Decision(
        _("Refuse"),
        _("The applicant gets the reason by mail. This cannot be undone; another application can be begun."),
        _("Refuse and tell the applicant"),
        _("Refused. The applicant is told by mail."),
    ),
}


class StateFilter(admin.SimpleListFilter):
    """What waits for the office comes first; the rest is found by its state, or by a search."""

    title = _("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        others = [state for state in State if state not in (State.DRAFT, State.SUBMITTED)]
        return [*((state.value, state.label) for state in others), (ALL, _("All"))]

    def choices(self, changelist: Any) -> Iterator[Any]:
        first, *others = super().choices(changelist)
        yield {**first, "display": _("Waiting for the office")}
        yield from others

    def queryset(self, request: HttpRequest, queryset: QuerySet[Application]) -> QuerySet[Application]:
        if self.value() is None:
            return queryset if request.GET.get("q") else queryset.filter(state=State.SUBMITTED)
        return queryset.filter(state=self.value()) if self.value() in State.values else queryset


@admin.register(Application)
class ApplicationAdmin(ReadOnlyAdmin):
    """Read only, and only what was handed in; nobody finds their own here."""

    list_display = ["code", "name", "kind", "state", "submitted_at"]
    list_filter = [StateFilter]
    list_select_related = ["kind"]
    search_fields = ["code"]
    search_help_text = _("The code, or the beginning of the address of the account")
    view_on_site = False  # the applicant's page is the applicant's own
    change_form_template = "admin/members/application/change_form.html"
    fieldsets = [
        (None, {"fields": ["code", "state", "submitted_at", "addresses"]}),
        (
            _("What the applicant says"),
            {
                "fields": [
                    *("kind", "name", "preferred_name", "employer", "level", "stream", "joined_on"),
                    *("former_number", "telephone", "remarks"),
                ]
            },
        ),
    ]
    asked = (_("Questions and answers"), {"fields": ["exchanges"]})
    decided = (_("Decision"), {"fields": ["decided_at", "decided_by", "decision_reason", "member"]})

    def get_fieldsets(self, request: HttpRequest, obj: Application | None = None) -> Any:
        more = [self.asked] if obj and obj.question else []
        return [*self.fieldsets, *more, *([self.decided] if obj and obj.decided_at else [])]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Application]:
        return Application.objects.in_hands_of(request.user).select_related(
            "applicant", "kind", "stream", "member", "decided_by"
        )

    def get_ordering(self, request: HttpRequest) -> Any:
        """Whoever has waited longest comes first; the rest newest first."""
        waiting = not (request.GET.get("state") or request.GET.get("q"))
        return ["touched_at", "id"] if waiting else ["-id"]

    def get_search_results(self, request: HttpRequest, queryset: QuerySet[Application], search_term: str) -> Any:
        """Only lookups that an index answers."""
        term = search_term.strip()
        if not term:
            return queryset, False
        return queryset.filter(Q(code=same_code(term)) | Q(applicant__email__startswith=term.lower())), False

    def _get_obj_does_not_exist_redirect(self, request: HttpRequest, opts: Any, object_id: str) -> NoReturn:
        # Django would go to the first page with the number in a message; here it is as if it had never been.
        raise Http404

    @admin.display(description=_("addresses of the account"))
    def addresses(self, application: Application) -> str:
        words = {True: _("proven"), False: _("not proven")}
        rows = EmailAddress.objects.filter(user=application.applicant).order_by("-primary", "email")
        return format_html_join(", ", "{} ({})", [(row.email, words[row.verified]) for row in rows])

    @admin.display(description=_("asked and answered"))
    def exchanges(self, application: Application) -> str:
        """An answer that is still being written is the applicant's own."""
        is_asked = application.state == State.INFORMATION_REQUESTED
        last = {"question": application.question, "answer": _("No answer yet.") if is_asked else application.answer}
        rows = [(row["question"], row["answer"] or "–") for row in [*application.earlier, last]]
        html = '<p class="pre-line">{}</p><p class="pre-line">→ {}</p>'
        return format_html("<div>{}</div>", format_html_join("", html, rows))

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(self.decision)
        own = [
            path(f"<int:pk>/{name}/", view, {"name": name}, name=f"members_application_{name}") for name in DECISIONS
        ]
        return [*own, *super().get_urls()]

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        application = kwargs.get("obj")
        if application is not None:
            in_hand = application.state == State.SUBMITTED and self._may_decide(request, application)
            context["decisions"] = DECISIONS if in_hand else {}
            context["alike"] = alike(application)
        return super().render_change_form(request, context, *args, **kwargs)

    def _may_decide(self, request: HttpRequest, application: Application) -> bool:
        return request.user.has_perm("members.change_application") and rules.may_decide_application(
            request.user, application
        )

    def decision(self, request: HttpRequest, pk: int, name: str) -> HttpResponse:
        """The page of one decision: asks what it needs, then does it and goes back to the application."""
        application = self.get_queryset(request).filter(pk=pk).first()
        if application is None:
            raise Http404
        if not self._may_decide(request, application):
            raise PermissionDenied
        found = alike(application) if name == "approval" else []
        form = _form(name, request.POST or None, application, found)
        if request.method == "POST" and form.is_valid() and _decide(name, form, application, by=request.user):
            messages.success(request, DECISIONS[name].done)
            return redirect("admin:members_application_change", application.pk)
        context = {
            **self.admin_site.each_context(request),
            "title": DECISIONS[name].title,
            "decision": DECISIONS[name],
            "application": application,
            "alike": found,
            "form": form,
            "opts": self.opts,
        }
        return TemplateResponse(request, "admin/members/application/decision.html", context)


def alike(application: Application) -> list[Likeness]:
    """Entries of the roll that may be the applicant, without the one that the account is joined to."""
    proven = EmailAddress.objects.filter(user=application.applicant_id, verified=True).values_list("email", flat=True)
    own = Member.objects.filter(user=application.applicant_id).values_list("pk", flat=True)
    return likely_duplicates(application.name, [application.former_number], list(proven), excluding=list(own))


def _form(name: str, typed: Any, application: Application, found: list[Likeness]) -> forms.Form:
    if name == "information":
        return QuestionForm(typed, application=application)
    if name == "refusal":
        return RefusalForm(typed, application=application)
    own = Member.objects.filter(user=application.applicant_id).first()
    number = "" if own else decisions.suggested_number()
    return ApprovalForm(typed, application=application, number=number, own=own, alike=found)


def _decide(name: str, form: forms.Form, application: Application, *, by: Any) -> bool:
    """Whether it was done; what speaks against it is said in the form, which keeps what was typed."""
    values = form.cleaned_data
    verbs: dict[str, Callable[[], Any]] = {
        "information": lambda: decisions.request_information(application, by=by, question=values["text"]),
        "refusal": lambda: decisions.refuse_application(application, by=by, reason=values["text"]),
        "approval": lambda: decisions.approve_application(
            application,
            by=cast(User, by),
            reason=values["text"],
            number=values.get("number", ""),
            **{key: values[key] for key in ("kind", "starts_on", "member")},
        ),
    }
    try:
        verbs[name]()
    except Incomplete as error:
        form.add_error(None, [str(sentence) for _field, sentence in error.problems])
    except DomainError as error:
        form.add_error(None, str(error.message))
    else:
        return True
    return False
