"""One's own page about the magazine on paper: whether, and where to."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from members.access import person
from members.details.actions import paper_copy_as_read, say_paper_copy
from members.eligibility import is_member, today
from members.models import ContactDetail, Member, PaperCopy
from members.roll.forms import PaperForm
from pafso import as_read
from pafso.errors import DomainError
from pafso.web.methods import read_write
from pafso.web.typed_text import keeps_typed_text, typed_text

from .details import member_of, paper_copy_of


@keeps_typed_text
@read_write
def paper_copy(request: HttpRequest) -> HttpResponse:
    """For members; a former one may still take the address away."""
    member, copy = _entitled(request)
    typed = request.POST if request.method == "POST" else typed_text(request)
    form = PaperForm(typed, initial=_proposed(member, copy), needs_address=True)
    if request.method != "POST" or not form.is_valid():
        return _page(request, member, copy, form, typed.get(as_read.FIELD) if typed else None)
    try:
        return _save(request, member, form)
    except as_read.SavedMeanwhile as error:
        form.add_error(None, str(error))
        member, copy = _entitled(request)
        return _page(request, member, copy, form, None, status=409)
    except DomainError as error:
        form.add_error(None, str(error))
        return _page(request, member, copy, form, request.POST.get(as_read.FIELD))


def _entitled(request: HttpRequest) -> tuple[Member, PaperCopy | None]:
    member = member_of(request)
    copy = paper_copy_of(member)
    if member is None or not (copy or is_member(member, today())):
        raise Http404
    return member, copy


def _page(
    request: HttpRequest, member: Member, copy: PaperCopy | None, form: PaperForm, opened: str | None, status: int = 200
) -> HttpResponse:
    """OPENED is the digest that the form came back with; without one it is of what is there now."""
    context = {"form": form, "member": member, "copy": copy, "is_late": status == 409}
    context["opened"] = opened or as_read.digest_of(paper_copy_as_read(copy))
    return render(request, "members/paper_copy.html", context, status=status)


def _save(request: HttpRequest, member: Member, form: PaperForm) -> HttpResponse:
    said = form.cleaned_data
    as_it_was = request.POST.get(as_read.FIELD, "")
    copy = say_paper_copy(member, opened_from=as_it_was, by=person(request), **said)
    done = (
        _("You will receive the next issue on paper.")
        if copy
        else _("You will no longer receive the paper copy. The address has been deleted.")
    )
    messages.success(request, done)
    return redirect("members:me")


def _proposed(member: Member, copy: PaperCopy | None) -> dict[str, object]:
    """What is there; at first the postal address of one's details, to be looked over."""
    if copy is not None:
        return {"is_wanted": True, "lines": copy.lines, "country": copy.country}
    known = ContactDetail.objects.filter(member=member, kind=ContactDetail.Kind.POSTAL).first()
    return {"is_wanted": False, "lines": known.value if known else "", "country": ""}
