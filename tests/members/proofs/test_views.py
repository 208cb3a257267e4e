"""The member's page of proofs, its PDF, and the page on which a stranger checks a code."""

import html
import re
from datetime import timedelta
from typing import Any

import pypdfium2
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from members.models import Member, Proof
from members.proofs import views
from members.proofs.actions import make_proof, revoke_proof
from members.proofs.printing import in_fours, proof_pdf
from pafso.clock import ottawa_day
from tests.factories.people import Cast

OWN, CHECK = "/en/account/proofs/", "/en/proofs/"


@pytest.fixture
def proof(cast: Cast) -> Proof:
    return make_proof(cast.officer, by=cast.officer)


def text(answer: Any) -> str:
    return html.unescape(answer.content.decode())


def paper_of(proof: Proof, language: str = "en") -> str:
    return f"/en/account/proofs/{proof.pk}/{language}/pdf/"


def words_in(content: bytes) -> str:
    document = pypdfium2.PdfDocument(content)
    try:
        assert len(document) == 1
        page = document[0]
        found = page.get_textpage()
        words = " ".join(found.get_text_range().split())
        found.close()
        page.close()
        return words
    finally:
        document.close()


def test_a_member_makes_one_and_again_the_same(as_member: Client, cast: Cast) -> None:
    assert "Make a proof dated today" in text(as_member.get(OWN))
    for _ in range(2):
        page = text(as_member.post(OWN, follow=True))

    proof = Proof.objects.get()
    assert in_fours(proof.code) in page
    assert paper_of(proof) in page and paper_of(proof, "fr") in page
    assert 'href="/en/account/proofs/"' in text(as_member.get("/en/account/"))


@pytest.mark.req("R15")
def test_whoever_is_no_member_reads_why(client: Client, cast: Cast) -> None:
    client.force_login(cast.outsider)

    page = text(client.get(OWN))
    pressed = text(client.post(OWN, follow=True))

    assert "Make a proof dated today" not in page
    assert "The last membership ended on December 31, 2020." in page
    assert "The last membership ended on December 31, 2020." in pressed
    assert 'href="/en/account/proofs/"' not in text(client.get("/en/account/"))
    assert not Proof.objects.exists()


@pytest.mark.req("R28")
@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "Alix Tremblay-Okafor was a member of PAFSO on November 26, 2026."),
        ("fr", "Alix Tremblay-Okafor était membre de l’APASE le 26 novembre 2026."),
    ],
)
def test_the_pdf_says_a_name_and_a_day_and_is_tagged(
    client: Client, cast: Cast, time_machine: Any, language: str, said: str
) -> None:
    time_machine.move_to("2026-11-26T17:00:00+00:00")
    proof = make_proof(cast.officer, by=cast.officer)
    client.force_login(cast.officer)

    answer = client.get(paper_of(proof, language))

    words = words_in(answer.content)
    assert said in words
    assert in_fours(proof.code) in words and f"/{language}/proofs/" in words
    assert {"en": "February 24, 2027", "fr": "24 février 2027"}[language] in words
    # Nothing of what else the roll knows.
    assert not re.search(r"1001|regular|alix@|Kabul|2015", words)
    assert answer["Content-Type"] == "application/pdf"
    name = {"en": "proof-of-membership", "fr": "attestation-d-adhesion"}[language]
    assert answer["Content-Disposition"] == f'attachment; filename="{name}-2026-11-26.pdf"'
    assert answer["Cache-Control"] == "no-store, private"
    assert b"pdfuaid:part>1<" in answer.content and b"/MarkInfo" in answer.content
    assert answer.content == proof_pdf(proof, language)


def test_a_name_that_the_fonts_lack_is_told_to_give_the_code(as_member: Client, proof: Proof) -> None:
    Proof.objects.update(name="Wang \U0010fffd")

    answer = as_member.get(paper_of(proof), follow=True)

    assert "The PDF cannot show every character of your name." in text(answer)
    assert "Wang \U0010fffd" in text(Client().post(CHECK, {"code": proof.code}))


@pytest.mark.req("R28")
def test_a_name_is_data(as_member: Client, proof: Proof) -> None:
    Proof.objects.update(name='#import("/etc/passwd") <b>&')

    assert '#import("/etc/passwd") <b>& was a member' in words_in(as_member.get(paper_of(proof)).content)
    checked = Client().post(CHECK, {"code": proof.code}).content.decode()
    assert "<b>&" not in checked and "&lt;b&gt;&amp;" in checked


@pytest.mark.req("R15", "R35")
def test_nobody_else_reads_or_revokes_it(client: Client, cast: Cast, proof: Proof) -> None:
    revocation = f"/en/account/proofs/{proof.pk}/revocation/"

    assert client.get(paper_of(proof)).status_code == 302
    for person in (cast.colleague, cast.outsider, cast.staff):
        client.force_login(person)
        assert client.get(paper_of(proof)).status_code == 404
        assert client.post(revocation).status_code == 404
        assert proof.code not in text(client.get(OWN)).replace(" ", "")
    proof.refresh_from_db()
    assert proof.revoked_at is None


def test_no_pdf_of_what_is_not_confirmed(as_member: Client, cast: Cast, proof: Proof) -> None:
    assert as_member.get(paper_of(proof, "de")).status_code == 404
    as_member.post(f"/en/account/proofs/{proof.pk}/revocation/")

    assert as_member.get(paper_of(proof)).status_code == 404
    page = text(as_member.get(OWN))
    assert "Revoked" in page and in_fours(proof.code) not in page


def test_what_the_roll_no_longer_says_is_said(as_member: Client, proof: Proof) -> None:
    Member.objects.filter(pk=proof.member_id).update(died_on=ottawa_day())

    assert "The roll no longer says that you were a member that day." in text(as_member.get(OWN))


@pytest.mark.req("R14", "R22")
def test_a_stranger_checks_the_code(client: Client, proof: Proof) -> None:
    assert client.get(CHECK).status_code == 200
    answer = client.post(CHECK, {"code": in_fours(proof.code).lower()})

    page = text(answer).partition('role="status"')[2].partition("</form>")[0]
    day, last = ottawa_day(), ottawa_day() + timedelta(days=90)
    assert f"was a member of PAFSO on {day:%B} {day.day}, {day.year}." in page
    assert f"valid until {last:%B} {last.day}, {last.year}." in page
    assert "Alix Tremblay-Okafor" in page
    assert not re.search(r"1001|regular|alix@|Kabul|Asia|2015", text(answer))
    assert answer["Cache-Control"] == "no-store, private"


def test_in_french(client: Client, proof: Proof) -> None:
    page = text(client.post("/fr/proofs/", {"code": proof.code}))

    assert "Alix Tremblay-Okafor" in page and "était membre de l’APASE le" in page


@pytest.mark.req("R05")
def test_unknown_over_and_revoked_are_one_answer(client: Client, cast: Cast, proof: Proof) -> None:
    revoke_proof(proof, by=cast.officer)
    over = Proof.objects.create(member=proof.member, name="Alix", made_on=ottawa_day() - timedelta(days=91))
    struck = make_proof(cast.colleague, by=cast.colleague)
    Member.objects.filter(pk=struck.member_id).update(
        struck_at=timezone.now(), struck_by=cast.staff, struck_reason="no"
    )

    found = [client.post(CHECK, {"code": code}) for code in (proof.code, over.code, struck.code, "ABCDEFGHJKMN")]

    pages = {re.sub(r'value="[^"]*"', "", text(answer)) for answer in found}
    assert len(pages) == 1 and {answer.status_code for answer in found} == {200}
    assert "We cannot confirm this code." in pages.pop()


@pytest.mark.req("R04")
def test_a_network_that_tries_too_often_waits_with_the_right_code_too(
    client: Client, proof: Proof, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "MOST_CHECKS", 2)
    for _ in range(2):
        client.post(CHECK, {"code": "ABCDEFGHJKMN"})

    refused = client.post(CHECK, {"code": proof.code})
    elsewhere = Client(REMOTE_ADDR="203.0.113.77").post(CHECK, {"code": proof.code})

    assert refused.status_code == 429
    assert "Too many requests. Try again in an hour." in text(refused) and "Alix" not in text(refused)
    assert "Alix" in text(elsewhere)


def test_papers_are_not_set_without_end(as_member: Client, proof: Proof, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "MOST_PAPERS", 0)

    assert "Too many requests. Try again in an hour." in text(as_member.get(paper_of(proof), follow=True))


def test_as_many_queries_for_three_as_for_one(as_member: Client, proof: Proof) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert as_member.get(OWN).status_code == 200
        return len(asked)

    queries()
    few = queries()
    for number in range(1, 3):
        Proof.objects.create(member=proof.member, name="Alix", made_on=ottawa_day() - timedelta(days=number))
    assert queries() == few
    assert text(as_member.get(OWN)).count("PDF in French") == 3
