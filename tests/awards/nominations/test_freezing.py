"""The dossiers of a cycle are frozen: once, when nobody may write any more, whole, and nothing in them changes afterwards."""

import hashlib
import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.test import Client
from django.utils import timezone

from awards.letters import actions as letter_actions
from awards.locking import Frozen
from awards.models import Cycle, Dossier, DossierFile, Freezing, LaterCorrection, Letter, Nomination
from awards.nominations import actions as nomination_actions
from awards.nominations import dossiers, tasks
from awards.nominations.actions.freezing import freeze_dossiers
from members.models import User
from pafso.errors import Incomplete, NotEligible, WindowClosed, WrongMove
from pafso.files import uploads
from tests.awards.traces import traces
from tests.factories.awards import CASE_CANARY, LETTER, close, make_cycle, make_draft, make_letter, make_submitted
from tests.factories.pdfs import pdf
from tests.factories.people import Cast, let_look_after_nothing

Commits = Callable[[], Any]


@pytest.fixture
def cycle(db: None) -> Cycle:
    return make_cycle()


def frozen(cycle: Cycle, by: User, commits: Commits) -> Cycle:
    close(cycle)
    with commits():
        return freeze_dossiers(cycle, by=by)


def test_every_nomination_that_was_handed_in_has_its_dossier(cycle: Cycle, cast: Cast, commits: Commits) -> None:
    first, second = make_submitted(cycle, cast.officer), make_submitted(cycle, cast.colleague)
    aside = nomination_actions.disqualify_nomination(make_submitted(cycle, cast.newcomer), by=cast.staff, reason="No.")
    make_draft(cycle, cast.retiree)
    nomination_actions.withdraw_nomination(make_submitted(cycle, cast.outsider), by=cast.outsider)

    close(cycle)
    with traces() as left, commits():
        cycle = freeze_dossiers(cycle, by=cast.staff)

    assert set(Dossier.objects.values_list("nomination", flat=True)) == {first.pk, second.pk, aside.pk}
    assert set(Dossier.objects.values_list("frozen_at", flat=True)) == {cycle.frozen_at}
    freezing = Freezing.objects.get()
    assert (freezing.state, freezing.by) == ("done", cast.staff)
    assert freezing.done_at is not None
    assert left.audit == [("dossiers_frozen", str(cycle), "Dominique Roy")]
    assert left.mails == []


def test_a_dossier_is_canonical_and_its_digest_is_of_its_bytes(cycle: Cycle, cast: Cast, commits: Commits) -> None:
    nomination = make_draft(cycle, cast.officer, nominee_name="Zoë Ångström")
    letter = make_letter(nomination)
    letter_actions.save_letter_draft(letter, values=LETTER, tab="", version=0)
    upload = uploads.check_document(SimpleUploadedFile("my name.pdf", pdf(["A letter"])))
    letter = letter_actions.send_letter(letter_actions.attach_file(letter, upload))
    letter_actions.save_letter_draft(
        other := make_letter(nomination, "two@example.org"), values=LETTER, tab="", version=0
    )
    letter_actions.send_letter(other)
    nomination_actions.submit_nomination(nomination, by=cast.officer)

    frozen(cycle, cast.staff, commits)

    dossier = Dossier.objects.get()
    assert dossier.digest == hashlib.sha256(dossier.content.encode()).hexdigest()
    content = json.loads(dossier.content)
    assert dossier.content == json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert "Zoë Ångström" in dossier.content
    assert set(content) == {
        "award", "year", "read_on", "nomination", "submitted_at", "scan", "nominee_kind", "nominee_name",
        "nominee_position", "nominee_mission", "group", "case", "language", "letters",
    }  # fmt: skip
    assert CASE_CANARY in content["case"]
    assert letter.file is not None
    first = content["letters"][0]
    assert first["file"] == {
        "sha256": letter.file.sha256, "bytes": letter.file.size, "media_type": "application/pdf"
    }  # fmt: skip
    assert (first["text"], first["telephone"], first["counts"]) == (LETTER["text"], LETTER["telephone"], True)
    assert "my name" not in dossier.content
    assert list(DossierFile.objects.values_list("file", flat=True)) == [letter.file.pk]
    with pytest.raises(ProtectedError):
        letter.file.delete()


def test_what_was_returned_and_not_submitted_again_stands_in_the_words_that_were_submitted(
    cycle: Cycle, cast: Cast, commits: Commits
) -> None:
    nomination = make_submitted(cycle, cast.officer)
    long_ago = timezone.now() - timedelta(days=6)
    Nomination.objects.filter(pk=nomination.pk).update(
        state="returned", returned_at=long_ago, returned_until=long_ago, returned_note="A year.",
        as_submitted={"case": "As it was.", "nominee_name": "As Submitted"}, case="Half of another word",
    )  # fmt: skip

    frozen(cycle, cast.staff, commits)

    content = json.loads(Dossier.objects.get().content)
    assert (content["case"], content["nominee_name"]) == ("As it was.", "As Submitted")


def test_again_is_harmless(cycle: Cycle, cast: Cast, commits: Commits) -> None:
    make_submitted(cycle, cast.officer)
    cycle = frozen(cycle, cast.staff, commits)

    with traces() as left, commits():
        again = freeze_dossiers(cycle, by=cast.staff)

    assert again.frozen_at == cycle.frozen_at
    assert (left.audit, Dossier.objects.count(), Freezing.objects.count()) == ([], 1, 1)


@pytest.mark.parametrize("whose", ["cycle", "grace", "nomination", "letter", "returned"])
def test_not_while_somebody_may_still_write(cycle: Cycle, cast: Cast, whose: str) -> None:
    nomination = make_submitted(cycle, cast.officer)
    awaited = make_letter(nomination, "late@example.org")
    later = timezone.now() + timedelta(days=3)
    if whose != "cycle":
        close(cycle)
    if whose == "grace":
        Cycle.objects.update(closes_at=timezone.now() - timedelta(minutes=5), grace_minutes=60)
    own = {"extended_until": later, "extension_reason": "Evacuated."}
    if whose == "nomination":
        Nomination.objects.update(**own)
    if whose == "letter":
        Letter.objects.filter(pk=awaited.pk).update(**own)
    if whose == "returned":
        Nomination.objects.update(
            state="returned", returned_at=later, returned_until=later, returned_note="x", as_submitted={"case": "x"}
        )

    with traces() as left, pytest.raises(WindowClosed) as refused:
        freeze_dossiers(cycle, by=cast.staff)

    assert refused.value.code == "still_open"
    cycle.refresh_from_db()
    assert (cycle.frozen_at, left.audit) == (None, [])


def test_not_what_was_called_off_nor_by_whom_it_is_not_open_to(cycle: Cycle, cast: Cast) -> None:
    close(cycle)
    with pytest.raises(NotEligible):
        freeze_dossiers(cycle, by=cast.officer)
    let_look_after_nothing(cast.staff)
    with pytest.raises(NotEligible):
        freeze_dossiers(cycle, by=User.objects.get(pk=cast.staff.pk))
    assert not Freezing.objects.exists()


def test_not_a_cycle_that_was_cancelled(cycle: Cycle, cast: Cast) -> None:
    close(cycle)
    Cycle.objects.update(cancelled_at=timezone.now(), cancelled_en="No.", cancelled_fr="Non.")

    with pytest.raises(WrongMove) as refused:
        freeze_dossiers(cycle, by=cast.staff)

    assert refused.value.code == "called_off"


def test_in_batches_and_a_cut_between_two_goes_on_where_it_was(
    cycle: Cycle, cast: Cast, commits: Commits, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(5):
        make_submitted(cycle, cast.officer, nominee_name=f"Nominee {number}")
    close(cycle)
    cycle = freeze_dossiers(cycle, by=cast.staff)
    monkeypatch.setattr(dossiers, "BATCH", 2)
    real, calls = tasks.store_batch, []

    def cut(*arguments: Any) -> int:
        calls.append(arguments)
        if len(calls) == 2:
            real(*arguments)
            raise KeyboardInterrupt
        return real(*arguments)

    monkeypatch.setattr(tasks, "store_batch", cut)
    with pytest.raises(KeyboardInterrupt):
        tasks.store_dossiers(Freezing.objects.get().pk)
    assert Dossier.objects.count() == 2, "the second batch left nothing"
    tasks.store_dossiers(Freezing.objects.get().pk)
    assert Dossier.objects.count() == 2, "somebody else is at it, as far as the lease says"
    Freezing.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    assert Freezing.objects.to_do().count() == 1

    tasks.store_dossiers(Freezing.objects.get().pk)

    assert Dossier.objects.count() == 5
    assert Freezing.objects.get().state == "done"
    assert not Freezing.objects.to_do().exists()


def test_a_batch_is_a_fixed_number_of_queries(cycle: Cycle, cast: Cast, django_assert_max_num_queries: Any) -> None:
    for _ in range(3):
        make_submitted(cycle, cast.officer)
    with transaction.atomic(), django_assert_max_num_queries(3 + 3 * 2):
        assert dossiers.store_batch(cycle.pk, timezone.now()) == 3


def test_afterwards_nothing_that_is_in_a_dossier_changes(cycle: Cycle, cast: Cast, commits: Commits) -> None:
    nomination = make_submitted(cycle, cast.officer)
    frozen(cycle, cast.staff, commits)
    # Even with the dates moved: the dossiers are what they are.
    Cycle.objects.update(closes_at=timezone.now() + timedelta(days=3))
    nomination = Nomination.objects.get(pk=nomination.pk)
    letter = nomination.letters.all()[0]

    for act in (
        lambda: nomination_actions.withdraw_nomination(nomination, by=cast.officer),
        lambda: letter_actions.take_back_letter(letter),
        lambda: letter_actions.withdraw_letter_for(letter, by=cast.staff, reason="Asked."),
        lambda: make_letter(nomination, "new@example.org"),
    ):
        with pytest.raises((Frozen, WindowClosed)):
            act()
    assert not nomination.accepts_work()


# --- Later corrections ------------------------------------------------------------------------------------------------
def test_a_later_correction_is_the_secretarys_alone(client: Client, cycle: Cycle, cast: Cast, commits: Commits) -> None:
    Cycle.objects.update(letters_shown_to_nominator=True)
    nomination = make_submitted(cycle, cast.officer)
    letter = nomination.letters.all()[0]
    frozen(cycle, cast.staff, commits)

    with traces() as left:
        letter_actions.note_later_correction(letter, by=cast.staff, text="The year was 2019: pangolinyear.")

    assert left.audit == [("letter_correction_noted", letter.code, "Dominique Roy")]
    assert left.mails == []
    assert "pangolinyear" not in Dossier.objects.get().content
    client.force_login(cast.officer)
    for url in (f"/en/awards/letters/{letter.code}/", f"/en/awards/nominations/{nomination.code}/letters/"):
        assert "pangolinyear" not in client.get(url).content.decode()
    client.force_login(cast.staff)
    page = client.get(f"/admin/awards/nomination/{nomination.pk}/change/").content.decode()
    assert "pangolinyear" in page
    assert Dossier.objects.get().digest in page


def test_a_later_correction_keeps_its_scan(cycle: Cycle, cast: Cast, commits: Commits) -> None:
    letter = make_submitted(cycle, cast.officer).letters.all()[0]
    frozen(cycle, cast.staff, commits)
    scan = uploads.check_document(SimpleUploadedFile("scan.pdf", pdf(["A scan"])))

    noted = letter_actions.note_later_correction(letter, by=cast.staff, text="By mail.", scan=scan)

    assert noted.scan is not None


def test_what_cannot_be_noted(cycle: Cycle, cast: Cast, commits: Commits) -> None:
    nomination = make_submitted(cycle, cast.officer)
    letter, awaited = nomination.letters.all()[0], make_letter(nomination, "late@example.org")
    with pytest.raises(WrongMove) as early:
        letter_actions.note_later_correction(letter, by=cast.staff, text="x")
    frozen(cycle, cast.staff, commits)
    with pytest.raises(WrongMove) as not_in:
        letter_actions.note_later_correction(awaited, by=cast.staff, text="x")
    with pytest.raises(Incomplete):
        letter_actions.note_later_correction(letter, by=cast.staff, text=" ")
    with pytest.raises(NotEligible):
        letter_actions.note_later_correction(letter, by=cast.officer, text="x")

    assert (early.value.code, not_in.value.code) == ("not_frozen", "not_sent")
    assert not LaterCorrection.objects.exists()
    with pytest.raises(IntegrityError), transaction.atomic():
        LaterCorrection.objects.create(letter=letter, text="", entered_by=cast.staff)


def test_how_to_reach_a_supporter_leaves_the_dossier_with_their_account_and_no_word_else(
    cycle: Cycle, cast: Cast, commits: Commits
) -> None:
    nomination = make_submitted(cycle, cast.officer)
    letter = nomination.letters.all()[0]
    frozen(cycle, cast.staff, commits)
    before = Dossier.objects.get()
    Letter.objects.filter(pk=letter.pk).update(address="–", telephone="–", contact_email="x@erased.invalid")

    dossiers.forget_contact(letter, timezone.now())

    after = Dossier.objects.get()
    assert after.digest == before.digest
    assert after.altered_at is not None
    was, now = json.loads(before.content), json.loads(after.content)
    assert now["letters"][0]["address"] == "–"
    assert now["letters"][1:] == was["letters"][1:]
    assert {**now, "letters": []} == {**was, "letters": []}
    assert now["letters"][0]["text"] == was["letters"][0]["text"]


# --- The office -------------------------------------------------------------------------------------------------------
def test_the_secretary_freezes_on_the_cycles_page(client: Client, cycle: Cycle, cast: Cast, commits: Commits) -> None:
    make_submitted(cycle, cast.officer)
    client.force_login(cast.staff)
    url = f"/admin/awards/cycle/{cycle.pk}/freezing/"
    refused = client.post(url).content.decode()
    assert "Somebody may still work on a nomination or a letter until" in refused
    close(cycle)

    page = client.get(url).content.decode()
    assert "This cannot be undone." in page
    with commits():
        client.post(url)

    cycle.refresh_from_db()
    assert cycle.frozen_at is not None
    assert Dossier.objects.count() == 1
