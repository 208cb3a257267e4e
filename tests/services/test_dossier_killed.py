"""A worker is killed (-9, with its group) while a dossier is set as PDF: another takes over, and the file is whole and there once."""

from io import BytesIO
from pathlib import Path

import pypdfium2
import pytest
from django.conf import settings
from django.utils import timezone

from awards.desk.actions import ask_paper
from awards.models import DossierPaper, Letter, Nomination
from pafso.files.models import StoredFile
from tests.factories.awards import make_cycle, make_submitted
from tests.factories.people import make_cast
from tests.factories.smtp import Server
from tests.services.stack import Stack, wait_until

LAST_WORDS = "These are the last words of the last letter."


def on_disk() -> set[str]:
    root = Path(settings.PRIVATE_ROOT)
    return {str(path.relative_to(root)) for path in root.rglob("*") if path.is_file()}


@pytest.mark.req("R38", "R42")
def test_while_a_dossier_is_set(stack: Stack, smtp: Server) -> None:
    doomed, cast, before = stack.worker("doomed"), make_cast(), on_disk()
    nomination = make_submitted(make_cycle(), cast.officer)
    # So long that setting it takes its time.
    long = "\n\n".join(["It was done without a budget, and it was done well. " * 12] * 700)
    Nomination.objects.filter(pk=nomination.pk).update(case=long)
    Letter.objects.filter(nomination=nomination).update(text=f"{long}\n\n{LAST_WORDS}")
    ask_paper(nomination, by=cast.staff)
    wait_until(doomed.works_in_sandbox, what="the dossier is being set")

    doomed.kill()
    left = DossierPaper.objects.get()
    assert (left.state, left.attempts, left.file) == ("waiting", 1, None)
    assert left.lease_until is not None and left.lease_until > timezone.now()
    stack.worker("heir")
    stack.beat()
    wait_until(lambda: DossierPaper.objects.filter(state="ready").exists(), what="another worker sets it")

    paper = DossierPaper.objects.select_related("file").get()
    assert (paper.attempts, paper.lease_until) == (2, None)
    assert paper.file is not None
    with paper.file.open() as file:
        document = pypdfium2.PdfDocument(BytesIO(file.read()))
        last = document[len(document) - 1].get_textpage().get_text_range()
    assert LAST_WORDS in " ".join(last.split())
    assert set(StoredFile.objects.values_list("key", flat=True)) == on_disk() - before
    assert StoredFile.objects.count() == 1
