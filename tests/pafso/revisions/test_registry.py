"""Only texts of the association keep their earlier wordings: the guard, on columns that exist."""

from collections.abc import Iterator

import pytest
from django.apps import apps
from django.core.checks import run_checks

from awards.models import Award
from contests.models import Placing
from pafso.models import Text
from pafso.revisions import registry
from pafso.revisions.registry import changed, columns_of, leads_to_person, problems, register_wordings, registered

REGISTERED = {
    "pafso.Text": ("title_en", "title_fr", "body_en", "body_fr"),
    "awards.Award": ("name_en", "name_fr", "description_en", "description_fr"),
    "awards.Cycle": ("criteria_en", "criteria_fr"),
    "contests.Contest": ("title_en", "title_fr", "theme_en", "theme_fr", "rules_en", "rules_fr"),
    "magazine.Issue": ("title_en", "title_fr"),
}


@pytest.fixture
def put_right() -> Iterator[None]:
    before = dict(registry._columns)
    yield
    registry._columns.clear()
    registry._columns.update(before)


def test_these_are_registered_and_no_others() -> None:
    assert registered() == REGISTERED
    assert registry.all_problems() == []


@pytest.mark.parametrize(
    ("model", "column", "why"),
    [
        ("magazine.Issue", "cover_credit", "is not in two languages"),
        ("awards.Nomination", "case", "is about a person."),
        ("awards.Letter", "text", "is about a person."),
        ("contests.Entry", "story", "is about a person."),
        ("contests.Placing", "citation_en", "contests.Placing is about a person."),
        ("contests.Derivative", "edge", "is about a person."),
        ("members.User", "name", "is about a person."),
        ("members.Member", "name", "is about a person."),
        ("members.Posting", "city", "is about a person."),
        ("mail.Mail", "subject", "is not in two languages"),
        ("magazine.Page", "text", "is not in two languages"),
        ("awards.Award", "letters_needed", "is not in two languages"),
        ("awards.Award", "nominee_kind", "is not in two languages"),
        ("awards.Award", "no_such_en", "is not in two languages"),
    ],
)
def test_what_a_person_wrote_or_is_called_is_refused(model: str, column: str, why: str) -> None:
    found = problems(apps.get_model(model), [column])

    assert any(why in sentence for sentence in found), found


def test_a_column_in_two_languages_that_names_a_person_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "NAMES_OF_PERSONS", {"name"})

    assert problems(Award, ["name_en", "description_en"]) == ["awards.Award.name_en names a person."]


def test_a_citation_hangs_on_a_person_by_its_photo_and_a_text_on_nobody() -> None:
    assert leads_to_person(Placing)
    assert [label for label in REGISTERED if leads_to_person(apps.get_model(label))] == []


def test_a_wrong_registration_stops_the_start(put_right: None) -> None:
    assert [each.id for each in run_checks() if each.id == "pafso.E004"] == []

    register_wordings(Placing, "citation")

    (found,) = [each for each in run_checks() if each.id == "pafso.E004"]
    assert found.msg == "Not to be kept as an earlier wording: contests.Placing is about a person."


def test_what_is_not_registered_has_no_wording(db: None) -> None:
    placing = Placing(citation_en="x")

    assert (columns_of(Placing), registry.wording_of(placing), registry.stored_wording(placing)) == ((), {}, {})
    assert registry.stored_wording(Text(pk=987_654)) == {}


def test_line_ends_change_nothing() -> None:
    assert changed({"a": "1\r\n2", "b": "1", "c": "1"}, {"a": "1\n2", "b": "2"}) == ["b"]
