"""What is true of an issue, whoever writes it."""

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import translation

from magazine.models import PROBLEMS, Issue, Page
from magazine.rules import may_read
from pafso.errors import WrongMove
from tests.factories.magazine import make_issue
from tests.factories.people import Cast

pytestmark = pytest.mark.django_db


def test_volume_and_number_name_one_issue() -> None:
    make_issue(38, 1)

    with pytest.raises(IntegrityError), transaction.atomic():
        make_issue(38, 1)


@pytest.mark.parametrize(
    "missing", [{"title_en": ""}, {"title_fr": ""}, {"page_count": 0}, {"cover": None}, {"published_at": None}]
)
def test_the_database_refuses_to_publish_half_an_issue(missing: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        make_issue(38, 1, **missing)


def test_a_published_issue_keeps_its_titles() -> None:
    issue = make_issue(38, 1)
    issue.title_fr = ""

    with pytest.raises(ValidationError, match="a title in both languages"):
        issue.full_clean()


@pytest.mark.parametrize("state", ["waiting", "extracting", "failed"])
def test_only_a_ready_issue_becomes_published(state: str) -> None:
    issue = make_issue(38, 1, state=state)

    with pytest.raises(WrongMove):
        issue.advance(Issue.State.PUBLISHED)


@pytest.mark.req("R15")
@pytest.mark.parametrize("state", list(Issue.State.values))
def test_both_faces_of_the_permission_agree(cast: Cast, state: str) -> None:
    issue = make_issue(38, 1, state=state)

    for person in [cast.officer, cast.newcomer, cast.staff, cast.outsider, AnonymousUser()]:
        seen = Issue.objects.visible_to(person).filter(pk=issue.pk).exists()
        pages = Page.objects.visible_to(person).filter(issue=issue).exists()
        assert may_read(person, issue) == seen == pages, person


def test_an_issue_is_called_by_its_number_in_the_readers_language() -> None:
    issue = make_issue(38, 1)

    assert issue.label == "Vol. 38, No. 1"
    with translation.override("fr"):
        assert issue.label == "Vol. 38, nº 1"
    assert issue.file_name == "bout-de-papier-38-1.pdf"
    assert str(issue) == "bout de papier 38-1"


def test_every_problem_has_words() -> None:
    issue = Issue(problem="")
    assert issue.problem_in_words == ""
    for problem in [*PROBLEMS, "unheard_of"]:
        issue.problem = problem
        assert issue.problem_in_words.endswith(".")
