"""A text of the association that no page needs is deleted for a reason; one that is needed is not."""

import pytest
from django.contrib.auth.models import Permission
from django.test import Client

from pafso.audit.models import Entry
from pafso.errors import Incomplete, WrongMove
from pafso.models import POSTAL_ADDRESS, Text
from pafso.office.text_actions import delete_text
from tests.factories.people import Cast, make_user

SPOKEN = {
    "title_en": "To you",
    "title_fr": "À vous",
    "body_en": "We greet you.",
    "body_fr": "Bonjour à toutes et à tous.",
}


@pytest.fixture
def text(db: None) -> Text:
    return Text.objects.create(key="president", **SPOKEN)


def page_of(text: Text) -> str:
    return f"/admin/pafso/text/{text.pk}/deletion/"


def test_the_office_deletes_it_and_it_leaves_its_page(cast: Cast, text: Text) -> None:
    office, visitor = Client(), Client()
    office.force_login(cast.staff)
    assert "We greet you." in visitor.get("/en/").text
    assert page_of(text) in office.get(f"/admin/pafso/text/{text.pk}/change/").text

    done = office.post(page_of(text), {"reason": " Out of date. "}, follow=True)

    assert "The text has been deleted." in done.text
    assert not Text.objects.filter(key="president").exists()
    entry = Entry.objects.get(verb="text_deleted")
    assert (entry.by, entry.subject_label) == (cast.staff, "president")
    assert entry.changes == {"title_en": "To you", "title_fr": "À vous", "reason": "Out of date."}


def test_again_is_harmless_and_a_reason_is_asked_for(cast: Cast, text: Text) -> None:
    with pytest.raises(Incomplete):
        delete_text(text, by=cast.staff, reason=" ")
    assert Text.objects.filter(pk=text.pk).exists()

    delete_text(text, by=cast.staff, reason="so")
    delete_text(text, by=cast.staff, reason="so")

    assert Entry.objects.filter(verb="text_deleted").count() == 1


@pytest.mark.parametrize("key", [POSTAL_ADDRESS, "contact"])
def test_what_pages_and_mails_need_stays(cast: Cast, client: Client, key: str) -> None:
    needed, _new = Text.objects.get_or_create(key=key, defaults=SPOKEN)
    client.force_login(cast.staff)

    page = client.post(page_of(needed), {"reason": "so"})

    assert "Pages and emails need this text." in page.text
    assert page_of(needed) not in client.get(f"/admin/pafso/text/{needed.pk}/change/").text
    with pytest.raises(WrongMove):
        delete_text(needed, by=cast.staff, reason="so")
    assert Text.objects.filter(key=key).exists()


@pytest.mark.req("R15")
def test_without_the_right_to_change_it_nobody_does(cast: Cast, client: Client, text: Text) -> None:
    reader = make_user("Reader", "reader@example.org", is_staff=True)
    reader.user_permissions.add(Permission.objects.get(codename="view_text"))
    statuses = []
    for person in (reader, cast.officer):
        client.force_login(person)
        statuses.append(client.post(page_of(text), {"reason": "so"}).status_code)

    assert statuses == [403, 302]  # to the login of the office
    assert Text.objects.filter(pk=text.pk).exists()
