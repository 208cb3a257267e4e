"""The pages of a text that saves itself: its form, and the review that hands it in. A script gets JSON, a person a page."""

from typing import Any, ClassVar, Generic, TypeVar

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from pafso.errors import DomainError, Incomplete
from pafso.lazy import Words
from pafso.text.dates import day_and_hour
from pafso.web.typed_text import typed_text

from .forms import DraftForm
from .models import Draft, EditedElsewhere, ReadItFirst

Row = TypeVar("Row", bound=Draft)


class DraftPages(Generic[Row]):
    """A text as the reader of REQUEST may write it. A subclass names form, templates, addresses and actions."""

    form_class: ClassVar[type[DraftForm]]
    form_template: str
    review_template: str
    form_url: str
    next_url: str
    receipt_url: str

    def __init__(self, request: HttpRequest, row: Row) -> None:
        self.request, self.row = request, row

    # --- What a subclass says -----------------------------------------------------------------------------------------
    def find_again(self) -> Row:
        """The row as it stands after a refusal."""
        raise NotImplementedError

    def save(self, form: Any) -> Row:
        raise NotImplementedError

    def hand_in(self, shown: str) -> None:
        """SHOWN: which text the page of the button showed."""
        raise NotImplementedError

    def missing(self) -> list[tuple[str, Words]]:
        """What keeps it from being handed in: field and sentence."""
        raise NotImplementedError

    def context(self) -> dict[str, Any]:
        raise NotImplementedError

    def elsewhere(self) -> str:
        """Where the form's address leads when there is nothing to write."""
        return ""

    def place(self, field: str) -> str:
        return f"{self.form_url}#id_{field}"

    # --- The form -----------------------------------------------------------------------------------------------------
    def write(self) -> HttpResponse:
        """The form, saving itself; what was typed comes back whatever happens. Opening it changes nothing."""
        if self.request.method == "POST":
            return self._save(self.form_class(self.request.POST, self.request.FILES, row=self.row))
        typed = typed_text(self.request)
        if typed is None and (address := self.elsewhere()):
            return redirect(address)
        return self.form_page(self.form_class(typed, row=self.row))

    def _save(self, form: DraftForm) -> HttpResponse:
        try:
            if not form.is_valid():
                raise DomainError(str(next(iter(form.errors.values()))[0]), code="invalid")
            self.row = self.save(form)
        except DomainError as error:
            return self.refuse(form, error)
        if self._is_script():
            return JsonResponse({"saved_at": self.row.saved_at, "version": self.row.version})
        return self.after_saving()

    def _is_script(self) -> bool:
        return self.request.headers.get("Accept", "").startswith("application/json")

    def after_saving(self) -> HttpResponse:
        if "stay" not in self.request.POST:
            return redirect(self.next_url)
        messages.success(self.request, _("Saved."))
        return redirect(self.form_url)

    def refuse(self, form: DraftForm, error: DomainError) -> HttpResponse:
        """409 tells the script to stop and to show the sentence; the text stays on the device."""
        if self._is_script():
            told: dict[str, object] = {"code": error.code, "detail": str(error.message)}
            if isinstance(error, EditedElsewhere) and error.at:
                told |= {"at": error.at, "at_in_words": day_and_hour(error.at)}
            return JsonResponse(told, status=409)
        self.row = self.find_again()
        return self.refusal_page(form, error)

    def refusal_page(self, form: DraftForm, error: DomainError) -> HttpResponse:
        """After a conflict the form that comes back starts from the newer version: sending it again is then a choice."""
        if isinstance(error, EditedElsewhere):
            form.start_from(self.row.version)
        return self.form_page(form, error=error, status=error.status)

    def form_page(self, form: DraftForm, *, status: int = 200, **more: Any) -> HttpResponse:
        """The form holds other words than the row when they came back refused, or as they were typed before a login."""
        form.is_valid()
        is_other = form.is_bound and ("error" in more or self.request.method != "POST")
        context = {**self.context(), "form": form, "not_saved": is_other, **more}
        return render(self.request, self.form_template, context, status=status)

    # --- The review ---------------------------------------------------------------------------------------------------
    def review(self) -> HttpResponse:
        """Everything as it would be handed in, what is missing, and the button."""
        return self.press() if self.request.method == "POST" else self.review_page()

    def press(self) -> HttpResponse:
        """Hand in; what is missing, or any other refusal, is said on the review page."""
        try:
            self.hand_in(self.shown())
        except Incomplete as error:
            return self.review_page(tried=True, status=error.status)
        except ReadItFirst as error:
            self.row = self.find_again()
            return self.review_page(error=error, status=error.status)
        except DomainError as error:
            return self.review_page(error=error, status=error.status)
        return redirect(self.receipt_url)

    def shown(self) -> str:
        """A page that does not say which text it showed may be any age."""
        return self.request.POST.get("shown", "")

    def review_page(self, *, status: int = 200, **more: Any) -> HttpResponse:
        problems = [(sentence, self.place(field)) for field, sentence in self.missing()]
        context = {**self.context(), "problems": problems, "shown": self.row.as_shown(), **more}
        return render(self.request, self.review_template, context, status=status)
