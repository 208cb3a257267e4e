"""Takes an index away for a moment, to see whether the guard would notice."""

from django.apps import apps
from django.db import connection, transaction

from tests.plans.pages import Seen, Walk
from tests.plans.tables import GROWS

# Of tables that grow: whole indexes on which no constraint stands, and for which no other index could stand in, since none
# begins with the same column.
ALONE = """SELECT c.relname FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_class t ON t.oid = i.indrelid
WHERE c.relname = ANY(%s) AND t.relname = ANY(%s) AND i.indpred IS NULL AND NOT i.indisunique AND NOT EXISTS (
  SELECT 1 FROM pg_index other WHERE other.indrelid = i.indrelid AND other.indexrelid <> i.indexrelid
  AND other.indkey[0] = i.indkey[0] AND i.indkey[0] <> 0)"""


def needed(walk: Walk) -> list[str]:
    """Indexes that pages were seen to use and have no other for."""
    nodes = (node for seen in walk.seen for plan in seen.plans for node in plan.nodes)
    # What has nothing to find, or only the few that have a value at all, any other index finds as well.
    used = {node.index for node in nodes if node.read and not node.condition.endswith(" IS NOT NULL)")}
    grown = [apps.get_model(label)._meta.db_table for label in GROWS]
    with connection.cursor() as cursor:
        cursor.execute(ALONE, [sorted(used - {""}), grown])
        return sorted(name for (name,) in cursor.fetchall())


def faults_without(walk: Walk, index: str) -> list[str]:
    """What the guard says of the first page that used INDEX and misses it."""
    known = {fault for seen in walk.using(index) for fault in seen.faults()}
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(f'DROP INDEX "{index}"')
        found = next(filter(None, (_new_faults(seen, known) for seen in walk.using(index))), [])
        transaction.set_rollback(True)
    return found


def _new_faults(seen: Seen, known: set[str]) -> list[str]:
    again = Walk()
    again.open(seen.visitor, seen.address)
    return [fault for one in again.seen for fault in one.faults() if fault not in known]
