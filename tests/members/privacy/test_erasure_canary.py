"""After an account is closed, no table, no file and no mail has a word of its person, but for a written list."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from allauth.usersessions.models import UserSession
from django.apps import apps
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core import mail as sent_out
from django.test import Client
from django.utils import timezone

from awards.models import Letter, Nomination
from awards.nominations.actions.office import disqualify_nomination
from contests.mails import entry_disqualified
from contests.models import Entry
from members.models import Application, Closing, Copy, ImportLine, Member, Merge, Recovery, User
from members.models.closing import CLOSING_UNDO
from members.privacy.actions.closing import ask_closing, close_account, forget_last_mails
from pafso.audit.models import Entry as Audit
from pafso.files.models import StoredFile
from pafso.mail.models import Mail
from pafso.privacy.registry import erasures
from tests.factories.every_table import Life, make_life
from tests.factories.people import Cast, make_member

Commits = Callable[[], Any]
# What stays, each for the reason that the page and docs/decisions/0010 give.
STAYS = {
    ("audit.Entry", "by_label"): "who did it, as they were called then",
    ("audit.Entry", "subject_label"): "what was done, as it was called then",
    ("awards.Nomination", "nominee_name"): "a case that the panel has received is about its nominee",
    ("awards.Nomination", "nominee_position"): "the same",
    ("awards.Nomination", "nominee_mission"): "the same",
    ("awards.Nomination", "case"): "the same",
    ("awards.Nomination", "disqualified_reason"): "the same",
    ("awards.Nomination", "eligibility_note"): "the same",
    ("awards.Letter", "name"): "a letter that was sent is part of somebody else's nomination",
    ("awards.Letter", "full_name"): "the same",
    ("awards.Letter", "counts_note"): "why the office let a letter count, which the panel may ask",
    ("awards.Letter", "text"): "the same",
    ("contests.Entry", "title"): "an accepted photo of a contest that is over is published",
    ("contests.Entry", "place"): "the same",
    ("contests.Entry", "story"): "the same",
    ("contests.Entry", "alt_text"): "the same",
    ("contests.Correction", "before"): "what the results said before: as long as the photo is shown",
    ("contests.Correction", "reason"): "the same",
    ("contests.Entry", "credit"): "the author's name beside it",
    ("files.StoredFile", "given_name"): "of a letter that was sent",
}


def closed(user: User, commits: Commits) -> Closing:
    closing = ask_closing(user, by=user)
    with commits():
        assert close_account(closing, now=closing.due_at)
    return closing


def where(*words: str) -> dict[tuple[str, str], int]:
    """In which columns one of WORDS stands, whatever the table."""
    found: dict[tuple[str, str], int] = {}
    for model in apps.get_models(include_auto_created=True):
        for row in model._base_manager.all():
            for column in model._meta.concrete_fields:
                value = row.get_decoded() if isinstance(row, Session) and column.name == "session_data" else None
                text = json.dumps(value if value is not None else str(getattr(row, column.attname)), default=str)
                if any(word in text or json.dumps(word)[1:-1] in text for word in words):
                    key = (model._meta.label, column.name)
                    found[key] = found.get(key, 0) + 1
    return found


def bytes_on_disk() -> bytes:
    return b"\n".join(path.read_bytes() for path in Path(settings.PRIVATE_ROOT).rglob("*") if path.is_file())


@pytest.fixture
def life(cast: Cast) -> Life:
    return make_life(cast.colleague, cast.staff, cast.outsider, mark="kanari")


@pytest.mark.req("R59")
def test_nothing_stays_but_what_is_listed(cast: Cast, life: Life, commits: Commits) -> None:
    name = User.objects.get(pk=life.user.pk).name
    assert len(where("kanari", "benoit@example.org", name)) > 40

    closed(life.user, commits)
    Mail.objects.filter(event="members/account_closed").update(state="sent")
    forget_last_mails()

    assert set(where("kanari", "benoit@example.org", "Benoît Lefèvre")) - set(STAYS) == set()
    # The exceptions are true: each of them still has something in it, or the list is too long.
    assert set(STAYS) - set(where("kanari", "Benoît Lefèvre")) == set()


@pytest.mark.req("R59")
def test_only_the_listed_rows_stay(life: Life, commits: Commits) -> None:
    closed(life.user, commits)

    kept = Entry.objects.get(entrant=life.user)
    assert (kept.state, kept.camera, kept.taken_on, kept.reason) == ("accepted", "", None, "")
    assert kept.credit.startswith("kanari")
    nomination = Nomination.objects.get(nominator=life.user)
    assert (nomination.state, nomination.cycle.year, nomination.nominator.name) == (
        "submitted", 2026, "Closed account / Compte fermé",
    )  # fmt: skip
    sent, begun = Letter.objects.exclude(nomination=nomination).order_by("pk")
    assert (sent.state, sent.address, sent.telephone, sent.email) == (
        "sent", "–", "–", f"{sent.code.lower()}@erased.invalid",
    )  # fmt: skip
    assert sent.file is not None
    assert (begun.state, begun.text, begun.full_name, begun.file) == ("revoked", "", "", None)


@pytest.mark.req("R59")
def test_the_files_are_off_the_disk(life: Life, commits: Commits) -> None:
    assert all(content in bytes_on_disk() for content in life.file_words.values())

    closed(life.user, commits)

    on_disk = bytes_on_disk()
    stay = {word for word, content in life.file_words.items() if content in on_disk}
    sent = Letter.objects.get(state="sent", email__endswith="erased.invalid")
    assert stay == {"kanari-accepted-320", "kanari-accepted-1280", f"kanari-letter-{sent.pk}"}
    assert StoredFile.objects.count() == 3


@pytest.mark.req("R59")
def test_the_account_opens_to_nobody(life: Life, client: Client, commits: Commits) -> None:
    client.force_login(life.user)
    UserSession.objects.create(user=life.user, session_key=client.session.session_key, ip="203.0.113.9")
    assert client.get("/en/account/").status_code == 200
    password = User.objects.get(pk=life.user.pk).password

    closed(life.user, commits)

    user = User.objects.get(pk=life.user.pk)
    assert (user.email, user.is_active, user.has_usable_password()) == (
        f"closed-{user.pk}@erased.invalid",
        False,
        False,
    )
    assert user.password != password
    assert (user.groups.count(), user.user_permissions.count(), user.devices.count()) == (0, 0, 0)
    assert not Session.objects.exists()
    assert client.get("/en/account/").status_code == 302


@pytest.mark.req("R59")
def test_the_roll_keeps_a_number_and_dates(life: Life, commits: Commits) -> None:
    closed(life.user, commits)

    member = Member.objects.get(number="1002")
    assert (member.name, member.user, member.erased_at is not None) == ("Closed account / Compte fermé", None, True)
    assert [str(term.starts_on) for term in member.memberships.all()] == ["2018-01-01"]
    assert member.dues_terms.count() == 1
    assert (member.addresses.count(), member.contacts.count(), member.postings.count(), member.leaves.count()) == (
        0,
        0,
        0,
        0,
    )
    assert member.appointments.count() == 0
    twin = Member.objects.get(number="10029")
    assert (twin.name, twin.merged_into, twin.addresses.count()) == (member.name, member, 0)
    assert Merge.objects.get().moved == {}
    assert (Application.objects.get().state, Recovery.objects.get().evidence, Copy.objects.count()) == (
        "refused",
        "–",
        0,
    )


def test_nothing_is_mailed_to_a_closed_account(cast: Cast, life: Life, commits: Commits) -> None:
    closed(life.user, commits)
    mails = Mail.objects.count()

    disqualify_nomination(Nomination.objects.get(nominator=life.user), by=cast.staff, reason="late proof")
    entry_disqualified(Entry.objects.get(entrant=life.user))

    assert Mail.objects.count() == mails
    assert Nomination.objects.get(nominator=life.user).state == "disqualified"


def test_lines_of_imports_lose_their_words_and_only_of_this_person(cast: Cast, life: Life, commits: Commits) -> None:
    lines = ImportLine.objects.all()
    made = lines.get().roll_import
    name = User.objects.get(pk=life.user.pk).name
    labels = [f"{name} ()", f"{name.upper()} (1002)", f"{name} Junior (11002)", "Somebody else (1001)", "1002 Rue"]
    for number, label in enumerate(labels, 2):
        ImportLine.objects.create(roll_import=made, number=number, outcome="same", label=label, changes={"a": 1})
    Member.objects.filter(number="1002").update(name=name)

    closed(life.user, commits)

    assert [(line.label, line.changes) for line in lines.order_by("number")] == [
        ("1002", {}), ("1002", {}), ("1002", {}), (labels[2], {"a": 1}), (labels[3], {"a": 1}), (labels[4], {"a": 1}),
    ]  # fmt: skip


def test_open_wishes_end_with_the_account(cast: Cast, commits: Commits) -> None:
    application = Application.objects.create(code="OPEN1", applicant=cast.newcomer, remarks="hello")
    another, staff = cast.colleague, cast.staff
    recovery = Recovery.objects.create(user=cast.newcomer, new_address="n@example.org", evidence="seen", asked_by=staff)
    make_member(cast.newcomer, "1009")
    merge = Merge.objects.create(
        kept=Member.objects.get(number="1009"),
        duplicate=Member.objects.get(number="1004"),
        reason="x",
        proposed_by=another,
    )

    closed(cast.newcomer, commits)

    for row in (application, recovery, merge):
        row.refresh_from_db()
    assert (application.state, application.remarks) == ("withdrawn", "")
    assert (recovery.state, recovery.evidence, recovery.new_address) == (
        "stopped",
        "–",
        f"recovery-{recovery.pk}@erased.invalid",
    )
    assert (merge.state, merge.reason) == ("refused", "–")
    assert Audit.objects.filter(verb="application_withdrawn", subject_label="OPEN1").count() == 1
    assert not Mail.objects.filter(to="chidi@example.org").exclude(event="members/account_closed").exists()


@pytest.mark.req("R59", "R42")
def test_the_last_mail_is_sent_and_then_forgotten(life: Life, commits: Commits) -> None:
    sent_out.outbox = []
    closed(life.user, commits)

    assert {mail.to[0] for mail in sent_out.outbox if "closed" in mail.subject or "fermé" in mail.subject} == {
        "benoit@example.org", "second-benoit@example.org",
    }  # fmt: skip
    assert forget_last_mails() == 2
    assert forget_last_mails() == 0
    assert {mail.to for mail in Mail.objects.filter(event="members/account_closed")} == {
        f"mail-{mail.pk}@erased.invalid" for mail in Mail.objects.filter(event="members/account_closed")
    }


def test_a_last_mail_that_waits_keeps_its_address_until_it_is_sent(life: Life) -> None:
    closing = ask_closing(life.user, by=life.user)
    close_account(closing, now=closing.due_at)

    assert forget_last_mails() == 0
    assert {mail.to for mail in Mail.objects.filter(event="members/account_closed")} == {
        "benoit@example.org", "second-benoit@example.org",
    }  # fmt: skip


@pytest.mark.req("R59")
def test_another_persons_life_is_untouched(cast: Cast, life: Life, commits: Commits) -> None:
    other = make_life(cast.officer, cast.staff, cast.outsider, mark="kolibri")
    before = where("kolibri", cast.officer.email)

    closed(life.user, commits)

    assert where("kolibri", cast.officer.email) == before
    assert all(content in bytes_on_disk() for content in other.file_words.values())


@pytest.mark.req("R59")
def test_a_crash_between_two_apps_undoes_all(life: Life, monkeypatch: pytest.MonkeyPatch, commits: Commits) -> None:
    before, on_disk = where("kanari", "benoit@example.org"), bytes_on_disk()
    closing = ask_closing(life.user, by=life.user)
    audit, mails = Audit.objects.count(), Mail.objects.count()
    last = erasures()[-1]

    def crash(user: Any, now: Any) -> dict[str, int]:
        last.function(user, now)
        raise RuntimeError("pulled the plug")

    monkeypatch.setattr(
        "pafso.privacy.registry._erasures",
        [*((1, one) for one in erasures()[:-1]), (2, type(last)(crash, last.through))],
    )
    with pytest.raises(RuntimeError), commits():
        close_account(closing, now=timezone.now() + CLOSING_UNDO)

    closing.refresh_from_db()
    assert closing.state == "asked"
    assert bytes_on_disk() == on_disk
    assert (Audit.objects.count(), Mail.objects.count()) == (audit, mails)
    after = where("kanari", "benoit@example.org")
    assert {key: after[key] for key in before if key[0] not in {"mail.Mail", "audit.Entry"}} == {
        key: count for key, count in before.items() if key[0] not in {"mail.Mail", "audit.Entry"}
    }
