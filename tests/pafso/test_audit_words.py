"""The audit trail is read in words: verbs, what was changed, before and after."""

import pytest
from django.test import Client
from django.utils import translation

from pafso.audit.changes import in_words
from pafso.audit.log import record
from pafso.audit.models import Entry
from tests.factories.people import Cast


@pytest.mark.parametrize(
    ("language", "changes", "said"),
    [
        ("en", {"by": ["password", "mfa"]}, [("with", "password → two-step verification")]),
        ("fr", {"by": ["password", "mfa"]}, [("au moyen de", "mot de passe → vérification en deux étapes")]),
        ("fr", {"fields": ["name", "time_zone"]}, [("action", "nom, fuseau horaire")]),
        ("fr", {"name": ["Alix", ""]}, [("nom", "Alix → –")]),
        ("fr", {"is_active": [True, False]}, [("peut se connecter", "oui → non")]),
        ("fr", {"bytes": 12, "sha256": "ab"}, [("taille", "12\u00a0octets"), ("SHA-256", "ab")]),
        ("fr", {"of_an_older_release": 1}, [("of_an_older_release", "1")]),
    ],
)
def test_changes_are_named(language: str, changes: dict[str, object], said: list[tuple[str, str]], cast: Cast) -> None:
    entry = record("details_changed", cast.officer, changes=changes)

    with translation.override(language):
        assert in_words(entry) == said


def test_a_kind_of_an_older_release_is_still_read(db: None) -> None:
    entry = Entry(verb="gone", subject_type="gone.Model", subject_label="X", changes={"reason": "Y"})

    assert in_words(entry) == [("reason", "Y")]
    assert str(entry) == "gone · X"


def test_the_history_of_a_thing_is_in_words(cast: Cast, client: Client) -> None:
    record("logged_in", cast.officer, by=cast.officer, changes={"by": ["password"]})
    client.force_login(cast.staff)

    page = client.get(f"/admin/members/user/{cast.officer.pk}/history/", HTTP_ACCEPT_LANGUAGE="fr").content.decode()

    assert "<td>Connexion</td>" in page
    assert "<strong>au moyen de</strong> mot de passe" in page
    assert "logged_in" not in page


def test_a_choice_is_said_in_its_words_and_a_count_counts_entries(cast: Cast, client: Client) -> None:
    entry = Entry(
        verb="document_added", subject_type="members.Document", changes={"kind": "by_laws", "sha256_en": "ab"}
    )
    client.force_login(cast.staff)
    record("logged_in", cast.officer, by=cast.officer)
    record("logged_in", cast.officer, by=cast.officer)

    with translation.override("fr"):
        assert in_words(entry) == [("type", "Règlements"), ("SHA-256 (anglais)", "ab")]
    page = client.get("/admin/audit/entry/", headers={"accept-language": "fr"}).content.decode()
    assert "entrées du journal</p>" in page
