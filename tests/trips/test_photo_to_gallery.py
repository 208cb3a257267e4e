"""Photo → derivatives → gallery: what a member, the office and a visitor do and read, mail included."""

import re
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from PIL import Image

from contests.models import Contest, Entry
from pafso.audit.models import Entry as Audit
from pafso.mail.models import Mail
from tests.factories import contests as make
from tests.factories import pictures
from tests.factories.office import confirm
from tests.factories.people import Cast
from tests.factories.reviews import press

Commits = Callable[[], Any]


def signed_in(person: Any) -> Client:
    client = Client()
    client.force_login(person)
    return client


def enter(client: Client, language: str, content: bytes, **words: str) -> str:
    """Begins a draft, fills it in, looks through it, enters it; the address of the receipt."""
    token = client.get(f"/{language}/contests/2027/").context["form_token"]
    draft = client.post(f"/{language}/contests/2027/enter/", {"form_token": str(token)})
    address = client.get(draft["Location"])["Location"]
    form = client.get(address).context["form"]
    marks = {name: form[name].value() for name in ("tab", "version")}
    category = form.fields["category"].queryset.first().pk
    photo = SimpleUploadedFile("DSC_0001 résidence.jpg", content)
    review = client.post(address, {"photo": photo, "category": category, "language": language, **marks, **words})
    assert "error-summary" not in client.get(review["Location"]).text
    return press(client, review["Location"], {"rights": "on"})["Location"]


@pytest.mark.req("R31", "R32", "R40")
def test_from_the_form_to_the_gallery(cast: Cast, commits: Commits) -> None:
    contest = make.make_contest("2027")
    author, second, office, visitor = (
        signed_in(cast.colleague),
        signed_in(cast.officer),
        signed_in(cast.staff),
        Client(),
    )
    original = pictures.jpeg(orientation=6)

    # Two members enter; the sizes are made after the commit.
    with commits():
        receipt = enter(author, "fr", original, title="Le quai", place="Lomé", story="À l’aube, le premier bac.")
    with commits():
        enter(second, "en", make.jpeg(9), title="Night shift", place="Port", story="Six in the morning.")
    entry, other = Entry.objects.order_by("id")
    mail = Mail.objects.get(event="contests/entry_received", to=cast.colleague.email)
    assert entry.code in mail.subject
    assert re.search(rf"/fr/contests/entries/{entry.code}/", mail.text)
    page = author.get(receipt).content.decode()
    assert entry.sha256 in page
    assert "320w" in page
    assert b"".join(author.get(receipt + "original/").streaming_content) == original

    # What was made is upright and says nothing of camera, comment or place.
    for size in entry.derivatives.all():
        made = b"".join(author.get(size.get_absolute_url()).streaming_content)
        with Image.open(BytesIO(made)) as picture:
            assert pictures.looks_upright(picture)
        assert pictures.CANARY not in made
    assert (entry.camera, str(entry.taken_on)) == ("Canon EOS R6", "2026-05-17")
    gallery = "/en/contests/2027/gallery/"
    assert visitor.get(gallery).status_code == 404

    # The contest closes; the office decides, places and publishes.
    with time_machine.travel(timezone.now() + timedelta(days=8)):
        author, office = signed_in(cast.colleague), signed_in(cast.staff)
        with commits():
            office.post("/admin/contests/entry/", {"action": "accept", "_selected_action": [entry.pk]})
            reason = "A face can be recognised."
            chosen = {"action": "disqualify", "_selected_action": [other.pk]}
            confirm(office, office.post("/admin/contests/entry/", chosen)["Location"], {"reason": reason})
            office.post(
                "/admin/contests/placing/add/",
                {"entry": entry.pk, "rank": "1", "citation_en": "For its light.", "citation_fr": "Pour sa lumière."},
            )
            confirm(office, f"/admin/contests/contest/{contest.pk}/publication/")
        assert Contest.objects.get().is_published
        assert reason in Mail.objects.get(event="contests/entry_disqualified").text
        told = Mail.objects.filter(event="contests/gallery_published")
        assert {(mail.to, mail.language) for mail in told} == {
            (cast.colleague.email, "fr"), (cast.officer.email, "en"),
        }  # fmt: skip
        assert not Mail.objects.exclude(state=Mail.State.SENT).exists()

        # Anyone visits.
        page = visitor.get(gallery).content.decode()
        assert "First prize" in page
        assert "Benoît Lefèvre" in page
        assert other.code not in page
        assert "Night shift" not in page
        story = visitor.get(f"/fr/contests/2027/gallery/{entry.code}/").content.decode()
        assert 'lang="fr">À l’aube, le premier bac.' in story
        assert "Pour sa lumière." in story
        for leak in ("DSC_0001", cast.colleague.email, "Canon", entry.sha256, "original"):
            assert leak not in page + story

    assert [verb for verb in Audit.objects.order_by("id").values_list("verb", flat=True) if "entry" in verb] == [
        "entry_received",
        "entry_received",
        "entry_accepted",
        "entry_disqualified",
    ]
