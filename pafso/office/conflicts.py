"""Cases in the office: closed to whom they concern, asked about where only the name is the same, with who said so.

Mixed into the model admin of a case, before `VerbPages`. ``get_queryset`` of that admin leaves out what is not open to the
reader; this adds the question before a case of somebody with the reader's name opens, and the page of its conflicts.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from django import forms
from django.contrib import messages
from django.contrib.admin.views.main import ChangeList
from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext_lazy as _

from pafso import conflicts
from pafso.access import Visitor, office_accounts
from pafso.web.typed_text import keeps_typed_text

from .chosen import Chosen
from .verb_pages import Button, Page, Verb

if TYPE_CHECKING:
    from django.db.models.options import Options

Case = TypeVar("Case", bound=Model)

ME, NOT_ME = "me", "not_me"
SAME_NAME = "same_name"
CLOSED_NAME = "…"
OWN_NAME = _("Answered when asked about the same name.")
CLOSED = _("This case is closed to you. Your colleagues look after it.")


class SameNameForm(forms.Form):
    answer = forms.ChoiceField(
        label=_("Is that you?"),
        choices=[
            (ME, _("Yes, or the case concerns me. Close it to me.")),
            (NOT_ME, _("No, it is somebody else with the same name.")),
        ],
        widget=forms.RadioSelect,
    )


class ConflictForm(forms.Form):
    colleague: "forms.ModelChoiceField[AbstractBaseUser]" = forms.ModelChoiceField(
        queryset=None, label=_("Colleague"), empty_label=_("Choose a colleague, or yourself")
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("For example: wrote the text, is family, works for the nominee."),
    )

    def __init__(self, typed: QueryDict | None, colleagues: QuerySet[AbstractBaseUser]) -> None:
        super().__init__(typed)
        self.fields["colleague"].queryset = colleagues.order_by("name", "pk")  # type: ignore[attr-defined]


def conflict_verbs(
    declarations: type[conflicts.Declaration], right: str, open_to: Callable[[Visitor], QuerySet[Model]]
) -> list[Verb]:
    """For the table of a model admin whose cases have DECLARATIONS, for holders of RIGHT to whom a case is open."""

    def standing(case: Model) -> dict[str, QuerySet[conflicts.Declaration]]:
        rows = declarations.objects.standing().filter(**{declarations.CASE: case.pk}, is_party=True)  # type: ignore[attr-defined]
        return {"declarations": rows.select_related("user", "by")}

    def declare(case: Model, *, by: AbstractBaseUser, colleague: AbstractBaseUser, reason: str) -> object:
        return conflicts.declare_conflict(declarations, case, colleague=colleague, by=by, reason=reason)

    def answer_name(case: Model, *, by: AbstractBaseUser, answer: str) -> object:
        if answer == NOT_ME:
            return conflicts.say_not_me(declarations, case, by=by)
        return conflicts.declare_conflict(declarations, case, colleague=by, by=by, reason=str(OWN_NAME))

    def find(request: HttpRequest, pk: int, declaration: int) -> conflicts.Declaration:
        cases = open_to(request.user).filter(pk=pk).order_by().values("pk")
        rows = declarations.objects.filter(**{f"{declarations.CASE}__in": cases}, is_party=True)  # type: ignore[attr-defined]
        return get_object_or_404(rows, pk=declaration)

    return [
        Page(
            "conflict",
            declare,
            words=_("Conflicts of interest"),
            title=_("Conflicts of interest"),
            explained=_(
                "From now on, whoever is named here can neither read nor decide this case. The audit trail "
                "records who said so. Only somebody else can end it."
            ),
            button=_("Close the case to this person"),
            done=_("The case is closed to this person."),
            form=lambda typed, case: ConflictForm(typed, office_accounts(right)),
            right=right,
            template="admin/conflicts.html",
            shown=standing,
        ),
        Button(
            "conflict_end",
            conflicts.end_conflict,
            done=_("The conflict has ended."),
            right=right,
            route="<int:pk>/conflicts/<int:declaration>/end/",
            find=find,
            record=lambda declaration: getattr(declaration, declaration.CASE),
        ),
        _question(answer_name, right),
    ]


def _question(act: Callable[..., object], right: str) -> Page:
    """Before a case opens in which somebody has the reader's name."""
    return Page(
        SAME_NAME,
        act,
        title=_("Somebody in this case has your name"),
        explained=_(
            "Nobody reads or decides a case to which they are a party. The addresses do not show whether this is you, so please tell us before the case opens. The audit trail keeps your answer."
        ),
        button=_("Continue"),
        done=_("Thank you. Your answer has been recorded."),
        form=lambda typed, case: SameNameForm(typed),
        right=right,
        offered=lambda case, person: False,
        template="admin/same_name.html",
    )


class Conflicts(Generic[Case]):
    """Asks before a case opens. Its table of verbs has those above."""

    opts: "Options[Case]"

    def must_say_who(self, person: Visitor, case: Case) -> bool:
        raise NotImplementedError

    def is_named(self, person: Visitor, case: Case) -> bool:
        """Whether a row of the list shows the name of somebody who has the reader's; asks no query."""
        raise NotImplementedError

    def close_row(self, case: Case) -> None:
        """Take out of a row of the list what says whose case it is, until the question is answered."""
        raise NotImplementedError

    # --- The question comes before every page of the case ---------------------------------------------------------
    @keeps_typed_text
    def change_view(self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any) -> HttpResponse:
        return self._question(request, object_id) or super().change_view(request, object_id, *args, **kwargs)  # type: ignore[misc]

    def history_view(self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any) -> HttpResponse:
        return self._question(request, object_id) or super().history_view(request, object_id, *args, **kwargs)  # type: ignore[misc]

    def do_verb(self, verb: Verb, request: HttpRequest, **address: object) -> HttpResponse:
        asked = None if verb.name == SAME_NAME else self._question(request, str(address.get("pk", "")))
        return asked or super().do_verb(verb, request, **address)  # type: ignore[misc]

    def _question(self, request: HttpRequest, object_id: str) -> HttpResponse | None:
        case = self.get_object(request, object_id)  # type: ignore[attr-defined]
        if case is None or not self.must_say_who(request.user, case):
            return None
        return redirect(f"admin:{self.opts.app_label}_{self.opts.model_name}_{SAME_NAME}", case.pk)

    def get_changelist_instance(self, request: HttpRequest) -> ChangeList:
        page = super().get_changelist_instance(request)  # type: ignore[misc]
        for case in page.result_list:
            if self.is_named(request.user, case) and self.must_say_who(request.user, case):
                self.close_row(case)
        return page

    def find_chosen(self, request: HttpRequest, keys: str) -> Chosen:
        """For a verb about several: the row stands on its page as in the list, and the verb itself refuses it."""
        chosen: Chosen = super().find_chosen(request, keys)  # type: ignore[misc]
        for case in chosen.rows:
            if self.must_say_who(request.user, case):  # type: ignore[arg-type]
                self.close_row(case)  # type: ignore[arg-type]
        return chosen

    def after_verb(self, request: HttpRequest, record: Model | Chosen) -> HttpResponse:
        """What was closed to oneself a moment ago is no page to go back to."""
        if isinstance(record, Chosen) or self.get_queryset(request).filter(pk=record.pk).exists():  # type: ignore[attr-defined]
            return super().after_verb(request, record)  # type: ignore[misc,no-any-return]
        messages.info(request, CLOSED)
        return redirect(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist")


class AboutCase:
    """Mixed into the model admin of a record that says something of a case of another model, before its base: where the case
    has to be asked about first, a row of the list does not say what CLOSES names, and its page leads to the question."""

    case: str
    closes: str
    must_say_who: Callable[..., bool]

    def get_changelist_instance(self, request: HttpRequest) -> ChangeList:
        page: ChangeList = super().get_changelist_instance(request)  # type: ignore[misc]
        for record in page.result_list:
            case = getattr(record, self.case)
            if self.must_say_who(request.user, case):
                setattr(case, self.closes, CLOSED_NAME)
        return page

    @keeps_typed_text
    def change_view(self, request: HttpRequest, object_id: str, *args: object, **kwargs: object) -> HttpResponse:
        record = self.get_object(request, object_id)  # type: ignore[attr-defined]
        case = getattr(record, self.case, None)
        if case is None or not self.must_say_who(request.user, case):
            return super().change_view(request, object_id, *args, **kwargs)  # type: ignore[misc,no-any-return]
        return redirect(f"admin:{case._meta.app_label}_{case._meta.model_name}_{SAME_NAME}", case.pk)
