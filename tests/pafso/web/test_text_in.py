"""Whatever is typed is stored in one form of its letters, without what nobody sees."""

import json
import unicodedata

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.views.decorators.csrf import csrf_exempt
from hypothesis import given
from hypothesis import strategies as st

from members.accounts.actions.accounts import set_up_office
from members.models import Member
from pafso.text.seen import as_name, as_text, as_title
from pafso.web.text_in import TextIn, is_named
from tests.factories.people import Cast, make_user

APART, TOGETHER = "E\u0301lodie", "Élodie"
EVIL = "Anne\u202eeor\u202c\u200b Roy\u200d\ufeff"


def came_in(request: HttpRequest) -> HttpRequest:
    found = []
    middleware = TextIn(lambda request: found.append(request) or HttpResponse())  # type: ignore[func-returns-value]
    middleware(request)
    middleware.process_view(request, None, (), {})
    return found[0]


def test_forms_search_terms_and_file_names_are_composed() -> None:
    file = SimpleUploadedFile(f"{APART}.pdf", b"x")
    request = came_in(
        RequestFactory().post(f"/?q={APART}", {"name": APART, "text": f"{APART}\r\n\t\x07", "file": file})
    )

    assert (request.GET["q"], request.POST["name"], request.POST["text"]) == (TOGETHER, TOGETHER, f"{TOGETHER}\r\n\t")
    assert request.FILES["file"].name == f"{TOGETHER}.pdf"


def test_json_is_composed_at_any_depth() -> None:
    sent = {"name": EVIL, "rows": [{"text": APART, "password": APART, "n": 1.5}]}
    request = came_in(RequestFactory().post("/", json.dumps(sent), content_type="application/json"))

    assert json.loads(request.body) == {
        "name": "Anneeor Roy",
        "rows": [{"text": TOGETHER, "password": APART, "n": 1.5}],
    }


def test_a_form_that_a_door_for_programs_gets_is_left_for_it_to_read() -> None:
    view = csrf_exempt(lambda request: HttpResponse(request.body))
    request = RequestFactory().post("/", {"name": APART})
    TextIn(lambda request: HttpResponse()).process_view(request, view, (), {})

    assert b"lodie" in request.body


def test_passwords_are_left_as_they_were_sent() -> None:
    request = came_in(RequestFactory().post("/", {"password": APART, "password1": APART, "oldpassword": APART}))

    assert set(request.POST.values()) == {APART}


@pytest.mark.parametrize(
    ("field", "value", "kept"),
    [
        ("name", EVIL, "Anneeor Roy"),
        ("nominee_name", EVIL, "Anneeor Roy"),
        ("form-0-name", EVIL, "Anneeor Roy"),
        ("title", "می\u200cخواهم\u202e", "می\u200cخواهم"),
        ("name_fr", "می\u200cخواهم\u2066", "می\u200cخواهم"),
        ("statement", "می\u200cخواهم \u200fو\u200f", "می\u200cخواهم \u200fو\u200f"),
    ],
)
def test_what_nobody_sees_is_no_part_of_a_name(field: str, value: str, kept: str) -> None:
    assert came_in(RequestFactory().post("/", {field: value})).POST[field] == kept


@given(st.text())
def test_text_as_it_is_kept_stays_what_it_is(text: str) -> None:
    for kept in (as_text(text), as_title(text), as_name(text)):
        assert unicodedata.is_normalized("NFC", kept)
    assert as_text(as_text(text)) == as_text(text)
    assert as_name(as_name(text)) == as_name(text)


def test_whose_fields_are_names() -> None:
    assert all(map(is_named, ["name", "preferred_name", "title", "title_en", "x-0-credit"]))
    assert not any(map(is_named, ["rename", "username", "text", "names_of"]))


def test_a_form_says_that_it_removed_something_and_the_roll_has_neither(client: Client, cast: Cast) -> None:
    clerk = make_user("Camille Bureau", "camille@example.org", is_staff=True)
    clerk.groups.add(set_up_office())
    client.force_login(clerk)
    typed = {
        "number": "9001",
        "name": f"{APART} \u202eRoy\u200b",
        "language": "en",
        "preferred_name": "",
        "time_zone": "",
        "employer": "",
    }
    answer = client.post("/admin/members/member/add/", typed, follow=True)

    assert Member.objects.get(number="9001").name == "Élodie Roy"
    assert "Invisible characters were removed from a name." in answer.content.decode()
