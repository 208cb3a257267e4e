"""A worker is killed (-9, with its group) in the middle of applying a file: nothing of it counts, and another applies it once."""

import time

import pytest

from members.importing.actions import apply_import
from members.models import Member, Membership, RollImport
from pafso.audit.models import Entry
from tests.factories.people import make_cast
from tests.factories.rollfiles import NEW, checked
from tests.services.stack import Stack, wait_until

LINES = 4_000


@pytest.mark.req("R42", "R50")
def test_while_applying(stack: Stack) -> None:
    cast = make_cast()
    rows = [{**NEW, "number": f"K{n}", "class": "regular", "member_since": "2020-01-01"} for n in range(LINES)]
    found = checked(*rows, by=cast.staff)
    assert found.created_count == LINES
    doomed = stack.worker("doomed")
    before = Member.objects.count()
    apply_import(found, by=cast.staff)
    wait_until(doomed.works_in_sandbox, what="the file is being read")
    wait_until(lambda: not doomed.works_in_sandbox(), what="lines are being written")
    time.sleep(0.5)

    doomed.kill()
    found.refresh_from_db()
    assert (found.state, found.attempts) == (RollImport.State.APPLYING, 1)
    assert Member.objects.count() == before
    RollImport.objects.filter(pk=found.pk).update(lease_until=None)  # as if its quarter of an hour were over
    stack.worker("heir")
    stack.beat()
    wait_until(
        lambda: RollImport.objects.filter(pk=found.pk, applied_at__isnull=False).exists(), what="another applies it"
    )

    assert Member.objects.count() == before + LINES
    assert Membership.objects.filter(member__number__startswith="K").count() == LINES
    assert Entry.objects.filter(verb="member_added_by_import").count() == LINES
    assert Entry.objects.filter(verb="roll_imported").count() == 1
