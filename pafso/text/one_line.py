"""What stands on one line wherever it is shown: names, titles, places. Line breaks and control characters become spaces."""

import unicodedata

from django import forms

# Cc: control characters. Zl, Zp: line and paragraph separators.
BREAKS = {"Cc", "Zl", "Zp"}


def one_line(text: str) -> str:
    """TEXT with one space for each run of white space that holds a break; anything else stays as typed."""
    if not any(unicodedata.category(letter) in BREAKS for letter in text):
        return text
    return " ".join("".join(" " if unicodedata.category(letter) in BREAKS else letter for letter in text).split())


class OneLineFields(forms.BaseForm):
    """A form whose one-line fields (a text input, not an area) bring no line break, however they were sent."""

    def _clean_fields(self) -> None:
        super()._clean_fields()  # type: ignore[misc]
        for name, value in self.cleaned_data.items():
            if isinstance(value, str) and is_one_line(self.fields[name]):
                self.cleaned_data[name] = one_line(value)


def is_one_line(field: forms.Field) -> bool:
    is_password = isinstance(field.widget, forms.PasswordInput)
    return isinstance(field, forms.CharField) and isinstance(field.widget, forms.TextInput) and not is_password
