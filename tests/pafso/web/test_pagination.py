"""Pages by key: every row once, forwards and backwards, in one query, whatever the address says."""

import base64
import json

import pytest
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext

from members.models import Member
from pafso.web.pagination import KeysetPage, keyset_page

ORDER = ["sort_name", "id"]


def people(count: int) -> None:
    Member.objects.bulk_create([Member(number=str(n), name=f"N{n % 3}", sort_name=f"n{n % 3}") for n in range(count)])


def page(query: str = "", size: int = 4, order: list[str] | None = None) -> KeysetPage[Member]:
    request = RequestFactory().get("/list" + query)
    return keyset_page(request, Member.objects.all(), order or ORDER, size=size)


@pytest.mark.parametrize("order", [ORDER, ["-sort_name", "-id"]])
def test_walking_there_and_back_meets_every_row_once(db: None, order: list[str]) -> None:
    people(11)
    expected = list(Member.objects.order_by(*order))

    there, query = [], ""
    while query is not None:
        shown = page(query, order=order)
        there.append(shown)
        query = shown.next_url
    back, query = [], there[-1].previous_url
    while query is not None:
        shown = page(query, order=order)
        back.insert(0, shown)
        query = shown.previous_url

    assert [row for shown in there for row in shown] == expected
    assert [list(shown) for shown in back] == [list(shown) for shown in there[:-1]]
    assert there[0].previous_url is None


@pytest.mark.parametrize(
    "query",
    [
        "?after=x",
        "?after=%00",
        "?before=W10",
        "?after=eyJhIjoxfQ",
        "?after=W251bGwsMV0",
        "?before=",
        "?after=WyJuMSIsICJ4Il0",
        "?after=WyJcdTAwMDAiLCAxXQ",
        "?after=W3sidCI6ICIyMDI2LTAxLTAxIn0sIDFd",
    ],
)
def test_a_key_that_makes_no_sense_gives_the_first_page(db: None, query: str) -> None:
    people(5)

    assert [row.number for row in page(query)] == [row.number for row in page()]


def test_other_parameters_stay_in_the_address(db: None) -> None:
    people(9)

    shown = page("?q=a%26b&after=")

    assert shown.next_url is not None
    assert shown.next_url.startswith("?q=a%26b&after=")


@pytest.mark.parametrize("count", [1, 3, 30])
def test_a_page_is_one_query_without_counting(db: None, count: int) -> None:
    people(count)

    with CaptureQueriesContext(
        connection,
    ) as queries:
        page()

    assert len(queries) == 1
    assert "COUNT(" not in queries[0]["sql"] and "OFFSET" not in queries[0]["sql"]


@pytest.mark.parametrize("moment", ["9999-12-31T23:59:59-14:00", "0001-01-01T00:00:00+14:00"])
def test_a_moment_beyond_the_calendar_gives_the_first_page(client: Client, db: None, moment: str) -> None:
    key = base64.urlsafe_b64encode(json.dumps([{"t": moment}, 1]).encode()).decode()

    assert client.get("/en/contests/", {"after": key}).status_code == 200
