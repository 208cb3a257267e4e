"""What the office can do with a record, as a table: each verb is a page or a button, and calls one action.

A newcomer adds a verb in ten lines, and the mixin makes its address, its link on the record's page, and its own page::

    @admin.register(Nomination)
    class NominationAdmin(VerbPages, ReadOnlyAdmin):
        verbs = [
            Page(
                "disqualification",                                  # admin:awards_nomination_disqualification
                actions.disqualify_nomination,                       # called as (nomination, by=…, reason=…)
                title=_("Set this nomination aside"),
                button=_("Set aside and tell the nominator"),
                done=_("Set aside. The nominator is told by mail."),
                form=reason(_("Reason")),
                offered=lambda nomination, by: nomination.state == Nomination.State.SUBMITTED,
            ),
        ]

``offered`` decides about the link alone: whether the verb may be done is the action's to say, by a DomainError.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import KW_ONLY, dataclass
from functools import partial
from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse

from pafso.errors import DomainError, Incomplete


@dataclass(frozen=True)
class Verb:
    """One thing that is done with a TARGET: with the record itself, or with what FIND (request, **the address) finds."""

    name: str
    act: Callable[..., Any]
    _: KW_ONLY
    done: Any
    words: Any = ""  # of its link or button; may be a function of (target, person)
    form: Callable[[Any, Any], forms.BaseForm] | None = None  # of (what was typed, target)
    right: str = ""  # to change the record, unless it names another one
    may: Callable[[Any, Any], bool] = lambda target, person: True
    offered: Callable[[Any, Any], bool] = lambda target, person: True
    route: str = ""
    find: Callable[..., Any] | None = None
    record: Callable[[Any], Any] = lambda target: target  # whose page it goes back to


@dataclass(frozen=True, kw_only=True)
class Page(Verb):
    """A verb with a page: says what it does, asks what it needs, has one button. Its words may be functions of the target."""

    title: Any
    explained: Any = ""
    button: Any = ""
    template: str = "admin/verb_page.html"
    shown: Callable[[Any], dict[str, Any]] = lambda target: {}
    leads_to: Callable[[Any], Any] | None = None  # of what the action returns, when it made a record of its own


@dataclass(frozen=True, kw_only=True)
class Button(Verb):
    """A verb without a page: done by one press, with the form beside it if there is one."""

    is_quiet: bool = False


class VerbPages:
    """Mixed into a model admin, before it: the verbs of its table."""

    verbs: Sequence[Verb] = ()
    change_form_template: ClassVar[Any] = "admin/record_with_verbs.html"  # a page of one's own extends it
    # Where the buttons without an address of their own are, as admin:<app>_<model>_move.
    buttons_route = "<int:pk>/step/<slug:verb>/"
    admin_site: Any
    opts: Any

    def get_urls(self) -> list[URLPattern]:
        """Before Django's last address, which catches all, and after its own of a record."""
        *django_own, catch_all = super().get_urls()  # type: ignore[misc]
        own = [self._url(verb.route or f"<int:pk>/{verb.name}/", partial(self.do_verb, verb), verb.name)
               for verb in self.verbs if isinstance(verb, Page) or verb.route]  # fmt: skip
        if any(_is_step(verb) for verb in self.verbs):
            own.append(self._url(self.buttons_route, self.do_step, "move"))
        return [*django_own, *own, catch_all]

    def _url(self, route: str, view: Callable[..., HttpResponse], name: str) -> URLPattern:
        return path(
            route, self.admin_site.admin_view(view), name=f"{self.opts.app_label}_{self.opts.model_name}_{name}"
        )

    def do_step(self, request: HttpRequest, pk: int, verb: str) -> HttpResponse:
        """One press of a button."""
        for each in self.verbs:
            if _is_step(each) and each.name == verb:
                return self.do_verb(each, request, pk=pk)
        raise Http404

    def do_verb(self, verb: Verb, request: HttpRequest, **address: Any) -> HttpResponse:
        target = verb.find(request, **address) if verb.find else self.find_record(request, **address)
        if isinstance(verb, Button) and request.method != "POST":
            return self.answer_get(verb, target)
        if not self.may_do(verb, target, request.user):
            raise PermissionDenied
        return self._show(verb, request, target) if isinstance(verb, Page) else self._press(verb, request, target)

    def find_record(self, request: HttpRequest, pk: int) -> Any:
        return get_object_or_404(self.get_queryset(request), pk=pk)  # type: ignore[attr-defined]

    def answer_get(self, verb: Verb, target: Any) -> HttpResponse:
        """Somebody reloads the address of a button."""
        return to_record(verb.record(target))

    def say_done(self, request: HttpRequest, verb: Verb, result: Any) -> None:
        messages.success(request, verb.done)

    def may_do(self, verb: Verb, target: Any, person: Any) -> bool:
        right = verb.right or f"{self.opts.app_label}.change_{self.opts.model_name}"
        return person.has_perm(right) and verb.may(target, person)

    def _show(self, verb: Page, request: HttpRequest, target: Any) -> HttpResponse:
        form = _form(verb, request, target)
        record = verb.record(target)
        if request.method == "POST" and form.is_valid():
            try:
                result = verb.act(target, by=request.user, **form.cleaned_data)
            except DomainError as error:
                explain_in(form, error) if form.fields else explain(request, error)
            else:
                self.say_done(request, verb, result)
                return to_record(verb.leads_to(result) if verb.leads_to else record)
        try:
            shown = verb.shown(target)
        except DomainError as error:
            explain(request, error)
            return to_record(record)
        title = _words(verb.title, target)
        button, explained = _words(verb.button, target) or title, _words(verb.explained, target)
        words = {"title": title, "button": button, "explained": explained}
        context = {
            **self.admin_site.each_context(request),
            **words,
            "form": form,
            "record": record,
            "opts": record._meta,
        }
        return TemplateResponse(request, verb.template, {**context, **shown})

    def _press(self, verb: Verb, request: HttpRequest, target: Any) -> HttpResponse:
        form = _form(verb, request, target)
        try:
            if form.is_valid():
                self.say_done(request, verb, verb.act(target, by=request.user, **form.cleaned_data))
            for sentences in form.errors.values():
                messages.error(request, " ".join(sentences))
        except DomainError as error:
            explain(request, error)
        return to_record(verb.record(target))

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        record = kwargs.get("obj")
        if record is not None:
            context.update(self._offers(request, record))
        return super().render_change_form(request, context, *args, **kwargs)  # type: ignore[misc]

    def _offers(self, request: HttpRequest, record: Any) -> dict[str, list[dict[str, Any]]]:
        """Links and buttons of the verbs that this person may do now; verbs with another target have theirs elsewhere."""
        offers = [self._offer(verb, record, request.user) for verb in self.offered(record, request.user)]
        return {
            "verb_links": [offer for offer in offers if isinstance(offer["verb"], Page)],
            "verb_buttons": [offer for offer in offers if isinstance(offer["verb"], Button)],
        }

    def offered(self, record: Any, person: Any) -> list[Verb]:
        mine = [verb for verb in self.verbs if verb.find is None and self.may_do(verb, record, person)]
        return [verb for verb in mine if verb.offered(record, person)]

    def _offer(self, verb: Verb, record: Any, person: Any) -> dict[str, Any]:
        name = "move" if _is_step(verb) else verb.name
        url = reverse(_name(record, name), args=[record.pk, verb.name] if _is_step(verb) else [record.pk])
        words = _words(verb.words, record, person) or _words(getattr(verb, "title", ""), record)
        return {"verb": verb, "url": url, "words": words, "form": verb.form(None, record) if verb.form else None}


def _is_step(verb: Verb) -> bool:
    return isinstance(verb, Button) and not verb.route


def _name(record: Any, name: str) -> str:
    return f"admin:{record._meta.app_label}_{record._meta.model_name}_{name}"


def _words(words: Any, *about: Any) -> Any:
    return words(*about) if callable(words) else words


def _form(verb: Verb, request: HttpRequest, target: Any) -> Any:
    typed = request.POST if request.method == "POST" else None
    return verb.form(typed, target) if verb.form else forms.Form(typed)


def check_right(request: HttpRequest, right: str) -> None:
    """For what must be refused before it is looked for."""
    if not request.user.has_perm(right):  # type: ignore[union-attr]
        raise PermissionDenied


def to_record(record: Any) -> HttpResponse:
    return redirect(_name(record, "change"), record.pk)


def explain_in(form: Any, error: DomainError) -> None:
    """Every sentence of a refusal beside what it is about, or on top of the form, which keeps what was typed."""
    for name, sentence in error.problems if isinstance(error, Incomplete) else [(None, error.message)]:
        form.add_error(name if name in form.fields else None, str(sentence))


def explain(
    request: HttpRequest, error: DomainError, about: str = "", pattern: str = "%(about)s: %(sentence)s"
) -> None:
    """Every sentence of a refusal as a message, with what it is ABOUT in front."""
    for sentence in [each for _name, each in error.problems] if isinstance(error, Incomplete) else [error.message]:
        messages.error(request, pattern % {"about": about, "sentence": sentence} if about else str(sentence))


def act_on_each(
    request: HttpRequest,
    rows: Iterable[Any],
    act: Callable[..., Any],
    *,
    done: Any,
    named: Callable[[Any], dict[str, str]],
    pattern: str = "%(about)s: %(sentence)s",
) -> None:
    """An action of a list: ACT on each row, say what was DONE or why not; an act that answers False did nothing.

    NAMED gives the one word for a row that DONE speaks of: ``lambda entry: {"code": entry.code}``.
    """
    for row in rows:
        word = named(row)
        try:
            if act(row, by=request.user) is not False:
                messages.success(request, done % word)
        except DomainError as error:
            explain(request, error, next(iter(word.values())), pattern)
