"""What somebody of the office typed into a change form comes back after the login and the second step, unsaved and said."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest, HttpResponse, QueryDict

from pafso.web.typed_text import keeps_typed_text, typed_text

GIVEN_BACK = "typed_text_given_back"


class KeptText(admin.ModelAdmin):
    """A model admin whose forms begin with what was typed before the session ended. `StaffAdmin` stands on this."""

    @keeps_typed_text
    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        _take(request)
        return super().add_view(request, form_url, extra_context)

    @keeps_typed_text
    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        _take(request)
        return super().change_view(request, object_id, form_url, extra_context)

    def get_form(self, request: HttpRequest, *args: Any, **kwargs: Any) -> type[forms.ModelForm]:  # type: ignore[override]
        form = super().get_form(request, *args, **kwargs)
        typed = given_back(request)
        return form if typed is None else _begun_with(form, typed)

    def get_formset_kwargs(self, request: HttpRequest, obj: Any, inline: Any, prefix: str) -> dict[str, Any]:
        found = super().get_formset_kwargs(request, obj, inline, prefix)  # type: ignore[misc]
        typed = given_back(request)
        if typed is not None and f"{prefix}-TOTAL_FORMS" in typed:
            found["data"] = typed
        return found


def given_back(request: HttpRequest) -> QueryDict | None:
    return getattr(request, GIVEN_BACK, None)


def _take(request: HttpRequest) -> None:
    """Once a page: Django asks for the class of the form several times."""
    if request.method == "GET":
        setattr(request, GIVEN_BACK, typed_text(request))


def _begun_with(form: type[forms.ModelForm], typed: QueryDict) -> type[forms.ModelForm]:
    """FORM, filled in as if TYPED had been sent: with its mistakes, and refused if somebody saved meanwhile."""

    def begin(self: forms.ModelForm, data: Any = None, *args: Any, **kwargs: Any) -> None:
        form.__init__(self, typed if data is None else data, *args, **kwargs)

    return type(form)(form.__name__, (form,), {"__init__": begin, "__module__": form.__module__})  # type: ignore[misc, return-value]
