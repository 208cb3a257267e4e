"""A row in each list of the office that the demonstration leaves empty, and one that waits for somebody else's decision."""

from collections.abc import Iterator
from contextlib import contextmanager

from tests.browser.conftest import Site, in_the_database
from tests.browser.people import ALIX, BENOIT, MARGARET

ADD = f"""
from datetime import date
from django.db import transaction
from django.utils import timezone
from members.models import Document, Inquiry, LabelRun, Member, Merge, Recovery, RollImport, User
from pafso.files.models import StoredFile
from pafso.models import ReplyAddress
transaction.set_autocommit(False)
alix, benoit, margaret = (User.objects.get(email=email) for email in ("{ALIX}", "{BENOIT}", "{MARGARET}"))
kept = Member.objects.get(user=margaret)
twin = Member.objects.create(number="9900", name="Margaret O’Neill-Featherstonehaugh")
found = RollImport.objects.create(file_name="members-of-the-association-with-a-long-name.csv", asked_by=alix, state="checked",
    lines_total=2, lines_done=2, created_count=1, refused_count=1)
found.lines.create(number=2, outcome="created", label="Anne-Élisabeth Montgomery-Fitzgerald", changes={{"name": ["", "Anne"]}})
found.lines.create(number=3, outcome="refused", label="Someone", problems=[["no_number", {{}}]])
rows = [
    Recovery.objects.create(user=benoit, new_address="a-long-new-address-of-mine@mission.example", evidence="A call.", asked_by=alix),
    Merge.objects.create(kept=kept, duplicate=twin, reason="One person.", proposed_by=alix),
    Inquiry.objects.create(address="supporter-with-a-long-name@ministry.example", wish="erasure", language="en", proof="A call.",
        asked_by=alix),
    found, twin,
    LabelRun.objects.create(kind="csv", language="en", state="expired", asked_by=alix, ready_at=timezone.now()),
    Document.objects.create(kind="minutes", title_en="Minutes of the annual general meeting",
        title_fr="Procès-verbal de l’assemblée générale annuelle", dated=date(2026, 5, 1), file_en=StoredFile.objects.latest("pk")),
    ReplyAddress.objects.create(kind="awards", address="awards@pafso-apase.example"),
]
transaction.commit()
print("rows", *(f"{{row._meta.label}}:{{row.pk}}" for row in rows))
"""
REMOVE = """
from django.apps import apps
from django.db.models import QuerySet
for row in {rows!r}:
    label, _, pk = row.partition(":")
    QuerySet(apps.get_model(label)).filter(pk=pk).delete()
"""


@contextmanager
def rows_in_every_list(site: Site) -> Iterator[None]:
    """While it lasts; the other tests find the demonstration as it was."""
    rows = in_the_database(site, ADD).partition("rows ")[2].split()
    try:
        yield
    finally:
        in_the_database(site, REMOVE.format(rows=rows))
