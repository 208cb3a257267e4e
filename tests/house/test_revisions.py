"""Every registered text of the association keeps its earlier wordings, whoever writes it; nothing of a person is registered."""

import pytest
from django.apps import apps
from django.contrib.admin import site
from django.test import Client

from members.models import User
from pafso.audit.models import Entry
from pafso.privacy.registry import erasures, personal_data_of
from pafso.revisions.models import Revision
from pafso.revisions.registry import all_problems, registered
from tests.factories.office import fields_of
from tests.factories.people import Cast
from tests.house.test_stale_saves import ROWS, opened, page_of

COLUMNS = [(label, column) for label, columns in registered().items() for column in columns]


@pytest.mark.req("R59")
def test_nothing_of_a_person_is_registered(cast: Cast) -> None:
    held = {kind.rows.model._meta.label for part in personal_data_of(cast.officer) for kind in part.kinds}
    held |= {name.rpartition(".")[0] for erasure in erasures() for name in erasure.through} | {User._meta.label}

    assert len(held) > 15
    assert held & set(registered()) == set()
    assert all_problems() == []


def test_every_registered_text_has_a_form_in_the_office() -> None:
    assert {apps.get_model(label) for label in registered()} <= set(site._registry)
    assert set(registered()) <= set(ROWS)


@pytest.mark.parametrize(("label", "column"), COLUMNS)
def test_a_save_from_the_office_keeps_each_text(client: Client, cast: Cast, label: str, column: str) -> None:
    client.force_login(cast.staff)
    row = ROWS[label][0](cast)
    before = getattr(row, column)

    assert client.post(page_of(row), opened(client, row) | {column: ["Whimbrel"]}).status_code == 302

    revision = Revision.objects.get()
    assert (revision.subject_type, revision.subject_id, revision.by) == (label, str(row.pk), cast.staff)
    assert (revision.before, revision.after) == ({column: before}, {column: "Whimbrel"})
    page = client.get(page_of(row).replace("/change/", "/wordings/"))
    client.post(f"{page.request['PATH_INFO']}{revision.pk}/", {"as_read": page.context["as_read"]})
    row.refresh_from_db()
    assert getattr(row, column) == before
    assert Entry.objects.filter(verb="wording_put_back", subject_type=label).count() == 1


@pytest.mark.parametrize("label", registered())
def test_what_is_refused_as_stale_keeps_nothing(client: Client, cast: Cast, label: str) -> None:
    client.force_login(cast.staff)
    row = ROWS[label][0](cast)
    typed = fields_of(client.get(page_of(row)).text) | {"as_read": ["0" * 64], ROWS[label][1]: ["Whimbrel"]}

    assert client.post(page_of(row), typed).status_code == 409

    assert not Revision.objects.exists()
