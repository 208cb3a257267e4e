"""The page of a text's earlier wordings: what each save took out and put in, and one press that puts it back."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from django.contrib import admin, messages
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from pafso.as_read import FIELD
from pafso.errors import DomainError
from pafso.revisions.actions import put_back_wording, token_of
from pafso.revisions.models import Revision
from pafso.revisions.registry import Wording, changed, columns_of, wording_of
from pafso.text.differences import Piece, difference, shortened
from pafso.web import home_cache
from pafso.web.pagination import keyset_page

REVISIONS_ON_A_PAGE = 20


@dataclass(frozen=True)
class Change:
    """What happened to one column of a text."""

    name: str
    language: str
    pieces: list[Piece]


@dataclass(frozen=True)
class ShownRevision:
    revision: Revision
    model: type[models.Model]
    now: Wording

    @cached_property
    def changes(self) -> list[Change]:
        return list(self._changes())

    def _changes(self) -> Iterator[Change]:
        before, after = self.revision.before, self.revision.after
        for name in columns_of(self.model):
            if name in before:
                label = capfirst(str(self.model._meta.get_field(name).verbose_name))  # type: ignore[union-attr]
                yield Change(label, name[-2:], shortened(difference(before[name], after[name])))

    @property
    def may_be_put_back(self) -> bool:
        """Not when the text says that already, or no longer has any such column."""
        return bool(changed(self.revision.before, self.now))


class EarlierWordings(admin.ModelAdmin):
    """Mixed into every model admin: one whose model registers texts has the page, for whoever may change the record."""

    def get_urls(self) -> list[URLPattern]:
        *django_own, catch_all = super().get_urls()
        if not columns_of(self.model):
            return [*django_own, catch_all]
        own = [
            path(route, self.admin_site.admin_view(view), name=f"{self.opts.app_label}_{self.opts.model_name}_{name}")
            for route, view, name in (
                ("<int:pk>/wordings/", self.show_wordings, "wordings"),
                ("<int:pk>/wordings/<int:revision>/", self.put_back, "wording_put_back"),
            )
        ]
        return [*django_own, *own, catch_all]

    def show_wordings(self, request: HttpRequest, pk: int) -> HttpResponse:
        row = self._row_to_change(request, pk)
        revisions = Revision.objects.of(row).select_related("by")
        page = keyset_page(request, revisions, ["-id"], REVISIONS_ON_A_PAGE)
        now = wording_of(row)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Earlier wordings"),
            "record": row,
            "opts": self.opts,
            "page": page,
            "revisions": [ShownRevision(each, self.model, now) for each in page],
            FIELD: token_of(row),
        }
        return TemplateResponse(request, "admin/wordings.html", context)

    def put_back(self, request: HttpRequest, pk: int, revision: int) -> HttpResponse:
        row = self._row_to_change(request, pk)
        found = get_object_or_404(Revision.objects.of(row), pk=revision)
        if request.method == "POST":
            assert isinstance(request.user, AbstractBaseUser)
            try:
                put_back_wording(found, as_read=request.POST.get(FIELD, ""), by=request.user)
            except DomainError as error:
                messages.error(request, str(error))
            else:
                home_cache.forget()
                messages.success(
                    request,
                    _("The earlier wording is back. What the text said until now is kept as an earlier wording."),
                )
        return redirect(self._wordings_url(row))

    def _row_to_change(self, request: HttpRequest, pk: int) -> models.Model:
        row: models.Model = get_object_or_404(self.get_queryset(request), pk=pk)
        if not self.has_change_permission(request, row):
            raise Http404
        return row

    def _wordings_url(self, row: models.Model) -> str:
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_wordings", args=[row.pk])

    def render_change_form(  # type: ignore[override]
        self, request: HttpRequest, context: dict[str, object], *args: object, **kwargs: object
    ) -> HttpResponse:
        row = kwargs.get("obj")
        if isinstance(row, models.Model) and columns_of(self.model) and self.has_change_permission(request, row):
            context["wordings_url"] = self._wordings_url(row)
        return super().render_change_form(request, context, *args, **kwargs)  # type: ignore[arg-type]
