"""How many rows there are, exact to a bound: costs the same however many there are, and one query for any number of lists."""

from collections.abc import Mapping, Sequence

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Model, QuerySet
from django.db.models.expressions import RawSQL

MOST_COUNTED = 1_000


def counts(
    lists: Sequence[QuerySet[Model]], most: int = MOST_COUNTED, *, given: Mapping[str, QuerySet] | None = None
) -> list[int]:
    """How many rows each of LISTS has; ``most + 1`` stands for more than MOST. In the order that a list has, if it has one.

    GIVEN: keys that several of LISTS need, under the names by which they ask for them: ``filter(pk__in=keys_of("name"))``.
    """
    statements: list[str] = []
    values: list[str | int] = []
    names = []
    for name, keys in (given or {}).items():
        statement, parameters = keys.query.sql_with_params()
        names.append(f"{name}(pk) AS ({statement})")
        values += parameters
    for rows in lists:
        try:
            statement, parameters = rows.values("pk")[: most + 1].query.sql_with_params()
        except EmptyResultSet:
            statement, parameters = "SELECT 1 WHERE 1 = 0", ()
        statements.append(f"(SELECT COUNT(*) FROM ({statement}) AS counted)")  # noqa: S608  (Django wrote it)
        values += parameters
    if not statements:
        return []
    first = f"WITH {', '.join(names)} " if names else ""
    with connection.cursor() as cursor:
        cursor.execute(f"{first}SELECT {', '.join(statements)}", values)
        return list(cursor.fetchone())


def keys_of(name: str) -> RawSQL:
    """What `counts` was GIVEN under NAME, a word of ours."""
    return RawSQL(f"SELECT pk FROM {name}", ())  # noqa: S608, S611
