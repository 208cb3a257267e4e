"""What the database itself refuses."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from contests.models import Category, Contest, Entry
from tests.factories import contests as make
from tests.factories.people import Cast


@pytest.mark.parametrize(
    "changes",
    [{"title_fr": ""}, {"theme_en": ""}, {"rules_fr": ""}, {"entries_per_member": 0}, {"closes_at": "before"}],
)
def test_a_contest_is_whole(db: None, changes: dict[str, Any]) -> None:
    contest = make.make_contest()
    if "closes_at" in changes:
        changes = {"closes_at": contest.opens_at - timedelta(seconds=1)}

    with pytest.raises(IntegrityError), transaction.atomic():
        Contest.objects.update(**changes)


@pytest.mark.parametrize("slug", ["entries", "photos"])
def test_a_contest_cannot_take_the_sites_own_address(db: None, slug: str) -> None:
    contest = make.make_contest()
    contest.slug = slug

    with pytest.raises(ValidationError) as problem:
        contest.full_clean()

    assert list(problem.value.message_dict) == ["slug"]


@pytest.mark.parametrize(
    "changes",
    [
        {"state": "disqualified", "reason": ""},
        {"state": "accepted", "prepared_at": None},
        {"state": "withdrawn"},
        {"original": None},
    ],
)
def test_an_entry_cannot_contradict_itself(cast: Cast, changes: dict[str, Any]) -> None:
    make.make_entry(make.make_contest(), cast.officer)

    with pytest.raises(IntegrityError), transaction.atomic():
        Entry.objects.update(**changes)


def test_the_database_refuses_doubles(cast: Cast) -> None:
    entry = make.make_entry(make.make_contest(), cast.officer)
    for change in ({"form_token": entry.form_token}, {"sha256": entry.sha256}):
        copy = Entry.objects.get(pk=entry.pk)
        copy.pk, copy.code = None, "OTHER"
        copy.form_token, copy.sha256 = make.uuid.uuid4(), "0" * 64
        for name, value in change.items():
            setattr(copy, name, value)
        with pytest.raises(IntegrityError), transaction.atomic():
            copy.save()


def test_categories_are_named_once_in_each_language(db: None) -> None:
    contest = make.make_contest()

    with pytest.raises(IntegrityError), transaction.atomic():
        Category.objects.create(contest=contest, name_en="People", name_fr="Autre")
    with pytest.raises(IntegrityError), transaction.atomic():
        Category.objects.create(contest=contest, name_en="Other", name_fr="Personnes")
    with pytest.raises(IntegrityError), transaction.atomic():
        Category.objects.create(contest=contest, name_en="Other", name_fr="")
