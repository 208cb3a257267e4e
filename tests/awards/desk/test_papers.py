"""The dossier as PDF: whose it is, what is in it, made once in the background, downloaded with a trace, removed after three days."""

import time
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from typing import Any

import pypdfium2
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from awards.beat import sweep_papers
from awards.desk import tasks
from awards.desk.actions import ask_paper, download_paper, remove_old_papers
from awards.letters import actions as letters
from awards.models import DossierPaper, Letter, Nomination, NominationDeclaration
from awards.nominations import actions as nominations
from members.models import User
from pafso.conflicts import declare_conflict
from pafso.documents.models import CopyPicture, ReadersCopy
from pafso.errors import NotEligible, WrongMove
from pafso.files import uploads
from pafso.files.models import StoredFile, private
from tests.awards.traces import traces
from tests.factories.awards import (
    LETTER,
    make_award,
    make_cycle,
    make_draft,
    make_letter,
    make_sent_letter,
    make_submitted,
)
from tests.factories.office import make_clerk
from tests.factories.pdfs import pdf
from tests.factories.people import Cast, let_look_after_nothing

Commits = Callable[[], Any]


@pytest.fixture
def clerk(cast: Cast, client: Client) -> User:
    clerk = make_clerk()
    client.force_login(clerk)
    session = client.session
    session["account_authentication_methods"] = [
        {"method": "mfa", "type": "totp", "at": time.time(), "reauthenticated": True}
    ]
    session.save()
    return clerk


def made(nomination: Nomination, by: User, commits: Commits) -> DossierPaper:
    with commits():
        paper = ask_paper(nomination, by=by)
    paper.refresh_from_db()
    assert (paper.state, paper.lease_until, paper.problem) == ("ready", None, "")
    return paper


def words(paper: DossierPaper) -> str:
    assert paper.file is not None
    with paper.file.open() as file:
        document = pypdfium2.PdfDocument(BytesIO(file.read()))
    return " ".join(" ".join(page.get_textpage().get_text_range() for page in document).split())


def test_it_has_the_case_and_every_letter_with_its_writer(cast: Cast, clerk: User, commits: Commits) -> None:
    draft = make_draft(make_cycle(), cast.officer, case="It was done.\n\nWithout a budget.", language="fr")
    make_sent_letter(draft, "one@example.org", full_name="Élodie Đorđević", text="I saw it.\nMyself.")
    make_sent_letter(draft, "two@example.org", full_name="Sam Poe", language="fr", text="Je l’ai vu.")
    make_letter(draft, "silent@example.org", name="Silent Sue")
    nomination = nominations.submit_nomination(draft, by=cast.officer)

    said = words(made(nomination, clerk, commits))

    places = [said.index(text) for text in (
        f"Dossier {nomination.code}", "PAFSO Awards 2027", "Nominee: Narwhalia Jones", "Nominator: Alix Tremblay-Okafor",
        "Letters: 2 of 2 · 2 count", "The case", "It was done.", "Without a budget.", "Letter from Élodie Đorđević",
        "Postal address: 1 Quay Street, Accra", "Telephone: +233 30 555 0100", "Email address: quill@example.org", "I saw it.",
        "Letter from Sam Poe", "Je l’ai vu.",
    )]  # fmt: skip
    assert places == sorted(places)
    assert "Silent Sue" not in said
    assert "Made for Camille Bureau on" in said


def test_it_is_tagged_titled_and_each_passage_has_its_language(cast: Cast, clerk: User, commits: Commits) -> None:
    nomination = make_submitted(make_cycle(), cast.officer, language="fr")
    with translation.override("fr"):
        paper = made(nomination, clerk, commits)

    assert paper.file is not None
    with paper.file.open() as file:
        content = file.read()
    document = pypdfium2.PdfDocument(BytesIO(content))

    assert paper.file.media_type == "application/pdf"
    assert document.get_metadata_dict()["Title"] == f"Dossier {nomination.code}"
    assert b"/Lang (fr-CA)" in content or b"/Lang(fr-CA)" in content
    assert b"pdfuaid" in content
    assert "Personne candidate" in words(paper)


def test_a_letter_that_came_as_a_file_is_there_page_by_page(cast: Cast, clerk: User, commits: Commits) -> None:
    draft = make_draft(make_cycle(make_award(letters_needed=1)), cast.officer)
    with commits():
        letter = make_letter(draft)
        letters.save_letter_draft(letter, values={**LETTER, "text": ""}, tab="", version=0)
        letters.attach_file(letter, uploads.check_document(SimpleUploadedFile("l.pdf", pdf(["Seen.", "Signed."]))))
        letters.send_letter(letter)
        nomination = nominations.submit_nomination(draft, by=cast.officer)

    paper = made(nomination, clerk, commits)

    with paper.file.open() as file:  # type: ignore[union-attr]
        document = pypdfium2.PdfDocument(BytesIO(file.read()))
    sheets = [[kind for kind in page.get_objects() if kind.type == 3] for page in document]
    assert [len(images) for images in sheets][:3] == [0, 1, 1]  # the first page shares the sheet with who wrote it
    assert "Text of these pages Seen." in words(paper) and "PAFSO Awards 2027 Signed." in words(paper)


def test_what_was_left_out_of_a_file_stands_under_its_heading(cast: Cast, clerk: User, commits: Commits) -> None:
    draft = make_draft(make_cycle(make_award(letters_needed=1)), cast.officer)
    with commits():
        letter = make_letter(draft)
        letters.save_letter_draft(letter, values={**LETTER, "text": ""}, tab="", version=0)
        letters.attach_file(letter, uploads.check_document(SimpleUploadedFile("l.pdf", pdf(["Seen \uf0b7 there."]))))
        letters.send_letter(letter)
        nomination = nominations.submit_nomination(draft, by=cast.officer)
    ReadersCopy.objects.update(notes=["hidden_text"])
    CopyPicture.objects.update(text="Seen \uf0b7 there \U0001378f.")

    said = words(made(nomination, clerk, commits))

    assert "Not kept from the file" in said
    assert said.index("Not kept from the file") < said.index("Text that cannot be seen in the file is left out.")
    assert "Text of these pages" not in said  # a letter that no font has is in the picture of the page


def test_a_letter_that_no_font_has_is_named_with_its_person(cast: Cast, clerk: User, commits: Commits) -> None:
    nomination = make_submitted(make_cycle(), cast.officer)
    Letter.objects.filter(pk=nomination.letters.first().pk).update(full_name="Ann \U0001378f Egypt")  # type: ignore[union-attr]

    with commits():
        paper = ask_paper(nomination, by=clerk)
    paper.refresh_from_db()

    assert (paper.state, paper.file, paper.attempts) == ("failed", None, 1)
    assert "in the name of Ann \U0001378f Egypt" in paper.problem
    assert "Install the package" in paper.problem


def test_one_press_and_another_are_one_and_each_step_is_in_the_trail(cast: Cast, clerk: User) -> None:
    nomination = make_submitted(make_cycle(), cast.officer)

    with traces() as left:
        first, again = ask_paper(nomination, by=clerk), ask_paper(nomination, by=clerk)
        tasks.build_paper(first.pk)
        stored = download_paper(first, by=clerk)
        files = StoredFile.objects.count()
        tasks.build_paper(first.pk)

    assert first == again and stored == DossierPaper.objects.get().file
    assert StoredFile.objects.count() == files
    assert [line[0] for line in left.audit] == ["dossier_paper_asked", "dossier_paper_downloaded"]


def test_from_the_nomination_to_the_file(client: Client, cast: Cast, clerk: User, commits: Commits) -> None:
    nomination = make_submitted(make_cycle(), cast.officer)
    ask = reverse("admin:awards_nomination_paper_ask", args=[nomination.pk])
    assert (
        f'formaction="{ask}"'
        in client.get(reverse("admin:awards_nomination_change", args=[nomination.pk])).content.decode()
    )

    with commits():
        asked = client.post(ask)
    paper = DossierPaper.objects.get()
    assert asked.headers["Location"] == reverse("admin:awards_nomination_paper", args=[nomination.pk, paper.pk])
    page = client.get(asked.headers["Location"]).content.decode()
    progress = client.get(reverse("admin:awards_nomination_paper_progress", args=[nomination.pk, paper.pk])).json()
    answer = client.post(reverse("admin:awards_nomination_paper_file", args=[nomination.pk, paper.pk]))

    assert "Download" in page and "http-equiv" not in page
    assert (progress["done"], progress["percent"]) == (True, 100)
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{nomination.code}.pdf"'
    assert "no-store" in answer.headers["Cache-Control"]
    assert b"".join(answer.streaming_content).startswith(b"%PDF")  # type: ignore[attr-defined]
    answer.close()


def test_while_it_is_made_the_page_says_so_without_a_script(client: Client, cast: Cast, clerk: User) -> None:
    nomination = make_submitted(make_cycle(), cast.officer)
    paper = ask_paper(nomination, by=clerk)
    address = [nomination.pk, paper.pk]

    page = client.get(reverse("admin:awards_nomination_paper", args=address)).content.decode()
    early = client.post(reverse("admin:awards_nomination_paper_file", args=address), follow=True)

    assert '<noscript><meta http-equiv="refresh" content="5"></noscript>' in page
    assert "The PDF is being prepared." in page
    assert "This PDF is no longer kept. Have it made again." in early.content.decode()


# --- Who gets none ---------------------------------------------------------------------------------------------------
def _no_right(clerk: User, nomination: Nomination) -> None:
    let_look_after_nothing(clerk)


def _superuser(clerk: User, nomination: Nomination) -> None:
    let_look_after_nothing(clerk)
    User.objects.filter(pk=clerk.pk).update(is_superuser=True)


def _nominee(clerk: User, nomination: Nomination) -> None:
    Nomination.objects.filter(pk=nomination.pk).update(nominee_email=clerk.email.upper())


def _declared(clerk: User, nomination: Nomination) -> None:
    other = make_clerk("Other", "other@example.org")
    declare_conflict(NominationDeclaration, nomination, colleague=clerk, by=other, reason="Married.")


def _withdrawn(clerk: User, nomination: Nomination) -> None:
    nominations.withdraw_nomination(nomination, by=nomination.nominator)


@pytest.mark.req("R15", "R16", "R17")
@pytest.mark.parametrize("become", [_no_right, _superuser, _nominee, _declared, _withdrawn], ids=lambda f: f.__name__)
def test_who_may_not_open_the_case_gets_nothing_made_before_either(
    client: Client, cast: Cast, clerk: User, commits: Commits, become: Callable[[User, Nomination], None]
) -> None:
    nomination = make_submitted(make_cycle(), cast.officer)
    paper = made(nomination, clerk, commits)
    become(clerk, Nomination.objects.get(pk=nomination.pk))
    address = [nomination.pk, paper.pk]

    with traces() as left:
        pages = [
            client.get(reverse(f"admin:awards_nomination_{name}", args=address)) for name in ("paper", "paper_progress")
        ]
        pages.append(client.post(reverse("admin:awards_nomination_paper_file", args=address)))
        pages.append(client.post(reverse("admin:awards_nomination_paper_ask", args=[nomination.pk])))

    assert [page.status_code for page in pages] == [404] * 4
    assert left.audit == []
    for act, thing in ((ask_paper, nomination), (download_paper, paper)):
        with pytest.raises((NotEligible, WrongMove)):
            act(thing, by=clerk)  # type: ignore[operator]


@pytest.mark.req("R15")
def test_a_colleague_does_not_get_what_another_had_made(
    client: Client, cast: Cast, commits: Commits, clerk: User
) -> None:
    nomination = make_submitted(make_cycle(), cast.officer)
    paper = made(nomination, cast.staff, commits)

    assert client.get(reverse("admin:awards_nomination_paper", args=[nomination.pk, paper.pk])).status_code == 404
    other = make_submitted(make_cycle(make_award("other")), cast.officer)
    client.force_login(cast.staff)
    assert client.get(reverse("admin:awards_nomination_paper", args=[other.pk, paper.pk])).status_code == 404


@pytest.mark.req("R15")
def test_a_namesake_is_asked_first(client: Client, cast: Cast, clerk: User) -> None:
    nomination = make_submitted(make_cycle(), cast.officer, nominee_name="Bureau Camille")

    answer = client.post(reverse("admin:awards_nomination_paper_ask", args=[nomination.pk]))

    assert answer.headers["Location"] == reverse("admin:awards_nomination_same_name", args=[nomination.pk])
    assert not DossierPaper.objects.exists()
    with pytest.raises(NotEligible):
        ask_paper(nomination, by=clerk)


# --- The work --------------------------------------------------------------------------------------------------------
@pytest.mark.req("R38")
def test_what_fails_is_tried_three_times_and_parked(
    cast: Cast, clerk: User, commits: Commits, monkeypatch: pytest.MonkeyPatch
) -> None:
    paper = ask_paper(make_submitted(make_cycle(), cast.officer), by=clerk)

    def broken(*_args: Any, **_kwargs: Any) -> None:
        raise OSError

    with monkeypatch.context() as patched:
        patched.setattr(tasks.paper, "pdf", broken)
        for _n in range(3):
            DossierPaper.objects.update(lease_until=None)
            tasks.build_paper(paper.pk)
    paper.refresh_from_db()
    assert (paper.state, paper.attempts, paper.file, paper.problem) == ("failed", 3, None, "")

    again = ask_paper(paper.nomination, by=clerk)
    with commits():
        assert sweep_papers() == 1
    again.refresh_from_db()
    assert again.state == "ready"


def test_who_comes_back_too_late_keeps_nothing(cast: Cast, clerk: User, monkeypatch: pytest.MonkeyPatch) -> None:
    paper = ask_paper(make_submitted(make_cycle(), cast.officer), by=clerk)
    files = StoredFile.objects.count()

    def slow(claimed: DossierPaper) -> bytes:
        DossierPaper.objects.update(lease_until=timezone.now() + timedelta(hours=1))
        return b"%PDF"

    monkeypatch.setattr(tasks, "_set", slow)
    tasks.build_paper(paper.pk)

    paper.refresh_from_db()
    assert (paper.state, paper.file, StoredFile.objects.count()) == ("waiting", None, files)


@pytest.mark.req("R38")
def test_while_one_worker_sets_it_no_other_does(cast: Cast, clerk: User, commits: Commits) -> None:
    """Until the lease of the first is over: then it is taken over, and set once."""
    paper = ask_paper(make_submitted(make_cycle(), cast.officer), by=clerk)
    now = timezone.now()
    DossierPaper.objects.update(attempts=1, lease_until=now + timedelta(minutes=5))

    tasks.build_paper(paper.pk)
    with commits():
        assert sweep_papers() == 0
    paper.refresh_from_db()
    assert (paper.state, paper.attempts, paper.file) == ("waiting", 1, None)

    DossierPaper.objects.update(lease_until=now)
    with commits():
        assert sweep_papers() == 1
    paper.refresh_from_db()
    assert (paper.state, paper.attempts, paper.lease_until) == ("ready", 2, None)


def test_it_goes_after_three_days(cast: Cast, clerk: User, commits: Commits) -> None:
    paper = made(make_submitted(make_cycle(), cast.officer), clerk, commits)
    stored, ready = paper.file, paper.ready_at
    assert stored is not None and ready is not None
    almost, over = ready + timedelta(days=3, seconds=-1), ready + timedelta(days=3)
    assert (remove_old_papers(almost), download_paper(paper, by=clerk, now=almost)) == (0, stored)

    with pytest.raises(WrongMove):
        download_paper(paper, by=clerk, now=over)
    with commits():
        assert [remove_old_papers(over) for _ in range(2)] == [1, 0]

    paper.refresh_from_db()
    assert (paper.state, paper.file) == ("expired", None)
    assert not private().exists(stored.key)
