"""The pages about rights, among the accounts: who looks after what, and what one colleague looks after."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _

from members.models import User
from pafso import rights
from pafso.office.verb_pages import Page, check_right

from . import actions
from .forms import RightsForm

RIGHTS_PAGE = Page(
    "rights",
    actions.set_rights,
    words=_("Awards, contests, the magazine"),
    title=_("What this colleague looks after"),
    explained=_(
        "Before publication, only what is ticked is open to this person, whatever else the account may "
        "do. The person and the colleagues who look after something of that kind will be told by email."
    ),
    button=_("Save"),
    done=_("Saved. The colleagues will be told by email."),
    form=RightsForm,
    right="members.change_user",
    may=lambda user, by: by.is_superuser and user.is_staff and user.pk != by.pk,
    reads=lambda user: {**actions.rights_of(user)},
)


class RightsList:
    """Mixed into the model admin of accounts: everything that is looked after, and by whom."""

    admin_site: Any

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.rights_list)
        return [path("rights/", view, name="members_user_rights_list"), *super().get_urls()]  # type: ignore[misc]

    def rights_list(self, request: HttpRequest) -> HttpResponse:
        check_right(request, "members.view_user")
        context = {
            **self.admin_site.each_context(request),
            "title": _("Who looks after what"),
            "kinds": [_kind(kind) for kind in rights.kinds()],
            "colleagues": User.objects.filter(is_staff=True, is_active=True).order_by("name", "pk"),
            "may_give": request.user.is_superuser,
            "opts": User._meta,
        }
        return TemplateResponse(request, "admin/members/rights.html", context)


def _kind(kind: rights.Kind) -> dict[str, Any]:
    """Its heading, and for the whole and for each object who looks after it."""
    names: dict[int | None, list[str]] = {}
    for row in actions.holders(kind):
        if row.user.is_staff and row.user.is_active:  # type: ignore[attr-defined]
            names.setdefault(row.key, []).append(str(row.user))
    scopes = [(kind.every, None), *((each, each.pk) for each in kind.objects())]
    return {"title": kind.title, "rows": [(words, names.get(key, [])) for words, key in scopes]}
