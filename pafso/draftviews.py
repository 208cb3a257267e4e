"""What every page that saves itself answers: to its script in JSON, to a person with a page."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse

from .draftforms import DraftForm
from .drafts import Draft, EditedElsewhere
from .errors import DomainError


def wants_json(request: HttpRequest) -> bool:
    return request.headers.get("Accept", "").startswith("application/json")


def saved(request: HttpRequest, row: Any, next_url: str) -> HttpResponse:
    """The server has it: the moment and the version for a script, the next page for a person."""
    if wants_json(request):
        return JsonResponse({"saved_at": row.saved_at, "version": row.version})
    return HttpResponseRedirect(next_url)


def not_saved(error: DomainError) -> JsonResponse:
    """409 tells the script to stop and to show the sentence; the text stays on the device."""
    return JsonResponse({"code": error.code, "detail": str(error.message)}, status=409)


def too_long(form: DraftForm) -> DomainError:
    """A field that cannot be saved as it is, as the first sentence of the form's errors."""
    return DomainError(next(iter(form.errors.values()))[0], code="invalid")


def ready_to_overwrite(form: DraftForm, row: Draft, error: DomainError) -> None:
    """After a conflict the form that comes back starts from the newer version: sending it again is then a choice."""
    if isinstance(error, EditedElsewhere):
        form.start_from(row.version)
