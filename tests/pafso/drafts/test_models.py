"""Which save of a text may be written: the newest of the tab that saved last, or one that started from the current version."""

import pytest

from awards.models import Nomination
from awards.nominations.actions.drafts import save_draft
from pafso.drafts.models import EditedElsewhere
from tests.factories.awards import make_award, make_cycle, make_draft
from tests.factories.people import Cast


@pytest.fixture
def draft(cast: Cast) -> Nomination:
    return make_draft(make_cycle(make_award("drafts")), cast.officer)


def save(draft: Nomination, case: str, tab: str, version: int = 1) -> str:
    return save_draft(draft, by=draft.nominator, values={"case": case}, tab=tab, version=version).case


def test_a_tab_saves_again_without_having_heard_an_answer(draft: Nomination) -> None:
    assert [save(draft, case, tab) for case, tab in (("one", "a:1"), ("two", "a:2"), ("two!", "a:2"))] == [
        "one",
        "two",
        "two!",
    ]


def test_an_older_save_that_comes_in_late_does_not_undo_a_newer_one(draft: Nomination) -> None:
    save(draft, "one", "a:1")
    save(draft, "three", "a:3")

    with pytest.raises(EditedElsewhere):
        save(draft, "two", "a:2")

    draft.refresh_from_db()
    assert (draft.case, draft.tab) == ("three", "a:3")


def test_another_tab_must_have_started_from_the_current_version(draft: Nomination) -> None:
    save(draft, "one", "a:9")

    with pytest.raises(EditedElsewhere):
        save(draft, "two", "b:1")

    assert save(draft, "two", "b:1", version=2) == "two"


def test_a_page_without_script_counts_nothing(draft: Nomination) -> None:
    assert [save(draft, case, "plain") for case in ("one", "two")] == ["one", "two"]
