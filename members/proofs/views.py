"""A member's proofs, and the page on which anybody checks one."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from members.access import person
from members.accounts.rate_limits import is_one_too_many, network
from members.eligibility import is_member, today
from members.models import Proof
from members.models.proof import PROOF_LASTS
from pafso.access import public, visible_or_404
from pafso.errors import DomainError
from pafso.localized import Language
from pafso.web.methods import read_write

from .actions import make_proof, proof_with_code, revoke_proof
from .forms import CodeForm
from .printing import in_fours, proof_pdf

# Every code that a network tries is counted, right or wrong: a limit on wrong ones alone would tell the right ones.
MOST_CHECKS, MOST_PAPERS, HOUR = 60, 30, 3600
SHOWN = 50
# What a browser calls the file.
NAMES = {"en": "proof-of-membership", "fr": "attestation-d-adhesion"}


@read_write
def proofs(request: HttpRequest) -> HttpResponse:
    """Those of ninety days; a press makes that of today, or finds it."""
    user = person(request)
    if request.method == "POST":
        try:
            make_proof(user, by=user)
        except DomainError as error:
            messages.error(request, str(error))
        else:
            messages.success(
                request, _("Your proof dated today is ready. Give its code or its PDF to anyone who asks.")
            )
        return redirect("members:proofs")
    rows = Proof.objects.visible_to(user).filter(made_on__gte=today() - PROOF_LASTS).with_standing(today())[:SHOWN]
    listed = [(proof, in_fours(proof.code)) for proof in rows]
    return render(request, "members/proofs.html", {"proofs": listed, "membership": is_member(user, today())})


@require_safe
def paper(request: HttpRequest, pk: int, language: str) -> HttpResponse:
    """The PDF, made anew each time: nothing of it is kept."""
    user = person(request)
    proof = visible_or_404(Proof.objects.standing(today()), user, pk=pk)
    if language not in Language.values:
        raise Http404
    try:
        if is_one_too_many(f"proof-papers:{user.pk}", most=MOST_PAPERS, seconds=HOUR):
            raise DomainError(_("Too many requests. Try again in an hour."))
        content = proof_pdf(proof, language)
    except DomainError as error:
        messages.error(request, str(error))
        return redirect("members:proofs")
    name = NAMES[language]
    headers = {"Content-Disposition": f'attachment; filename="{name}-{proof.made_on:%Y-%m-%d}.pdf"'}
    return HttpResponse(content, content_type="application/pdf", headers=headers)


@require_POST
def revocation(request: HttpRequest, pk: int) -> HttpResponse:
    user = person(request)
    revoke_proof(visible_or_404(Proof.objects.all(), user, pk=pk), by=user)
    messages.success(request, _("The proof has been revoked. Its code no longer confirms anything."))
    return redirect("members:proofs")


@public
@read_write
def check(request: HttpRequest) -> HttpResponse:
    """What is typed is sent and never stands in an address, where it would be kept by logs and browsers."""
    form, context = CodeForm(request.POST or None), {}
    if request.method == "POST" and form.is_valid():
        if is_one_too_many(f"proof-checks:{network(request)}", most=MOST_CHECKS, seconds=HOUR):
            form.add_error("code", _("Too many requests. Try again in an hour."))
            return _private(render(request, "members/proof_check.html", {"form": form}, status=429))
        context = {"is_checked": True, "proof": proof_with_code(form.cleaned_data["code"])}
    return _private(render(request, "members/proof_check.html", {"form": form, **context}))


def _private(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "no-store, private"
    return response
