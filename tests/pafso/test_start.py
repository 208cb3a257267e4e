"""What the database lacks, and the first postal address."""

from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured

from pafso.audit.models import Entry
from pafso.models import POSTAL_ADDRESS, Text
from pafso.start import NO_POSTAL_ADDRESS, refuse_unless_whole, wanting_in_database, write_first_postal_address


def test_a_whole_database_lacks_nothing(db: None) -> None:
    assert wanting_in_database() == []


@pytest.mark.parametrize("body", [None, " \n "])
def test_no_address_or_an_empty_one_is_named(db: None, body: str | None) -> None:
    if body is None:
        Text.objects.all().delete()
    else:
        Text.objects.update(body_en=body, body_fr=body)

    assert wanting_in_database() == [NO_POSTAL_ADDRESS]


@pytest.mark.req("R13")
@pytest.mark.django_db(transaction=True)
def test_only_production_refuses(settings: Any) -> None:
    Text.objects.all().delete()

    refuse_unless_whole()  # development and the demonstration begin empty
    settings.MUST_BE_WHOLE = True
    with pytest.raises(ImproperlyConfigured, match="postal address must be written"):
        refuse_unless_whole()


def test_the_installation_writes_the_first_address_once(db: None, settings: Any) -> None:
    Text.objects.all().delete()
    settings.POSTAL_ADDRESS, settings.POSTAL_ADDRESS_FR = "1 First Street, Ottawa", "1, rue Première, Ottawa"

    assert write_first_postal_address() is True
    settings.POSTAL_ADDRESS = "2 Second Street, Ottawa"
    assert write_first_postal_address() is False

    text = Text.objects.get(key=POSTAL_ADDRESS)
    assert (text.body_en, text.body_fr) == ("1 First Street, Ottawa", "1, rue Première, Ottawa")
    assert [(entry.verb, entry.subject_id) for entry in Entry.objects.all()] == [
        ("text_written_at_installation", str(text.pk))
    ]


def test_without_one_in_the_environment_nothing_is_written(db: None, settings: Any) -> None:
    Text.objects.all().delete()
    settings.POSTAL_ADDRESS = ""

    assert write_first_postal_address() is False
    assert not Text.objects.exists()
