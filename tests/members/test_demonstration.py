"""The demonstration and the population: made once, plausible, and never outside development."""

from random import Random
from typing import Any

import pypdfium2
import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.auth.password_validation import validate_password
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext

from members import demonstration, office_codes
from members.demonstration import populate
from members.demonstration.people import PASSWORD
from members.eligibility import is_member, is_regular, today
from members.models import Document, Member, Membership, Stream, User
from pafso.files.models import private
from pafso.files.uploads import check_document
from pafso.models import Text
from pafso.panels import panels_for

from .walk import log_in


@pytest.fixture
def context(db: None) -> dict[str, Any]:
    filled: dict[str, Any] = {}
    demonstration.fill(filled)
    return filled


def test_people_are_handed_on_with_their_ways_in(context: dict[str, Any]) -> None:
    people = context["people"]

    assert {"officer", "colleague", "retiree", "staff"} <= set(people)
    assert [(role, email) for role, email, _, _ in context["signins"]] == [
        ("officer", "alix@example.org"),
        ("colleague", "benoit@example.org"),
        ("retiree", "margaret@example.org"),
        ("staff", "office@example.org"),
        ("applicant", "patrick.obriain@example.org"),
        ("applicant", "aurelie@example.org"),
    ]
    assert is_regular(people["officer"], today())
    assert is_member(people["retiree"], today())
    assert not is_regular(people["retiree"], today())
    assert Member.objects.filter(user=None).count() == 2
    assert people["staff"].groups.get().name == "Office"


def test_the_known_password_obeys_our_own_rules(context: dict[str, Any]) -> None:
    refusals = [validate_password(PASSWORD, user) for user in context["people"].values()]

    assert refusals == [None] * len(context["people"])


def test_a_second_time_changes_nothing(context: dict[str, Any]) -> None:
    before = User.objects.count(), Stream.objects.count(), Text.objects.count()

    demonstration.fill({})

    assert (User.objects.count(), Stream.objects.count(), Text.objects.count()) == before == (10, 5, 3)


def test_a_newcomer_gets_into_the_office_with_the_code_shown(context: dict[str, Any], client: Client) -> None:
    shown = office_codes.office_codes(RequestFactory().get("/dev/mailbox/"))
    assert shown is not None
    (row,) = shown["codes"]

    log_in(client, "office@example.org", PASSWORD)
    client.post("/en/accounts/2fa/authenticate/", {"code": row["code"]})

    assert row["email"] == "office@example.org"
    assert client.get("/admin/").status_code == 200


@pytest.mark.req("R13")
def test_no_code_is_shown_outside_development(context: dict[str, Any]) -> None:
    assert panels_for("mailbox", RequestFactory().get("/dev/mailbox/")) == []


@pytest.mark.req("R06")
def test_the_demonstrations_secrets_are_stored_encrypted(context: dict[str, Any]) -> None:
    for factor in Authenticator.objects.all():
        assert str(factor.data.get("secret") or factor.data.get("seed")).startswith("gAAAA")


def test_texts_and_streams_exist_in_both_languages(context: dict[str, Any]) -> None:
    assert {text.key for text in Text.objects.all()} == {"president", "contact", "postal-address"}
    for stream in Stream.objects.all():
        assert 5 <= len(stream.areas_en.splitlines()) == len(stream.areas_fr.splitlines()) <= 8
        assert stream.description_en != stream.description_fr


def test_the_documents_are_read_by_those_for_whom_they_are(context: dict[str, Any], client: Client) -> None:
    open_ones, closed = ["agreement", "by_laws"], ["form", "minutes"]
    stranger = client.get("/en/documents/")
    client.force_login(context["people"]["officer"])
    page = client.get("/fr/documents/").text

    assert sorted(document.kind for document in stranger.context["page"]) == open_ones
    assert [count for _, count in stranger.context["closed"]] == [1, 1]
    assert sorted(Document.objects.values_list("kind", flat=True)) == sorted(open_ones + closed)
    for document in Document.objects.all():
        assert document.title_fr in page
        assert {each.language for each in document.files} == {"en", "fr"}
    assert "Français, jusqu’au 18 octobre 2023" in page


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_document_is_a_pdf_that_the_office_could_have_sent(
    context: dict[str, Any], client: Client, language: str
) -> None:
    document = Document.objects.get(kind="by_laws")
    heading = {"en": "3. Executive committee", "fr": "3. Le comité exécutif"}[language]

    answer: Any = client.get(f"/en/documents/{document.pk}/{language}/")
    content = answer.getvalue()

    assert heading in words_of(content)
    assert check_document(SimpleUploadedFile("by-laws.pdf", content)).facts.pages == 1
    with private().open(document.earlier_files.get(language=language).file.key) as before:
        assert heading not in words_of(before.read())


def words_of(content: bytes) -> str:
    """What a reader finds in a PDF of ours."""
    return "\n".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(content))


def test_populating_is_quick_and_locks_every_account(db: None) -> None:
    with CaptureQueriesContext(connection) as queries:
        assert populate(300, Random(7)) == 300

    assert len(queries) < 45
    assert User.objects.count() == EmailAddress.objects.count() == Member.objects.count() == 300
    assert Membership.objects.count() >= 300
    assert not any(user.has_usable_password() for user in User.objects.all()[:5])
    assert populate(10, Random(8)) == 10
    assert Member.objects.count() == 310
