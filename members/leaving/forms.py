"""Who looks after it from now on."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from members.models import User
from pafso.office.waiting.actions import looked_after


class SuccessorForm(forms.Form):
    """A colleague, each with how much of it they may open; no field where nothing is to be handed over."""

    to = forms.ModelChoiceField(
        queryset=User.objects.none(),
        label=gettext_lazy("Hand it over to"),
        help_text=gettext_lazy("What this colleague may not open goes back to everybody."),
        empty_label=gettext_lazy("Choose a colleague"),
    )

    def __init__(self, typed: Any, leaving: User, by: User) -> None:
        super().__init__(typed)
        known = looked_after(leaving, as_seen_by=by)
        if not known:
            del self.fields["to"]
            return
        colleagues = User.objects.filter(is_active=True, is_staff=True).exclude(pk=leaving.pk).order_by("name", "pk")
        field = self.fields["to"]
        field.queryset = colleagues  # type: ignore[attr-defined]
        field.label_from_instance = lambda each: _label(each, leaving, known)  # type: ignore[attr-defined]


def _label(colleague: User, leaving: User, known: set[tuple[str, int]]) -> str:
    opens = len(known & looked_after(leaving, as_seen_by=colleague))
    return _("%(name)s: may open %(n)s of %(all)s") % {"name": colleague.name, "n": opens, "all": len(known)}
