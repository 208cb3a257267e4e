"""The author's pages of a photo that is not entered yet: begin, write and send, look through and enter, delete."""

from typing import Any

from csp.decorators import csp_update
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from contests.actions.drafts import check_entrant, delete_draft, save_draft, start_entry
from contests.actions.entries import Problems, missing, reword_entry, submit_entry
from contests.forms import EntryForm
from contests.models import Contest, Entry
from members.access import person
from pafso.access import visible_or_404
from pafso.codes import same_code
from pafso.drafts.forms import DraftForm
from pafso.drafts.views import DraftPages
from pafso.errors import DomainError, Incomplete, Refused
from pafso.files import uploads
from pafso.press_once import parse_form_token
from pafso.web.methods import read_write
from pafso.web.typed_text import keeps_typed_text


def own_or_404(request: HttpRequest, code: str) -> Entry:
    """One of the reader's own photos, staff or not."""
    mine = Entry.objects.of(request.user).select_related("contest", "category", "entrant", "original")
    return visible_or_404(mine, request.user, code=same_code(code))


@read_write
def enter(request: HttpRequest, slug: str) -> HttpResponse:
    """Begin a draft. Whoever sends a whole form here (a page from before there were drafts, a program) finds it in the draft."""
    contest = visible_or_404(Contest.objects.all(), request.user, slug=slug)
    if request.method != "POST":
        return redirect(contest)
    token = parse_form_token(request.POST.get("form_token", ""))
    try:
        entry = start_entry(contest, by=person(request), form_token=token)
    except DomainError as error:
        messages.error(request, str(error.message))
        return redirect(contest)
    return EntryPages(request, entry.code).begin() if "title" in request.POST else redirect(entry)


class EntryPages(DraftPages[Entry]):
    """Words and photo, and the review that enters them. What was entered keeps the form of its words while the contest is open."""

    form_class = EntryForm
    form_template = "contests/text.html"
    review_template = "contests/submission.html"

    def __init__(self, request: HttpRequest, code: str) -> None:
        super().__init__(request, own_or_404(request, code))
        self.form_url = reverse("contests:text", args=[self.row.code])
        self.review_url = reverse("contests:submission", args=[self.row.code])
        self.receipt_url = self.row.get_absolute_url()
        self.next_url = self.review_url if self.row.is_draft else self.receipt_url

    def begin(self) -> HttpResponse:
        """A whole form, sent for a draft that it did not know."""
        form = self.form_class(self.request.POST, self.request.FILES, row=self.row)
        form.start_from(self.row.version)
        return self._save(form)

    def find_again(self) -> Entry:
        return own_or_404(self.request, self.row.code)

    def elsewhere(self) -> str:
        return "" if self.row.is_draft or self.row.are_words_open() else self.receipt_url

    def save(self, form: EntryForm) -> Entry:
        if not self.row.is_draft:
            return reword_entry(self.row, by=person(self.request), values=form.values(), **form.marks())
        checked, refusal = _checked(form.cleaned_data.get("photo"))
        row = save_draft(self.row, values=form.values(), checked=checked, **form.marks())
        if refusal:
            raise refusal
        return row

    def after_saving(self) -> HttpResponse:
        if not self.row.is_draft:
            messages.success(self.request, _("Saved. This is now the text of your photo."))
            return redirect(self.receipt_url)
        return super().after_saving()

    def refusal_page(self, form: DraftForm, error: DomainError) -> HttpResponse:
        """The words are saved by then; what is wrong with the photo stands beside its field."""
        if isinstance(error, Refused) and "photo" in form.fields:
            form.start_from(self.row.version)
            form.add_error("photo", str(error.message))
            return self.form_page(form, status=error.status)
        if isinstance(error, Incomplete):
            problems = [(sentence, self.place(field)) for field, sentence in error.problems]
            return self.form_page(form, problems=problems, status=error.status)
        return super().refusal_page(form, error)

    def hand_in(self, shown: str) -> None:
        confirms = "rights" in self.request.POST
        submit_entry(self.row, by=person(self.request), confirms_rights=confirms, shown=shown)

    def missing(self) -> Problems:
        is_asked = self.request.method == "POST"
        return missing(self.row, confirms_rights=not is_asked or "rights" in self.request.POST)

    def place(self, field: str) -> str:
        return "#id_rights" if field == "rights" else super().place(field)

    def context(self) -> dict[str, Any]:
        in_time = self.row.accepts_work() if self.row.is_draft else self.row.are_words_open()
        # The receipt makes the browser forget the copy of this name.
        key = f"entry-{self.row.code}"
        return {"entry": self.row, "contest": self.row.contest, "draft_key": key, "in_time": in_time}

    def form_page(self, form: DraftForm, **more: Any) -> HttpResponse:
        return super().form_page(form, here="text", **more)

    def review_page(self, **more: Any) -> HttpResponse:
        """Somebody who could not enter it learns so before they press."""
        if "error" not in more and self.row.accepts_work():
            try:
                check_entrant(self.row.contest, by=person(self.request))
            except DomainError as error:
                more["obstacle"] = error
        return super().review_page(here="submission", confirms="rights" in self.request.POST, **more)


def _checked(upload: UploadedFile | None) -> tuple[uploads.Checked | None, Refused | None]:
    """The words are saved first, whatever is wrong with the photo."""
    try:
        return uploads.check_photo(upload) if upload else None, None
    except Refused as refusal:
        return None, refusal


# The page shows a chosen photo before it is sent: what the browser holds of it has an address of its own kind.
@csp_update({"img-src": ["blob:"]})  # type: ignore[arg-type]
@keeps_typed_text
@read_write
def text(request: HttpRequest, code: str) -> HttpResponse:
    return EntryPages(request, code).write()


@read_write
def submission(request: HttpRequest, code: str) -> HttpResponse:
    pages = EntryPages(request, code)
    return pages.review() if pages.row.is_draft else redirect(pages.receipt_url)


@read_write
def deletion(request: HttpRequest, code: str) -> HttpResponse:
    entry = own_or_404(request, code)
    if not entry.is_draft:
        return redirect(entry)
    if request.method == "POST":
        try:
            delete_draft(entry)
            messages.success(request, _("The draft has been deleted."))
        except DomainError as error:
            messages.error(request, str(error))
        return redirect("contests:entries")
    return render(request, "contests/deletion.html", {"entry": entry, "draft_key": f"entry-{entry.code}"})
