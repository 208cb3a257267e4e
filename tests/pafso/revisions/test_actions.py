"""A wording is kept when it changed, and put back by its exits."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from magazine.actions import edit_issue
from magazine.models import Issue
from pafso.as_read import NotKnownWhatWasRead, SavedMeanwhile
from pafso.audit.models import Entry
from pafso.errors import Refused, WrongMove
from pafso.mail.models import Mail
from pafso.models import Text
from pafso.revisions.actions import keep_revision, put_back_wording, token_of
from pafso.revisions.models import Revision
from pafso.revisions.registry import stored_wording
from tests.factories.awards import make_award
from tests.factories.magazine import make_issue
from tests.factories.people import Cast


@pytest.fixture
def text(db: None) -> Text:
    return Text.objects.create(key="about", title_en="Us", title_fr="Nous", body_en="We are.", body_fr="Nous sommes.")


def change(text: Any, cast: Cast, **values: str) -> Revision:
    before = stored_wording(text)
    for name, value in values.items():
        setattr(text, name, value)
    text.save()
    revision = keep_revision(text, before=before, by=cast.staff)
    assert revision is not None
    return revision


def test_only_what_changed_is_kept(text: Text, cast: Cast) -> None:
    revision = change(text, cast, title_en="About us", body_fr="Nous sommes l’APASE.")

    assert list(Revision.objects.of(text)) == [revision]
    assert (revision.by, revision.subject_type, revision.subject_id) == (cast.staff, "pafso.Text", str(text.pk))
    assert revision.before == {"title_en": "Us", "body_fr": "Nous sommes."}
    assert revision.after == {"title_en": "About us", "body_fr": "Nous sommes l’APASE."}


def test_nothing_changed_is_nothing_kept(text: Text, cast: Cast) -> None:
    before = stored_wording(text)
    text.key, text.body_en = "elsewhere", "We are."
    text.save()

    assert keep_revision(text, before=before, by=cast.staff) is None
    assert not Revision.objects.exists()


def test_what_is_put_back_makes_a_revision_and_a_row_in_the_trail(text: Text, cast: Cast) -> None:
    revision = change(text, cast, title_en="About us", body_fr="Autre.")
    changed_at = text.changed_at

    put_back_wording(revision, as_read=token_of(text), by=cast.colleague)

    text.refresh_from_db()
    assert (text.title_en, text.body_fr, text.body_en) == ("Us", "Nous sommes.", "We are.")
    assert text.changed_at > changed_at
    newest = Revision.objects.first()
    assert newest is not None and newest.pk != revision.pk
    assert (newest.by, newest.before, newest.after) == (cast.colleague, revision.after, revision.before)
    entry = Entry.objects.get()
    assert (entry.verb, entry.by_id, entry.subject_type, entry.subject_id, entry.changes) == (
        "wording_put_back", cast.colleague.pk, "pafso.Text", str(text.pk),
        {"revision": revision.pk, "fields": ["title_en", "body_fr"]},
    )  # fmt: skip
    assert not Mail.objects.exists()


def test_the_texts_that_a_revision_does_not_speak_of_stay(text: Text, cast: Cast) -> None:
    first = change(text, cast, title_en="About us")
    change(text, cast, body_en="We are many.")

    put_back_wording(first, as_read=token_of(text), by=cast.staff)

    text.refresh_from_db()
    assert (text.title_en, text.body_en) == ("Us", "We are many.")


def test_again_changes_nothing(text: Text, cast: Cast) -> None:
    revision = change(text, cast, title_en="About us")
    token = token_of(text)

    for _ in range(2):
        put_back_wording(revision, as_read=token, by=cast.staff)

    assert (Revision.objects.count(), Entry.objects.count()) == (2, 1)


@pytest.mark.parametrize(("token", "error"), [("0" * 64, SavedMeanwhile), ("", NotKnownWhatWasRead)])
def test_a_page_that_is_older_than_the_text_puts_nothing_back(
    text: Text, cast: Cast, token: str, error: type[SavedMeanwhile]
) -> None:
    revision = change(text, cast, title_en="About us")

    with pytest.raises(SavedMeanwhile) as refused:
        put_back_wording(revision, as_read=token, by=cast.staff)

    text.refresh_from_db()
    assert refused.value.code == error.code
    assert "This text was changed after you opened the page" in str(refused.value)
    assert (text.title_en, Revision.objects.count(), Entry.objects.count()) == ("About us", 1, 0)


def test_a_wording_that_the_text_may_not_have_any_more_is_refused(cast: Cast, db: None) -> None:
    issue = make_issue(38, 1, state="ready", title_fr="")
    issue.title_fr = "Guichets"
    edit_issue(issue, before={"title_fr": ""}, by=cast.staff)
    Issue.objects.update(state="published", published_at=timezone.now())
    issue.refresh_from_db()

    with pytest.raises(Refused) as refused:
        put_back_wording(Revision.objects.get(), as_read=token_of(issue), by=cast.staff)

    issue.refresh_from_db()
    assert "A published issue needs a title in both languages" in str(refused.value)
    assert (issue.title_fr, Entry.objects.filter(verb="wording_put_back").count()) == ("Guichets", 0)


def test_what_the_database_refuses_is_a_sentence(text: Text, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    revision = change(text, cast, title_en="About us")
    Revision.objects.filter(pk=revision.pk).update(before={"title_en": ""})
    revision.refresh_from_db()

    with pytest.raises(Refused):
        put_back_wording(revision, as_read=token_of(text), by=cast.staff)

    text.refresh_from_db()
    assert text.title_en == "About us"


def test_a_wording_of_what_is_gone_is_refused(text: Text, cast: Cast) -> None:
    revision = change(text, cast, title_en="About us")
    token = token_of(text)
    text.delete()

    with pytest.raises(WrongMove):
        put_back_wording(revision, as_read=token, by=cast.staff)

    revision.subject_type = "no.Such"
    with pytest.raises(WrongMove):
        put_back_wording(revision, as_read=token, by=cast.staff)


def test_a_column_that_is_no_longer_registered_is_left_alone(text: Text, cast: Cast) -> None:
    revision = change(text, cast, title_en="About us")
    Revision.objects.filter(pk=revision.pk).update(before={"key": "taken", "gone": "x"})
    revision.refresh_from_db()

    put_back_wording(revision, as_read=token_of(text), by=cast.staff)

    text.refresh_from_db()
    assert (text.key, Entry.objects.count()) == ("about", 0)


def test_the_verb_of_the_magazine_keeps_the_title_and_never_the_photographer(cast: Cast, db: None) -> None:
    issue = make_issue(38, 1, state="ready", cover_credit="Vera Marsh")
    Issue.objects.update(title_fr="Meanwhile")
    issue.title_en, issue.cover_credit = "Windows", "Noor Sand"

    edit_issue(issue, before={"title_en": "Issue 38-1", "cover_credit": "Vera Marsh"}, by=cast.staff)

    revision = Revision.objects.get()
    assert (revision.before, revision.after) == ({"title_en": "Issue 38-1"}, {"title_en": "Windows"})


def test_an_award_is_put_back_whole(cast: Cast, db: None) -> None:
    award = make_award()
    before = award.name_en
    revision = change(award, cast, name_en="Another name")

    put_back_wording(revision, as_read=token_of(award), by=cast.staff)

    award.refresh_from_db()
    assert award.name_en == before
    with pytest.raises(ValidationError):
        type(award)(name_en="").full_clean()
