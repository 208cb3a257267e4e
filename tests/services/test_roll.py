"""The roll on PostgreSQL: of two who write at once one wins, and every search of the office is answered by an index."""

import re
import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from random import Random
from typing import Any

import pytest
from django.db import IntegrityError, OperationalError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from psycopg.errors import DeadlockDetected

from members.demonstration import populate
from members.models import Member, Membership, Posting
from members.roll import actions as roll
from pafso.audit.models import Entry
from pafso.errors import DomainError
from tests.factories.people import Cast, make_cast, make_member

pytestmark = pytest.mark.services
AT_ONCE = 10
PLACE = {"mission": "Embassy of Canada", "country": "Senegal", "time_zone": "Africa/Dakar"}


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    return make_cast()


def at_once(work: Callable[[int], Any]) -> Counter[str]:
    """WORK(number) in threads that start together; how often each outcome was seen."""
    gate = threading.Barrier(AT_ONCE)

    def run(number: int) -> str:
        try:
            gate.wait(30)
            work(number)
            return "written"
        except DomainError as refusal:
            return refusal.code
        except IntegrityError:
            return "refused by the database"
        except OperationalError as error:
            # To check an exclusion each waits for the other's row: PostgreSQL ends one of two that wait for each other.
            if not isinstance(error.__cause__, DeadlockDetected):
                raise
            return "refused by the database"
        finally:
            connection.close()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return Counter(pool.map(run, range(AT_ONCE)))


@pytest.mark.req("R47")
def test_of_rows_written_at_once_past_the_actions_the_database_takes_one(cast: Cast) -> None:
    member = make_member(None, "5001")

    outcomes = at_once(
        lambda number: Membership.objects.create(member=member, kind_id="regular", starts_on=date(2026, 1, 1 + number))
    )

    assert outcomes == {"written": 1, "refused by the database": AT_ONCE - 1}


@pytest.mark.req("R47")
def test_of_verbs_at_once_one_wins_and_the_others_get_a_sentence(cast: Cast) -> None:
    member = make_member(None, "5001")

    def work(number: int) -> None:
        row = Membership(member=member, kind_id="regular", starts_on=date(2026, 1, 1 + number))
        roll.add_row(row, by=cast.staff)

    assert at_once(work) == {"written": 1, "overlap": AT_ONCE - 1}
    assert Entry.objects.filter(verb="membership_added").count() == member.memberships.count() == 1


@pytest.mark.req("R41", "R47")
def test_the_same_posting_sent_many_times_at_once_is_one(cast: Cast) -> None:
    member = Member.objects.get(user=cast.officer)

    outcomes = at_once(
        lambda _: roll.begin_posting(member, city="Dakar", starts_on=date(2026, 1, 1), by=cast.officer, **PLACE)
    )

    assert outcomes == {"written": AT_ONCE}
    assert Entry.objects.filter(verb="posting_added").count() == Posting.objects.count() == 1


def test_postings_that_begin_at_once_on_other_days_follow_each_other(cast: Cast) -> None:
    member = Member.objects.get(user=cast.officer)

    def work(number: int) -> None:
        roll.begin_posting(member, city=f"City {number}", starts_on=date(2026, 1, 1 + number), by=cast.officer, **PLACE)

    outcomes = at_once(work)

    rows = list(Posting.objects.order_by("starts_on"))
    assert outcomes["written"] == len(rows) >= 1
    assert set(outcomes) <= {"written", "overlap"}
    assert [row.ends_on is None for row in rows] == [False] * (len(rows) - 1) + [True]


QUERIES = ["", "?q=quenneville", "?q=amina+tre", "?q=P1000", "?q=member10000", "?account=no"]


def test_the_office_reads_no_table_through(cast: Cast, client: Client) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("the plans are PostgreSQL's")
    populate(8_000, Random(1))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    client.force_login(cast.staff)
    client.get("/admin/members/member/")

    for query in QUERIES:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(f"/admin/members/member/{query}").status_code == 200
        people = [each["sql"] for each in queries if "members_member" in each["sql"] or "rolladdress" in each["sql"]]
        # Counting stops at a bound, whatever it counts.
        asked = [sql for sql in people if not ("COUNT(" in sql and "LIMIT 50000" in sql)]
        plans = {sql: plan(sql) for sql in asked}
        assert len(asked) >= 2
        assert [sql for sql, steps in plans.items() if re.search(r"Seq Scan on members_member(ship)?\b", steps)] == []
        assert [sql for sql, steps in plans.items() if "Seq Scan on members_rolladdress" in steps] == []


def plan(sql: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN {sql}")
        return "\n".join(row[0] for row in cursor.fetchall())
