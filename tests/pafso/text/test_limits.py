"""What is out of bounds is said in the words of the house, by every form and in both languages."""

import pytest
from django import forms
from django.utils import translation

from contests.models import Contest
from pafso.text.limits import AT_LEAST


class Bounds(forms.Form):
    few = forms.IntegerField(min_value=1)
    many = forms.IntegerField(max_value=24)
    text = forms.CharField(max_length=3)
    long_text = forms.CharField(max_length=1000)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", ["Enter a number that is 1 or more.", "Enter a number that is 24 or less.", "Write at most 3 characters; this has 4.", "Write at most 1,000 characters; this has 1,500."]),
        ("fr", ["Entrez un nombre égal ou supérieur à 1.", "Entrez un nombre égal ou inférieur à 24.", "Écrivez au plus 3 caractères; ce texte en a 4.", "Écrivez au plus 1\u00a0000 caractères; ce texte en a 1\u00a0500."]),
    ],
)  # fmt: skip
def test_a_form_says_what_to_enter(language: str, said: list[str]) -> None:
    form = Bounds({"few": "0", "many": "25", "text": "four", "long_text": 1500 * "a"})

    with translation.override(language):
        assert [str(error) for errors in form.errors.values() for error in errors] == said


def test_a_form_of_a_model_says_it_too() -> None:
    form = forms.modelform_factory(Contest, fields=["entries_per_member"])({"entries_per_member": "0"})

    assert form.errors["entries_per_member"] == [AT_LEAST % {"limit_value": 1}]
