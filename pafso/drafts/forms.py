"""The form of a text that saves itself: it requires nothing; what handing in requires is said by the actions."""

import secrets
from typing import Any

from django import forms

from pafso.text.one_line import OneLineFields


class DraftForm(OneLineFields, forms.Form):
    """A form that saves itself: ``tab`` names this page, ``version`` is the save that it started from."""

    tab = forms.CharField(max_length=32, required=False, widget=forms.HiddenInput)
    version = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)
    needed: tuple[str, ...] = ()

    def __init__(self, typed: Any = None, files: Any = None, *, row: Any) -> None:
        initial = {name: getattr(row, name) for name in self.base_fields if self._is_words(name)}
        marks = {"tab": secrets.token_hex(8), "version": row.version}
        super().__init__(typed, files, initial={**initial, **marks})
        for name in self.needed:
            self.fields[name].needed = True  # type: ignore[attr-defined]

    def values(self) -> dict[str, Any]:
        """What was typed, without the page's own marks and without files; a field that did not come is not emptied."""
        return {
            name: value
            for name, value in self.cleaned_data.items()
            if self._is_words(name) and self.add_prefix(name) in self.data
        }

    def _is_words(self, name: str) -> bool:
        """A file is no column, and a browser is never told what file to send."""
        return name not in ("tab", "version") and not isinstance(self.base_fields[name], forms.FileField)

    def start_from(self, version: int) -> None:
        """Let the form that comes back build on VERSION."""
        typed = self.data.copy()  # type: ignore[attr-defined]
        typed["version"] = str(version)
        self.data = typed

    def marks(self) -> dict[str, Any]:
        return {"tab": self.cleaned_data["tab"], "version": self.cleaned_data["version"]}
