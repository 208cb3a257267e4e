"""Every item says by its ETag what it is, and changes only for whoever has read it."""

from typing import Any

import pytest
from django.test import Client

from members.models import Member, Posting
from pafso.api.etags import tag_of
from pafso.audit.models import Entry
from pafso.clock import ottawa_day
from tests.factories.awards import make_cycle, make_submitted
from tests.factories.contests import make_contest, make_entry
from tests.factories.magazine import make_issue
from tests.factories.people import Cast

JSON = "application/json"
ME, POSTINGS = "/api/v1/members/me/", "/api/v1/members/me/postings/"


@pytest.fixture
def posting(cast: Cast) -> Posting:
    member = Member.objects.get(user=cast.officer)
    return Posting.objects.create(member=member, mission="Embassy", city="Dakar", country="x", starts_on=ottawa_day())


def test_every_item_has_a_tag_and_is_sent_once(as_member: Client, cast: Cast, posting: Posting) -> None:
    nomination, entry = make_submitted(make_cycle(), cast.officer), make_entry(make_contest("2027"), cast.officer)
    make_issue(38, 1)
    items = [
        *(
            "/api/v1/",
            ME,
            f"{POSTINGS}{posting.pk}/",
            f"/api/v1/cycles/{nomination.cycle_id}/",
            "/api/v1/contests/2027/",
        ),
        *(f"/api/v1/nominations/{nomination.code}/", f"/api/v1/entries/{entry.code}/", "/api/v1/issues/38-1/"),
    ]
    for path in items:
        first = as_member.get(path)
        again = as_member.get(path, headers={"If-None-Match": first["ETag"]})
        weak = as_member.get(path, headers={"If-None-Match": f'"other", W/{first["ETag"]}'})
        other = as_member.get(path, headers={"If-None-Match": '"other"'})

        assert first["ETag"].startswith('"'), path
        assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
        assert (weak.status_code, other.status_code) == (304, 200)


def test_a_tag_changes_with_what_is_said() -> None:
    assert tag_of({"a": 1, "b": 2}) == tag_of({"b": 2, "a": 1}) != tag_of({"a": 1, "b": 3})


@pytest.mark.parametrize(("verb", "sent"), [("patch", {"ends_on": "2031-01-01"}), ("delete", {})])
def test_a_posting_changes_for_whoever_has_read_it(
    as_member: Client, posting: Posting, verb: str, sent: dict[str, str]
) -> None:
    path = f"{POSTINGS}{posting.pk}/"
    tag = as_member.get(path)["ETag"]
    send = getattr(as_member, verb)

    without = send(path, sent, content_type=JSON)
    stale = send(path, sent, content_type=JSON, headers={"If-Match": '"old"'})

    assert (without.status_code, without.json()["code"]) == (428, "if_match_needed")
    assert (stale.status_code, stale.json()["code"]) == (412, "stale")
    posting.refresh_from_db()
    assert (posting.ends_on, posting.struck_at) == (None, None)
    assert not Entry.objects.exists()
    if verb == "patch":
        right = send(path, sent, content_type=JSON, headers={"If-Match": f"W/{tag}"})
        assert right.status_code == 200
        assert right["ETag"] == as_member.get(path)["ETag"] != tag
        assert send(path, {"ends_on": "2032-01-01"}, content_type=JSON, headers={"If-Match": tag}).status_code == 412


def test_ones_details_change_for_whoever_has_read_them(as_member: Client) -> None:
    tag = as_member.get(ME)["ETag"]

    def send(name: str, **headers: str) -> Any:
        return as_member.patch(ME, {"preferred_name": name}, content_type=JSON, headers=headers)

    first = send("One", **{"If-Match": tag})
    second = send("Two", **{"If-Match": tag})
    third = send("Three", **{"If-Match": first["ETag"]})

    assert [answer.status_code for answer in (send("None"), first, second, third)] == [428, 200, 412, 200]
    assert as_member.get(ME).json()["preferred_name"] == "Three"
    assert third["ETag"] == as_member.get(ME)["ETag"]
    assert send("Any", **{"If-Match": "*"}).status_code == 200
