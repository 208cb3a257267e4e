"""How many rows there are, exact to a bound: costs the same however many there are, and one query for any number of lists."""

from collections.abc import Sequence

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Model, QuerySet

MOST_COUNTED = 1_000


def counts(lists: Sequence[QuerySet[Model]], most: int = MOST_COUNTED) -> list[int]:
    """How many rows each of LISTS has; ``most + 1`` stands for more than MOST. In the order that a list has, if it has one."""
    statements: list[str] = []
    values: list[str | int] = []
    for rows in lists:
        try:
            statement, given = rows.values("pk")[: most + 1].query.sql_with_params()
        except EmptyResultSet:
            statement, given = "SELECT 1 WHERE 1 = 0", ()
        statements.append(f"(SELECT COUNT(*) FROM ({statement}) AS counted)")  # noqa: S608  (Django wrote it)
        values += given
    if not statements:
        return []
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(statements)}", values)
        return list(cursor.fetchone())
