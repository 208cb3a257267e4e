"""The one form in which the office gives its reason, or asks a question, in its own words."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import QueryDict

from pafso.lazy import Words


class ReasonForm(forms.Form):
    """One text; what is asked for stands in its LABEL. Without ROWS it is a single line."""

    def __init__(
        self,
        typed: QueryDict | None = None,
        *,
        label: Words,
        hint: Words = "",
        name: str = "reason",
        longest: int = 2000,
        rows: int = 4,
        required: bool = True,
    ) -> None:
        super().__init__(typed)
        widget = forms.Textarea(attrs={"rows": rows}) if rows else forms.TextInput()
        self.fields[name] = forms.CharField(
            label=label, help_text=hint, max_length=longest, required=required, widget=widget
        )


def reason(label: Words, *, hint: Any = "", **shape: Any) -> Callable[[Any, Any], ReasonForm]:
    """The form of a verb that asks why; HINT may be a function of what it is about."""

    def make(typed: QueryDict | None, target: Any) -> ReasonForm:
        return ReasonForm(typed, label=label, hint=hint(target) if callable(hint) else hint, **shape)

    return make
