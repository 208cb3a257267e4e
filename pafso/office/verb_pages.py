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

from collections.abc import Callable, Mapping, Sequence
from dataclasses import KW_ONLY, dataclass
from functools import partial
from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext

from pafso import as_read
from pafso.errors import DomainError, Incomplete
from pafso.press_once import SentOtherwise
from pafso.web.typed_text import keeps_typed_text, typed_text

from . import mass_mail, presses, stale
from .chosen import Chosen


@dataclass(frozen=True)
class Verb:
    """One thing that is done with a TARGET: with the record itself, or with what FIND (request, **the address) finds."""

    name: str
    act: Callable[..., Any]
    _: KW_ONLY
    done: Any  # or a function of what the action returns
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
    keep: object = ""  # of the way back, where "Cancel" could be read as the verb itself
    template: str = "admin/verb_page.html"
    shown: Callable[[Any], dict[str, Any]] = lambda target: {}
    leads_to: Callable[[Any], Any] | None = None  # of what the action returns, when it made a record of its own
    # Of what writes to many: the mail and its people, of a target; and the same verb without it, with its own words.
    tells: mass_mail.Told | None = None
    # Where it depends on what was typed: shown first, done by the next press.
    foretells: mass_mail.Foretold | None = None
    quietly: Callable[..., object] | None = None
    quiet_done: object = ""
    quiet_button: object = ""
    # Values that its form edits, by the name of the field: whoever opened it before somebody else's save is refused.
    reads: Callable[[Any], dict[str, object]] | None = None


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
        own = [self._url(verb.route or f"<int:pk>/{verb.name}/", self._view(verb), verb.name)
               for verb in self.verbs if isinstance(verb, Page) or verb.route]  # fmt: skip
        if any(_is_step(verb) for verb in self.verbs):
            own.append(self._url(self.buttons_route, self.do_step, "move"))
        return [*django_own, *own, catch_all]

    def _view(self, verb: Verb) -> Callable[..., HttpResponse]:
        view = partial(self.do_verb, verb)
        return keeps_typed_text(view) if isinstance(verb, Page) else view

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
        find = partial(verb.find or self.find_record, request, **address)
        target = find()
        if isinstance(verb, Button) and request.method != "POST":
            return self.answer_get(verb, target)
        if not self.may_do(verb, target, request.user):
            raise PermissionDenied
        return self._show(verb, request, target, find) if isinstance(verb, Page) else self._press(verb, request, target)

    def find_record(self, request: HttpRequest, pk: int) -> Any:
        return get_object_or_404(self.get_queryset(request), pk=pk)  # type: ignore[attr-defined]

    def answer_get(self, verb: Verb, target: Any) -> HttpResponse:
        """Somebody reloads the address of a button."""
        return to_record(verb.record(target))

    def say_done(self, request: HttpRequest, verb: Verb, result: Any) -> None:
        messages.success(request, _words(verb.done, result))

    def may_do(self, verb: Verb, target: Any, person: Any) -> bool:
        right = verb.right or f"{self.opts.app_label}.change_{self.opts.model_name}"
        return person.has_perm(right) and verb.may(target, person)

    def _show(self, verb: Page, request: HttpRequest, target: Any, find: Callable[[], Model]) -> HttpResponse:
        typed = request.POST if request.method == "POST" else typed_text(request)
        form = _form(verb, typed, target, request.FILES)
        record = verb.record(target)
        opened, told = opened_from(verb, typed, target), mass_mail.told_by(verb, target)
        status = 200
        if request.method == "POST" and form.is_valid():
            try:
                told = mass_mail.foretold_by(verb, target, form.cleaned_data) or told
                mass_mail.check_count(verb, request, told)
                with presses.pressed_once(request, verb.name, said_in(form, request)):
                    result = _act(verb, request, form.cleaned_data, target, find)
            except as_read.SavedMeanwhile as error:
                opened = stale.refusal_of(error, form, record, verb.reads(find()) if verb.reads else {})
            except mass_mail.NotYetSeen as notice:
                messages.info(request, str(notice))
            except DomainError as error:
                explain_in(form, error) if form.fields else explain(request, error)
                status = error.status if isinstance(error, SentOtherwise) else 200
            else:
                self.say_done(request, mass_mail.as_pressed(verb, request), result)
                return self.after_verb(request, verb.leads_to(result) if verb.leads_to else record)
        try:
            shown = verb.shown(target)
        except DomainError as error:
            explain(request, error)
            return to_record(record)
        title = _words(verb.title, target)
        button, explained = _words(verb.button, target) or title, _words(verb.explained, target)
        button = gettext("See the emails first") if verb.foretells and told is None else button
        words: dict[str, object] = {"title": title, "button": button, "explained": explained, "mass_mail": told}
        words |= {"keep": _words(verb.keep, target), "quiet_button": verb.quiet_button if verb.quietly else ""}
        context = {
            **self.admin_site.each_context(request),
            **words,
            "form": form,
            "record": record,
            "opts": record._meta,
            presses.FIELD: presses.token_of(typed),
            **opened,
        }
        status = 409 if "stale" in opened else status
        return TemplateResponse(request, verb.template, {**context, **shown}, status=status)

    def _press(self, verb: Verb, request: HttpRequest, target: Any) -> HttpResponse:
        form = _form(verb, request.POST, target, request.FILES)
        try:
            if form.is_valid():
                with presses.pressed_once(request, verb.name, form.cleaned_data):
                    result = verb.act(target, by=request.user, **form.cleaned_data)
                self.say_done(request, verb, result)
            for sentences in form.errors.values():
                messages.error(request, " ".join(sentences))
        except DomainError as error:
            explain(request, error)
        return self.after_verb(request, verb.record(target))

    def after_verb(self, request: HttpRequest, record: Model | Chosen) -> HttpResponse:
        return to_record(record)

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        record = kwargs.get("obj")
        if record is not None:
            context.update(self._offers(request, record), form_token=presses.token_of(request.POST))
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


def opened_from(verb: Page, typed: QueryDict | None, target: Model) -> dict[str, object]:
    """What the form says of the version that it was opened from: what comes back was opened when it was."""
    if verb.reads is None:
        return {}
    brought = typed.get(as_read.FIELD) if typed else None
    return {as_read.FIELD: brought or as_read.digest_of(verb.reads(target))}


def _act(verb: Page, request: HttpRequest, values: dict[str, object], target: Model, find: Callable[[], Model]) -> Any:
    verb = mass_mail.as_pressed(verb, request)
    act = partial(verb.act, by=request.user, **values)
    if verb.reads is None:
        return act(target)
    brought = request.POST.get(as_read.FIELD, "")
    return stale.act_on_what_was_read(verb.record(target), find, verb.reads, brought, act)


def _is_step(verb: Verb) -> bool:
    return isinstance(verb, Button) and not verb.route


def _name(record: Model, name: str) -> str:
    return f"admin:{record._meta.app_label}_{record._meta.model_name}_{name}"


def _words(words: Any, *about: object) -> Any:
    return words(*about) if callable(words) else words


def said_in(form: forms.BaseForm, request: HttpRequest) -> dict[str, object]:
    """All that a press says: the words of its form, the content of its files, and which of its two buttons it was."""
    return {**form.cleaned_data, **presses.content_of(form.files), "_quietly": "_quietly" in request.POST}


def _form(verb: Verb, typed: QueryDict | None, target: Any, files: Mapping[str, object] | None = None) -> Any:
    form: Any = verb.form(typed, target) if verb.form else forms.Form(typed)
    form.files = files or {}  # read when the form is asked whether it is valid
    return form


def check_right(request: HttpRequest, right: str) -> None:
    """For what must be refused before it is looked for."""
    if not request.user.has_perm(right):  # type: ignore[union-attr]
        raise PermissionDenied


def to_record(record: Model | Chosen) -> HttpResponse:
    """To the page of RECORD, or to the list for what was done with several of its rows (`list_pages`)."""
    if isinstance(record, Chosen):
        return redirect(record.list_url)
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
