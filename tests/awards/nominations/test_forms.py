"""The form of the case: what is typed of a group is what is kept, however often the page sends it."""

from django.test import Client

from awards.models import Cycle, Nomination
from tests.factories.awards import make_cycle, make_draft
from tests.factories.people import Cast

ROWS = {
    "group-TOTAL_FORMS": "2", "group-INITIAL_FORMS": "0", "group-MIN_NUM_FORMS": "0", "group-MAX_NUM_FORMS": "40",
    "group-0-name": "Ama Serwaa", "group-0-position": "Nurse", "group-0-email": "",
    "group-1-name": "Luc Brassard", "group-1-position": "", "group-1-email": "",
}  # fmt: skip


def named(draft: Nomination) -> list[str]:
    return [each.name for each in draft.group_members.all()]


def test_a_page_that_saves_again_keeps_the_members_that_it_saved_first(client: Client, cast: Cast) -> None:
    cycle = make_cycle(nominee_kind=Cycle.NomineeKind.GROUP)
    draft = make_draft(cycle, cast.officer, nominee_kind="group", nominee_position="")
    client.force_login(cast.officer)
    page = {**ROWS, "nominee_name": "The circle", "nominee_email": "", "language": "en", "version": str(draft.version)}

    for save, case in enumerate(("First.", "First. And more.", "First. And more."), 1):
        typed = {**page, "case": case, "tab": f"page:{save}"}
        answer = client.post(draft.get_absolute_url(), typed, headers={"accept": "application/json"})
        assert answer.status_code == 200
        assert named(draft) == ["Ama Serwaa", "Luc Brassard"]

    emptied = {**page, "case": "First.", "tab": "page:4", "group-0-name": "", "group-0-position": ""}
    client.post(draft.get_absolute_url(), emptied, headers={"accept": "application/json"})
    assert named(draft) == ["Luc Brassard"]
