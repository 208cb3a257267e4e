"""What is held is said in words of the reader's language: labels, languages, moments with their zone."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.test import Client
from django.utils import translation
from django.utils.formats import date_format
from django.utils.functional import Promise

from pafso.models import Keeper
from pafso.privacy import page, registry
from pafso.text.dates import day_and_hour
from tests.factories.people import Cast


def columns(user: Any) -> list[tuple[str, str, Any]]:
    """Every column of every kind about USER, with the field that names it."""
    found = []
    for part in [*registry.personal_data_of(user), *registry.held_under(user.email)]:
        for kind in part.kinds:
            for column in kind.columns:
                *way, name = column.split("__")
                model: Any = kind.rows.model
                for step in way:
                    model = model._meta.get_field(step).related_model
                found.append((kind.rows.model._meta.label, name, model._meta.get_field(name)))
    return found


def test_every_column_has_words_in_both_languages(cast: Cast) -> None:
    nameless = [
        (label, name)
        for label, name, field in columns(cast.officer)
        if not isinstance(field.verbose_name, Promise) and name not in page.NAMES
    ]

    assert nameless == []


def test_no_name_is_kept_for_a_column_that_is_gone(cast: Cast) -> None:
    needed = {name for _, name, field in columns(cast.officer) if not isinstance(field.verbose_name, Promise)}

    assert set(page.NAMES) == needed


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", ["Of what: nomination", "Since: January 1, 2027, 17:42 (EST)"]),
        ("fr", ["Objet: candidature", "Depuis le: 1er janvier 2027 à 17\u00a0h\u00a042 (HNE)"]),
    ],
)
def test_a_row_of_the_desk_is_said_in_words(cast: Cast, language: str, said: list[str]) -> None:
    since = datetime(2027, 1, 1, 22, 42, tzinfo=UTC)
    Keeper.objects.create(user=cast.officer, subject_type="awards.Nomination", subject_id=1, since=since)

    with translation.override(language):
        shown = [kind for part in page.shown_to(cast.officer) for kind in part.kinds if kind.kind.name == "keepers"]
        lines = [f"{label}: {text}" for label, text in shown[0].rows[0]]

    assert [lines[0], lines[2]] == said


def test_a_language_is_named(cast: Cast, client: Client) -> None:
    client.force_login(cast.colleague)

    held = client.get("/fr/account/held/").content.decode()

    assert "<dd>fr</dd>" not in held
    assert "<dd>Français</dd>" in held


@pytest.mark.parametrize(
    ("day", "english", "french"),
    [
        (date(2015, 9, 1), "September 1, 2015", "1er septembre 2015"),
        (date(2015, 9, 11), "September 11, 2015", "11 septembre 2015"),
        (date(2015, 9, 2), "September 2, 2015", "2 septembre 2015"),
    ],
)
def test_the_first_of_a_month_is_the_first_everywhere(day: date, english: str, french: str) -> None:
    with translation.override("fr"):
        assert date_format(day) == french
        assert (
            date_format(datetime(day.year, day.month, day.day, 9, 5), "DATETIME_FORMAT")
            == f"{french} à 9\u00a0h\u00a005 (HAE)"
        )
    with translation.override("en"):
        assert date_format(day, "F j, Y") == english
        assert date_format(day, "jS") == {1: "1st", 11: "11th", 2: "2nd"}[day.day]


def test_a_moment_has_its_zone() -> None:
    with translation.override("fr"):
        assert day_and_hour(datetime(2027, 7, 1, 3, 0, tzinfo=UTC)) == "30 juin 2027 à 23\u00a0h (HAE)"
    with translation.override("en"):
        assert day_and_hour(datetime(2027, 7, 1, 3, 0, tzinfo=UTC)) == "June 30, 2027, 23:00 (EDT)"
