"""What the office does with a document: each verb, its trail, and what of a file stays."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from members.documents import actions
from members.models import Document, EarlierFile
from members.rules import may_read_document
from pafso.audit.models import Entry
from pafso.clock import ottawa_day
from pafso.errors import Incomplete
from pafso.files.models import StoredFile
from pafso.files.uploads import Checked, check_document
from tests.factories.documents import make_document, make_earlier, make_file, upload
from tests.factories.people import Cast, make_user


def checked(words: str) -> Checked:
    return check_document(upload(words))


def new(**fields: Any) -> Document:
    about = {"kind": "minutes", "title_en": "Minutes", "title_fr": "Procès-verbal", "dated": date(2026, 4, 5)}
    return Document(**{**about, **fields})


def trail() -> list[tuple[str, dict[str, Any]]]:
    return list(Entry.objects.filter(subject_type="members.Document").order_by("id").values_list("verb", "changes"))


def test_a_document_is_added_with_its_files(cast: Cast) -> None:
    english, french = checked("In English."), checked("En français.")

    document = actions.add_document(new(), files={"en": english, "fr": french}, by=cast.staff)

    document.refresh_from_db()
    assert (document.file_en.sha256, document.file_fr.sha256) == (english.sha256, french.sha256)  # type: ignore[union-attr]
    assert document.access == Document.Access.MEMBERS
    said = {"kind": "minutes", "access": "members", "sha256_en": english.sha256, "sha256_fr": french.sha256}
    assert trail() == [("document_added", said)]


def test_none_is_without_a_file(cast: Cast) -> None:
    with pytest.raises(Incomplete):
        actions.add_document(new(), files={}, by=cast.staff)
    with pytest.raises(IntegrityError), transaction.atomic():
        new().save()
    assert not StoredFile.objects.exists() and trail() == []


def test_a_new_file_is_a_new_version_and_the_one_before_is_kept(cast: Cast) -> None:
    document = make_document()
    first, second, now = document.file_en, checked("Corrected."), timezone.now()

    actions.change_document(document, before={}, files={"en": second}, check=lambda: None, by=cast.staff, now=now)

    document.refresh_from_db()
    assert document.file_en is not None and document.file_en.sha256 == second.sha256
    (earlier,) = EarlierFile.objects.all()
    assert (earlier.file, earlier.language, earlier.replaced_at, earlier.is_hidden) == (first, "en", now, False)
    with earlier.file.open() as kept:
        assert kept.read(4) == b"%PDF"
    assert trail() == [("document_replaced", {"sha256_en": second.sha256})]


def test_a_first_file_in_the_other_language_replaces_nothing(cast: Cast) -> None:
    document = make_document()

    actions.change_document(document, before={}, files={"fr": checked("Enfin.")}, check=lambda: None, by=cast.staff)

    document.refresh_from_db()
    assert document.file_fr is not None and document.file_en is not None
    assert not EarlierFile.objects.exists()


def test_words_and_access_change_by_themselves(cast: Cast) -> None:
    document = make_document()
    document.access = "everyone"

    actions.change_document(document, before={"access": "members"}, files={}, check=lambda: None, by=cast.staff)

    document.refresh_from_db()
    assert document.access == "everyone"
    assert trail() == [("document_changed", {"access": ["members", "everyone"]})]


def test_a_save_that_comes_too_late_keeps_no_file(cast: Cast) -> None:
    document, rows = make_document(), StoredFile.objects.count()

    def late() -> None:
        raise Incomplete([("title_en", "late")])

    with pytest.raises(Incomplete):
        actions.change_document(document, before={}, files={"en": checked("Late.")}, check=late, by=cast.staff)
    assert StoredFile.objects.count() == rows
    assert trail() == []


def test_hidden_with_a_reason_and_shown_again(cast: Cast) -> None:
    document = make_document()

    with pytest.raises(Incomplete):
        actions.hide_document(document, by=cast.staff, reason=" ")
    for _ in range(2):
        document = actions.hide_document(document, by=cast.staff, reason="A wrong file.")
    assert (document.is_hidden, document.hidden_reason) == (True, "A wrong file.")
    for _ in range(2):
        document = actions.show_document(document, by=cast.staff)

    assert not document.is_hidden
    assert trail() == [("document_hidden", {"reason": "A wrong file."}), ("document_shown", {})]


def test_an_earlier_version_is_hidden_and_shown(cast: Cast) -> None:
    document = make_document()
    earlier = make_earlier(document)

    for _ in range(2):
        actions.hide_earlier_file(document, by=cast.staff, earlier=earlier.pk, reason="An address is in it.")
    earlier.refresh_from_db()
    assert earlier.is_hidden
    for _ in range(2):
        actions.show_earlier_file(document, by=cast.staff, earlier=earlier.pk)
    earlier.refresh_from_db()

    assert not earlier.is_hidden
    assert trail() == [
        ("document_version_hidden", {"version": earlier.pk, "reason": "An address is in it."}),
        ("document_version_shown", {"version": earlier.pk}),
    ]


def test_a_version_of_another_document_is_not_found(cast: Cast) -> None:
    document, earlier = make_document(), make_earlier(make_document("Another"))

    with pytest.raises(EarlierFile.DoesNotExist):
        actions.hide_earlier_file(document, by=cast.staff, earlier=earlier.pk, reason="So.")


@pytest.mark.req("R14", "R15")
def test_rule_and_queryset_agree_over_the_cast(cast: Cast) -> None:
    now = timezone.now()
    hidden = {"hidden_at": now, "hidden_reason": "wrong"}
    documents = [
        make_document(f"{access} {bool(extra)}", access=access, **extra)
        for access in ("members", "everyone")
        for extra in ({}, hidden)
    ]
    bare = make_user("No Rights", "bare@example.org", is_staff=True)
    people = [cast.officer, cast.colleague, cast.retiree, cast.newcomer, cast.staff, cast.outsider, bare]

    found = {person.name: set(Document.objects.visible_to(person)) for person in people}

    for person in people:
        asked = {each for each in documents if may_read_document(person, each, ottawa_day())}
        assert found[person.name] == asked
    shown, public = documents[0], documents[2]
    members, others = {shown, public}, {public}
    assert [found[person.name] for person in people] == [
        members, members, members, others, set(documents), others, others,
    ]  # fmt: skip


def test_a_file_of_a_document_is_never_swept(cast: Cast) -> None:
    from pafso.files.beat import sweep

    document = make_document(file_fr=make_file("Le même."))
    earlier = make_earlier(document)
    StoredFile.objects.update(created_at=timezone.now() - timedelta(days=400))

    sweep()

    kept = {document.file_en, document.file_fr, earlier.file}
    assert set(StoredFile.objects.all()) == kept
