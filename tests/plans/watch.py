"""What PostgreSQL did for each query, as its own auto_explain tells the connection that asked; and what must not be among it."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.db import connection

from tests.plans.tables import GROWS

# The pages count to 1,000; a filter that every fourth row passes reads four times as many.
MOST_READ = 5_000
# The first column of each index; an expression has none.
LEADING = """SELECT c.relname, a.attname FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0]"""
READS_ALL = {"Sort", "Aggregate", "Hash", "Materialize", "WindowAgg"}
SESSION = [
    "LOAD 'auto_explain'",
    "SET auto_explain.log_min_duration = 0",
    "SET auto_explain.log_format = json",
    # With the rows that were really read: an index that is walked from end to end is a scan, too.
    "SET auto_explain.log_analyze = on",
    "SET auto_explain.log_timing = off",
    "SET client_min_messages = log",
    # As for a database that lies in memory or on an SSD; and these tables are small, so that scans look cheaper than they will be.
    "SET random_page_cost = 1.1",
]


@dataclass(frozen=True)
class Node:
    """One step of a plan."""

    kind: str
    table: str
    index: str
    read: int
    is_limited: bool
    condition: str = ""

    @classmethod
    def of(cls, raw: dict[str, Any], table: str, is_limited: bool) -> "Node":
        rows = raw.get("Actual Rows", 0) + raw.get("Rows Removed by Filter", 0)
        rows += raw.get("Rows Removed by Index Recheck", 0)
        read = int(rows * raw.get("Actual Loops", 0))
        return cls(
            raw["Node Type"],
            raw.get("Relation Name", table),
            raw.get("Index Name", ""),
            read,
            is_limited,
            raw.get("Index Cond", ""),
        )


@dataclass
class Plan:
    """A query and the steps that it took."""

    query: str
    leading: dict[str, str]
    nodes: list[Node] = field(default_factory=list)

    @property
    def indexes(self) -> set[str]:
        return {node.index for node in self.nodes if node.index}

    def faults(self) -> Iterator[str]:
        """What costs more the more rows there are."""
        grown = {apps.get_model(label)._meta.db_table for label in GROWS}
        touched = [node for node in self.nodes if node.table in grown]
        if touched and re.search(r"\bOFFSET [1-9]", self.query):
            yield "OFFSET over a table that grows"
        counts = re.match(r"SELECT COUNT\((\*|DISTINCT)", self.query) is not None
        for node in touched:
            if node.kind == "Seq Scan" and node.read and not (node.is_limited and node.read <= MOST_READ):
                yield f"sequential scan of {node.table} ({node.read} rows)"
            elif node.read > MOST_READ:
                through = f" through {node.index}" if node.index else ""
                yield f"{'exact count' if counts else 'scan'} of {node.table}{through} ({node.read} rows)"
            elif node.condition and not re.search(rf"\b{self.leading.get(node.index, '')}\b", node.condition):
                yield f"search through all of {node.index}, of which it knows a later column"


class Watch:
    """The plans of all queries of this connection, from now on; ``taken()`` gives those since it was asked last."""

    def __init__(self) -> None:
        self.plans: list[Plan] = []
        with connection.cursor() as cursor:
            for statement in SESSION:
                cursor.execute(statement)
            cursor.execute(LEADING)
            self.leading = dict(cursor.fetchall())
        connection.connection.add_notice_handler(self._hear)

    def end(self) -> None:
        connection.connection.remove_notice_handler(self._hear)
        with connection.cursor() as cursor:
            cursor.execute("SET auto_explain.log_min_duration = -1")
            cursor.execute("RESET client_min_messages")

    def taken(self) -> list[Plan]:
        plans, self.plans = self.plans, []
        return plans

    def _hear(self, diagnostic: Any) -> None:
        said = diagnostic.message_primary or ""
        if "plan:" not in said:
            return
        told = json.loads(said.split("plan:", 1)[1])
        plan = Plan(told["Query Text"], self.leading)
        _walk(told["Plan"], plan, "", False)
        self.plans.append(plan)


def _walk(raw: dict[str, Any], plan: Plan, table: str, is_limited: bool) -> None:
    """IS_LIMITED: a LIMIT above ends this step as soon as it has enough; what must see all rows first does not end."""
    node = Node.of(raw, table, is_limited)
    plan.nodes.append(node)
    is_limited = raw["Node Type"] == "Limit" or (is_limited and raw["Node Type"] not in READS_ALL)
    for below in raw.get("Plans", []):
        _walk(below, plan, node.table if raw["Node Type"].startswith("Bitmap") else "", is_limited)
