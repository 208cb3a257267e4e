"""The applicant's pages: how to become a member, the application, its state, the answer, the withdrawal."""

import uuid
from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from members.actions import applications as actions
from members.classes import CONFERRED
from members.forms.applications import AnswerForm, ApplicationForm
from members.models import Application, MembershipClass, User
from pafso import draftviews
from pafso.access import public, visible_or_404
from pafso.audit import words
from pafso.audit.models import Entry
from pafso.codes import same_code
from pafso.draftforms import DraftForm
from pafso.errors import DomainError, Incomplete
from pafso.keeping import keeps_text, kept_text

READ_WRITE = ["GET", "HEAD", "POST"]
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
        "classes": MembershipClass.objects.exclude(pk=CONFERRED),
        "form_token": uuid.uuid4(),
        "open": Application.objects.of(request.user).open().first(),
    }
    if request.user.is_authenticated:
        context["earlier"] = Application.objects.of(request.user).over()[:MOST_EARLIER]
        context["term"] = actions.membership_in_the_way(request.user)
    return render(request, "members/application/become_member.html", context)


@require_http_methods(READ_WRITE)
def begin(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return redirect("members:become_member")
    try:
        token = uuid.UUID(request.POST.get("form_token", ""))
    except ValueError:
        token = uuid.uuid4()
    try:
        found = actions.begin_application(by=_person(request), form_token=token)
    except DomainError as error:
        messages.error(request, str(error.message))
        return redirect("members:become_member")
    return redirect("members:application_form" if found.waits_for_applicant else "members:application", found.code)


@require_safe
def application(request: HttpRequest, code: str) -> HttpResponse:
    """Where it stands, what happens next, and what happened so far."""
    found = own_or_404(request, code)
    trail = Entry.objects.filter(subject_type=Application._meta.label, subject_id=str(found.pk)).order_by("id")
    history = [(words.of(entry.verb), entry.at) for entry in trail]
    return render(request, "members/application/state.html", {"application": found, "history": history, **_keys(found)})


@keeps_text
@require_http_methods(READ_WRITE)
def application_form(request: HttpRequest, code: str) -> HttpResponse:
    """The application, saving itself; what was typed comes back whatever happens."""
    found = own_or_404(request, code)
    if request.method != "POST":
        return _open(request, found, ApplicationForm)
    form = ApplicationForm(request.POST, row=found)
    try:
        found = _save(found, form)
    except DomainError as error:
        return _not_saved(request, found, form, error)
    if "stay" in request.POST:
        messages.success(request, _("Saved."))
    next_page = "application_form" if "stay" in request.POST else "application_submission"
    return draftviews.saved(request, found, reverse(f"members:{next_page}", args=[found.code]))


@keeps_text
@require_http_methods(READ_WRITE)
def answer(request: HttpRequest, code: str) -> HttpResponse:
    """The answer to the office's question, saving itself; the button also hands it in."""
    found = own_or_404(request, code)
    if request.method != "POST":
        return _open(request, found, AnswerForm)
    form = AnswerForm(request.POST, row=found)
    try:
        found = _save(found, form)
    except DomainError as error:
        return _not_saved(request, found, form, error)
    return draftviews.saved(request, found, "") if draftviews.wants_json(request) else _submit(request, found)


def _open(request: HttpRequest, application: Application, form: type[DraftForm]) -> HttpResponse:
    is_answer = form is AnswerForm
    typed = kept_text(request)
    asked = application.state == Application.State.INFORMATION_REQUESTED
    if typed is None and not (asked if is_answer else application.waits_for_applicant):
        return redirect(application)
    return _form_page(request, application, form(typed, row=application), given_back=typed is not None)


def _save(application: Application, form: DraftForm) -> Application:
    if not form.is_valid():
        raise draftviews.too_long(form)
    return actions.save_application(application, values=form.values(), **form.marks())


def _not_saved(request: HttpRequest, application: Application, form: DraftForm, error: DomainError) -> HttpResponse:
    if draftviews.wants_json(request):
        return draftviews.not_saved(error)
    application = own_or_404(request, application.code)
    draftviews.ready_to_overwrite(form, application, error)
    return _form_page(request, application, form, error=error, status=error.status)


def _form_page(
    request: HttpRequest, application: Application, form: DraftForm, *, status: int = 200, **more: Any
) -> HttpResponse:
    form.is_valid()
    page = "answer" if isinstance(form, AnswerForm) else "form"
    context = {"application": application, "form": form, **_keys(application), **more}
    return render(request, f"members/application/{page}.html", context, status=status)


@require_http_methods(READ_WRITE)
def submission(request: HttpRequest, code: str) -> HttpResponse:
    """Everything as it would be handed in, what is missing, and the button."""
    found = own_or_404(request, code)
    if request.method == "POST":
        return _submit(request, found)
    return _review(request, found) if found.waits_for_applicant else redirect(found)


def _submit(request: HttpRequest, application: Application) -> HttpResponse:
    try:
        actions.submit_application(application, by=_person(request))
    except Incomplete as error:
        return _review(request, application, tried=True, status=error.status)
    except DomainError as error:
        return _review(request, application, error=error, status=error.status)
    return redirect(application)


def _review(request: HttpRequest, application: Application, *, status: int = 200, **more: Any) -> HttpResponse:
    problems = [(sentence, _place(application, field)) for field, sentence in actions.missing(application)]
    context = {"application": application, "problems": problems, **_keys(application), **more}
    return render(request, "members/application/submission.html", context, status=status)


def _place(application: Application, field: str) -> str:
    page = "application_answer" if field == "answer" else "application_form"
    return reverse(f"members:{page}", args=[application.code]) + f"#id_{field}"


@require_http_methods(READ_WRITE)
def withdrawal(request: HttpRequest, code: str) -> HttpResponse:
    """Asks first; DELETE of the application, for browsers, which only post."""
    found = own_or_404(request, code)
    if request.method != "POST":
        page = "members/application/withdrawal.html"
        return render(request, page, {"application": found}) if found.is_open else redirect(found)
    try:
        actions.withdraw_application(found, by=_person(request))
    except DomainError as error:
        messages.error(request, str(error.message))
    else:
        messages.success(request, _("Withdrawn. You can apply again whenever you wish."))
    return redirect(found)


def _keys(application: Application) -> dict[str, str]:
    """What the copies on the writer's device are called; the receipt forgets them."""
    return {"draft_key": f"application-{application.code}", "answer_key": f"application-{application.code}-answer"}


def _person(request: HttpRequest) -> User:
    """Who is signed in; the middleware let nobody else come this far."""
    return cast(User, request.user)
