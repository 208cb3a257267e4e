"""Applications for membership: what the applicant says, who on the roll may be the same person, and the decision."""

from collections.abc import Iterator
from functools import partial
from typing import Any, NoReturn

from allauth.account.models import EmailAddress
from django.contrib import admin
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _

from members import rules
from members.accounts.search import accounts_with_address, accounts_with_name
from members.models import Application, Member, User
from members.roll.duplicates import Likeness, likely_duplicates
from pafso.codes import same_code
from pafso.lazy import Words
from pafso.office.forms import reason
from pafso.office.modeladmin import ReadOnlyAdmin
from pafso.office.verb_pages import Page, VerbPages
from pafso.text.words import found_in, has_words

from .actions import decisions
from .forms import LONGEST, ApprovalForm, in_whose_language

State = Application.State
ALL = "all"
MOST_FOUND = 500


def alike(application: Application) -> list[Likeness]:
    """Entries of the roll that may be the applicant, without the one that the account is joined to."""
    proven = EmailAddress.objects.filter(user=application.applicant_id, verified=True).values_list("email", flat=True)
    own = Member.objects.filter(user=application.applicant_id).values_list("pk", flat=True)
    return likely_duplicates(application.name, [application.former_number], list(proven), excluding=list(own))


def _approval_form(typed: Any, application: Application) -> ApprovalForm:
    own = Member.objects.filter(user=application.applicant_id).first()
    number = "" if own else decisions.suggested_number()
    return ApprovalForm(typed, application=application, number=number, own=own, alike=alike(application))


def _approve(application: Application, *, by: User, text: str, entry: str, **values: Any) -> Application:
    return decisions.approve_application(application, by=by, reason=text, **{"number": "", **values})


def _ask(application: Application, *, by: User, text: str) -> Application:
    return decisions.request_information(application, by=by, question=text)


def _refuse(application: Application, *, by: User, text: str) -> Application:
    return decisions.refuse_application(application, by=by, reason=text)


asks = partial(reason, name="text", hint=in_whose_language, longest=LONGEST, rows=6)
Decision = partial(
    Page,
    may=lambda application, by: rules.may_decide_application(by, application),
    offered=lambda application, by: application.state == State.SUBMITTED,
    shown=lambda application: {"about": f"{application.name}, {application.kind} ({application.code})"},
)
DECISIONS = [
    Decision("information", _ask, title=_("Ask for information"),
        explained=_("The applicant gets the question by email and answers on the application’s page, within 30 days."),
        button=_("Send the question"), done=_("Sent. The application will come back when the applicant has answered."),
        form=asks(_("What do you need to know?"))),
    Decision("approval", _approve, title=_("Approve"),
        explained=_("The membership is entered on the roll, the account is linked to it, and the applicant is "
"welcomed by email."),
        button=_("Approve and welcome"),
        done=_("Approved. Enter the level and the stream on the roll when you know their start dates."),
        form=_approval_form, template="admin/members/application/approval.html"),
    Decision("refusal", _refuse, title=_("Refuse"),
        explained=_("The applicant gets the reason by email. This cannot be undone, but the applicant can start "
"another application."),
        button=_("Refuse and tell the applicant"), done=_("Refused. The applicant will be told by email."),
        form=asks(_("Reason"))),
]  # fmt: skip


class StateFilter(admin.SimpleListFilter):
    """What waits for the office comes first; the rest is found by its state, or by a search."""

    title = _("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, Words]]:
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
class ApplicationAdmin(VerbPages, ReadOnlyAdmin):
    """Read only, and only what was handed in; nobody finds their own here."""

    list_display = ["code", "name", "kind", "state", "submitted_at"]
    list_filter = [StateFilter]
    list_select_related = ["kind"]
    sortable_by = ["submitted_at"]
    never_empty = ["submitted_at"]
    search_fields = ["code"]
    search_help_text = _("The code, or the beginning of the applicant’s name or address")
    view_on_site = False  # the applicant's page is the applicant's own
    change_form_template = "admin/members/application/change_form.html"
    verbs = DECISIONS
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
        handed_in = Application.objects.order_by()
        lists = [
            handed_in.filter(code=same_code(term)),
            handed_in.filter(has_words("name", term)),
            handed_in.filter(applicant__in=[*accounts_with_address(term), *accounts_with_name(term)]),
        ]
        return queryset.filter(pk__in=found_in(lists, MOST_FOUND).keys), False

    def _get_obj_does_not_exist_redirect(self, request: HttpRequest, opts: Any, object_id: str) -> NoReturn:
        # Django would go to the first page with the number in a message; here it is as if it had never been.
        raise Http404

    @admin.display(description=_("addresses of the account"))
    def addresses(self, application: Application) -> str:
        words = {True: _("confirmed"), False: _("not confirmed")}
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

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        application = kwargs.get("obj")
        if application is not None:
            context["alike"] = alike(application)
        return super().render_change_form(request, context, *args, **kwargs)
