"""Words planted in drafts and letters are looked for wherever they must not be."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from awards.letters import actions
from awards.models import Letter, Nomination
from awards.nominations import actions as nomination_actions
from pafso.audit.models import Entry
from pafso.files import uploads
from pafso.mail.models import Mail
from tests.factories.awards import (
    CASE_CANARY,
    LETTER,
    LETTER_CANARY,
    NOMINEE_CANARY,
    make_cycle,
    make_draft,
    make_letter,
    make_submitted,
)
from tests.factories.pdfs import pdf
from tests.factories.people import Cast

FILE_CANARY = "wombatfile"
POSITION_CANARY = "quokkaposition"
UNSENT_CANARY = "platypusdraft"


@pytest.fixture
def draft(cast: Cast) -> Nomination:
    """A draft with a letter that has arrived (typed and as a file) and one that is being written."""
    nomination = make_draft(make_cycle(), cast.officer, nominee_position=POSITION_CANARY)
    letter = make_letter(nomination)
    actions.save_letter_draft(letter, values=LETTER, tab="", version=0)
    upload = SimpleUploadedFile(f"{FILE_CANARY}.pdf", pdf([LETTER_CANARY], title=FILE_CANARY))
    actions.attach_file(letter, uploads.check_document(upload))
    actions.send_letter(letter)
    unsent = make_letter(nomination, "unsent@example.org")
    actions.save_letter_draft(unsent, values={"text": UNSENT_CANARY, "address": UNSENT_CANARY}, tab="", version=0)
    return nomination


def texts(responses: Iterator[Any]) -> str:
    """What the answers say, without the echo of what was searched for."""
    found = []
    for response in responses:
        assert response.status_code in (200, 302, 404), response.status_code
        content = b"".join(response.streaming_content) if response.streaming else response.content
        asked = response.wsgi_request.GET.get("q", "")
        page = content.decode(errors="replace")
        for echo in (f'value="{asked}"', f"q={asked}", f"q%3D{asked}") if asked else ():
            page = page.replace(echo, "")
        found.append(page)
    return "\n".join(found)


def office_pages(client: Client, nomination: Nomination) -> Iterator[Any]:
    """Every page on which the office could meet a nomination, searches included."""
    for word in ("", NOMINEE_CANARY, LETTER_CANARY):
        for model in ("awards_nomination", "mail_mail", "audit_entry"):
            yield client.get(reverse(f"admin:{model}_changelist"), {"q": word})
    for mail in Mail.objects.all():
        yield client.get(reverse("admin:mail_mail_change", args=[mail.pk]))
    for entry in Entry.objects.all():
        yield client.get(reverse("admin:audit_entry_change", args=[entry.pk]))
    for name in ("change", "history", "disqualification"):
        yield client.get(reverse(f"admin:awards_nomination_{name}", args=[nomination.pk]))
    yield client.get(reverse("admin:index"))
    for letter in nomination.letters.all():
        yield client.get(reverse("awards:letter_text", args=[letter.code]))
        yield client.get(reverse("awards:letter_file", args=[letter.code]))
    for name in ("nomination", "supporters", "submission"):
        yield client.get(reverse(f"awards:{name}", args=[nomination.code]))
    yield client.get("/api/v1/nominations/")
    yield client.get(f"/api/v1/nominations/{nomination.code}/")
    yield client.get(nomination.cycle.get_absolute_url())


@pytest.mark.req("R15", "R16")
def test_the_office_reads_no_draft_anywhere(client: Client, draft: Nomination, cast: Cast) -> None:
    client.force_login(cast.staff)

    page = texts(office_pages(client, draft))

    for canary in (CASE_CANARY, LETTER_CANARY, NOMINEE_CANARY, FILE_CANARY, POSITION_CANARY, UNSENT_CANARY):
        assert canary.lower() not in page.lower(), canary


@pytest.mark.req("R16")
def test_the_office_never_reads_a_letter_that_was_not_sent(client: Client, draft: Nomination, cast: Cast) -> None:
    another = make_letter(draft, "two@example.org")
    actions.save_letter_draft(another, values=LETTER, tab="", version=0)
    actions.send_letter(another)
    nomination_actions.submit_nomination(draft, by=cast.officer)
    client.force_login(cast.staff)

    page = texts(office_pages(client, draft))

    assert CASE_CANARY in page
    assert LETTER_CANARY in page
    assert UNSENT_CANARY not in page


@pytest.mark.req("R16")
@pytest.mark.parametrize("person", ["colleague", "outsider", "newcomer"])
def test_another_member_meets_nothing(client: Client, draft: Nomination, cast: Cast, person: str) -> None:
    client.force_login(getattr(cast, person))

    page = texts(office_pages(client, draft))

    for canary in (CASE_CANARY, LETTER_CANARY, NOMINEE_CANARY, FILE_CANARY, POSITION_CANARY, UNSENT_CANARY):
        assert canary not in page, canary


@pytest.mark.req("R16")
def test_the_nominee_meets_nothing_even_in_the_office(client: Client, cast: Cast) -> None:
    nomination = make_submitted(make_cycle(), cast.officer, nominee_email="DOMINIQUE@example.org")
    client.force_login(cast.staff)
    # The outbox shows the nominator's receipt to whoever runs the mail; it names the nominee and quotes nothing.
    own_pages = (
        response
        for response in office_pages(client, nomination)
        if not response.request["PATH_INFO"].startswith("/admin/mail/")
    )

    page = texts(own_pages)

    for canary in (CASE_CANARY, LETTER_CANARY):
        assert canary not in page, canary
    assert Nomination.objects.filter(pk=nomination.pk, state="submitted").exists()


@pytest.mark.req("R16", "R28")
def test_nothing_of_a_draft_is_in_the_trail_or_in_a_subject(draft: Nomination) -> None:
    trail = " ".join(f"{entry.subject_label} {entry.changes}" for entry in Entry.objects.all())
    subjects = " ".join(Mail.objects.values_list("subject", flat=True))
    open_texts = " ".join(mail.text + mail.html for mail in Mail.objects.filter(is_secret=False))

    for canary in (
        CASE_CANARY,
        LETTER_CANARY,
        NOMINEE_CANARY,
        FILE_CANARY,
        POSITION_CANARY,
        UNSENT_CANARY,
        "Supportina",
    ):
        assert canary not in trail
        assert canary not in subjects
        assert canary not in open_texts


@pytest.mark.req("R34")
def test_names_on_disk_are_ours(draft: Nomination) -> None:
    letter = Letter.objects.exclude(file=None).get()

    names = [str(path) for path in settings.PRIVATE_ROOT.rglob("*")]

    assert letter.file
    assert letter.file.given_name == f"{FILE_CANARY}.pdf"
    assert any(name.endswith(letter.file.key) for name in names)
    assert not any(FILE_CANARY in name for name in names)
