"""The applicant's pages: how to become a member, the application, its state, the answer, the withdrawal."""

import uuid
from typing import Any, ClassVar

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from members.access import person
from members.models import Application, MembershipClass
from pafso.access import public, visible_or_404
from pafso.audit import labels
from pafso.audit.models import Entry
from pafso.codes import same_code
from pafso.drafts.forms import DraftForm
from pafso.drafts.views import DraftPages
from pafso.errors import DomainError
from pafso.lazy import Words
from pafso.press_once import parse_form_token
from pafso.web.methods import read_write
from pafso.web.typed_text import keeps_typed_text

from .actions import applicant as actions
from .forms import AnswerForm, ApplicationForm

MOST_EARLIER = 10


def own_or_404(request: HttpRequest, code: str) -> Application:
    """One of the reader's own; the office reads them elsewhere, and never a draft."""
    own = Application.objects.of(request.user).with_choices()
    return visible_or_404(own, request.user, code=same_code(code))


@public
@require_safe
def become_member(request: HttpRequest) -> HttpResponse:
    """What membership is and what is asked; for those who are signed in, where they stand."""
    context: dict[str, Any] = {
        "classes": MembershipClass.objects.to_apply_for(),
        "form_token": uuid.uuid4(),
        "open": Application.objects.of(request.user).open().first(),
    }
    if request.user.is_authenticated:
        context["earlier"] = Application.objects.of(request.user).over()[:MOST_EARLIER]
        context["term"] = actions.membership_in_the_way(person(request))
    return render(request, "members/application/become_member.html", context)


@read_write
def begin(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return redirect("members:become_member")
    token = parse_form_token(request.POST.get("form_token", ""))
    try:
        found = actions.begin_application(by=person(request), form_token=token)
    except DomainError as error:
        messages.error(request, str(error.message))
        return redirect("members:become_member")
    return redirect("members:application_form" if found.waits_for_applicant else "members:application", found.code)


@require_safe
def application(request: HttpRequest, code: str) -> HttpResponse:
    """Where it stands, what happens next, and what happened so far."""
    found = own_or_404(request, code)
    trail = Entry.objects.filter(subject_type=Application._meta.label, subject_id=str(found.pk)).order_by("id")
    history = [(labels.of(entry.verb), entry.at) for entry in trail]
    return render(request, "members/application/state.html", {"application": found, "history": history, **_keys(found)})


class ApplicationPages(DraftPages[Application]):
    """The application and its review."""

    form_class: ClassVar[type[DraftForm]] = ApplicationForm
    form_template = "members/application/form.html"
    review_template = "members/application/submission.html"

    def __init__(self, request: HttpRequest, code: str) -> None:
        super().__init__(request, own_or_404(request, code))
        self.form_url = reverse("members:application_form", args=[self.row.code])
        self.next_url = reverse("members:application_submission", args=[self.row.code])
        self.receipt_url = self.row.get_absolute_url()

    def find_again(self) -> Application:
        return own_or_404(self.request, self.row.code)

    def elsewhere(self) -> str:
        return "" if self.row.waits_for_applicant else self.receipt_url

    def save(self, form: DraftForm) -> Application:
        return actions.save_application(self.row, values=form.values(), **form.marks())

    def hand_in(self, shown: str) -> None:
        actions.submit_application(self.row, by=person(self.request), shown=shown)

    def missing(self) -> list[tuple[str, Words]]:
        return actions.missing(self.row)

    def place(self, field: str) -> str:
        answer = reverse("members:application_answer", args=[self.row.code])
        return f"{answer}#id_answer" if field == "answer" else super().place(field)

    def context(self) -> dict[str, Any]:
        return {"application": self.row, **_keys(self.row)}


class AnswerPages(ApplicationPages):
    """The answer to the office's question; its button also hands the application in."""

    form_class = AnswerForm
    form_template = "members/application/answer.html"

    def elsewhere(self) -> str:
        return "" if self.row.state == Application.State.INFORMATION_REQUESTED else self.receipt_url

    def after_saving(self) -> HttpResponse:
        return self.press()

    def shown(self) -> str:
        """What was saved a moment ago is what the page showed."""
        return self.row.as_shown()


@keeps_typed_text
@read_write
def application_form(request: HttpRequest, code: str) -> HttpResponse:
    return ApplicationPages(request, code).write()


@keeps_typed_text
@read_write
def answer(request: HttpRequest, code: str) -> HttpResponse:
    return AnswerPages(request, code).write()


@read_write
def submission(request: HttpRequest, code: str) -> HttpResponse:
    pages = ApplicationPages(request, code)
    return pages.review() if request.method == "POST" or pages.row.waits_for_applicant else redirect(pages.receipt_url)


@read_write
def withdrawal(request: HttpRequest, code: str) -> HttpResponse:
    """Asks first; DELETE of the application, for browsers, which only post."""
    found = own_or_404(request, code)
    if request.method != "POST":
        page = "members/application/withdrawal.html"
        return render(request, page, {"application": found}) if found.is_open else redirect(found)
    try:
        actions.withdraw_application(found, by=person(request))
    except DomainError as error:
        messages.error(request, str(error.message))
    else:
        messages.success(request, _("Withdrawn. You can apply again whenever you wish."))
    return redirect(found)


def _keys(application: Application) -> dict[str, str]:
    """What the copies on the writer's device are called; the receipt forgets them."""
    return {"draft_key": f"application-{application.code}", "answer_key": f"application-{application.code}-answer"}
