"""One-line fields bring no line break and no control character, whoever sent the form."""

import unicodedata

import pytest
from django import forms
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from awards.models import Letter
from pafso.mail.models import Mail
from pafso.text.one_line import BREAKS, OneLineFields, one_line
from tests.factories.awards import make_cycle, make_draft
from tests.factories.people import Cast

BROKEN = "Awa\r\nBcc: all@example.org\u2028Diop\x07"
WHOLE = "Awa Bcc: all@example.org Diop"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [(BROKEN, WHOLE), ("Awa  Diop", "Awa  Diop"), ("a\tb", "a b"), ("\n", ""), ("Zoë O’Neil", "Zoë O’Neil")],
)
def test_breaks_become_a_space_and_the_rest_stays(typed: str, kept: str) -> None:
    assert one_line(typed) == kept


@given(st.text())
def test_no_break_is_left(text: str) -> None:
    assert not any(unicodedata.category(letter) in BREAKS for letter in one_line(text))


def test_an_area_keeps_its_lines_and_a_password_every_character() -> None:
    class Form(OneLineFields, forms.Form):
        name = forms.CharField()
        text = forms.CharField(widget=forms.Textarea)
        password = forms.CharField(widget=forms.PasswordInput)

    form = Form(dict.fromkeys(("name", "text", "password"), "a\nb"))

    assert form.is_valid()
    assert form.cleaned_data == {"name": "a b", "text": "a\nb", "password": "a\nb"}


@pytest.mark.req("R28")
def test_the_name_of_a_supporter_stands_on_one_line_in_the_mail(client: Client, cast: Cast) -> None:
    draft = make_draft(make_cycle(), cast.officer)
    client.force_login(cast.officer)
    url = reverse("awards:supporters", args=[draft.code])
    typed = {"form_token": "7d3b4a54-28d2-4a5b-9d51-52b0a3c7b7b0", "name": BROKEN, "email": "awa@example.org"}

    client.post(url, {**typed, "language": "en"})

    assert Letter.objects.get().name == Letter.objects.get().full_name == WHOLE
    assert f"Dear {WHOLE}," in Mail.objects.get(to="awa@example.org").text


def test_the_words_of_a_draft(client: Client, cast: Cast) -> None:
    draft = make_draft(make_cycle(), cast.officer)
    client.force_login(cast.officer)

    client.post(
        draft.get_absolute_url(), {"nominee_name": BROKEN, "nominee_position": "a\nb", "version": draft.version}
    )

    draft.refresh_from_db()
    assert (draft.nominee_name, draft.nominee_position) == (WHOLE, "a b")


def test_every_form_for_a_name_a_title_or_a_place(db: None) -> None:
    names = {"name", "full_name", "preferred_name", "nominee_name", "nominee_position", "title", "place", "mission"}
    ours = ("pafso.", "members.", "awards.", "contests.", "magazine.")
    forgetful = {
        f"{form.__module__}.{form.__name__}"
        for form in _subclasses(forms.BaseForm)
        if form.__module__.startswith(ours) and names & set(getattr(form, "base_fields", {}))
        if not issubclass(form, OneLineFields)
    }

    assert forgetful == set()


def _subclasses(form: type) -> set[type]:
    return {each for child in form.__subclasses__() for each in {child, *_subclasses(child)}}
