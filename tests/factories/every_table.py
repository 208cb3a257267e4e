"""A whole life on the platform: one person with a row in every table that can lead to them, each text a word of its own."""

import itertools
import uuid
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils import timezone

from awards.models import Letter, Nomination
from contests.models import Contest, Correction, Derivative, Entry, Placing
from members.models import (
    Application,
    Appointment,
    CalendarAddress,
    Closing,
    Consent,
    ContactDetail,
    Copy,
    Death,
    Device,
    DuesTerm,
    ImportLine,
    Inquiry,
    Leave,
    Member,
    Membership,
    Merge,
    PaperCopy,
    Posting,
    Proof,
    Recovery,
    Reminder,
    RollAddress,
    RollImport,
    Token,
    User,
)
from pafso.audit.models import Entry as Audit
from pafso.files.models import StoredFile
from pafso.files.uploads import keep_made
from pafso.mail.models import Mail
from pafso.mail.outbox import write
from pafso.models import Hidden, Keeper, KeptAnswer
from pafso.revisions.models import Revision
from tests.factories import awards
from tests.factories import contests as photos

DAY = timedelta(days=1)
# Columns that are not somebody's words: made by us, chosen from a list, or what the person is found by.
OURS = {
    "code", "sha256", "digest", "key", "event", "message_id", "state", "language", "tab", "number", "to", "password",
    "codename", "session_key", "preview_digest", "source", "wording", "credit", "sort_name", "mission_key", "kind", "slug",
    "subject", "unsubscribe_url", "last_error", "object_id", "ending", "tag",
}  # fmt: skip


@dataclass
class Life:
    """The words that were planted, by "app.Model.column"; and what is told apart by tests."""

    user: User
    words: dict[str, list[str]] = field(default_factory=dict)
    file_words: dict[str, bytes] = field(default_factory=dict)

    def all_words(self) -> set[str]:
        return {word for words in self.words.values() for word in words}


def make_life(user: User, staff: User, stranger: User, *, mark: str) -> Life:
    """Everything that the platform can hold about USER; words begin with MARK. USER has a number on the roll."""
    life = Life(user)
    rows = [*_account(user), *_roll(user, staff), *_own(user, staff), *_awards(life, stranger, mark)]
    rows += [*_photos(life, staff, mark), *_mails(user)]
    counter = itertools.count(1)
    for row in rows:
        _plant(life, row, mark, counter)
    return life


def _plant(life: Life, row: models.Model, mark: str, counter: Any) -> None:
    changes: dict[str, str] = {}
    for column in row._meta.concrete_fields:
        if not isinstance(column, models.CharField | models.TextField) or column.choices or column.name in OURS:
            continue
        if isinstance(column, models.EmailField) and not isinstance(row, Application):
            continue
        word = f"{mark}{next(counter)}z"
        changes[column.name] = word
        life.words.setdefault(f"{row._meta.label}.{column.name}", []).append(word)
    models.QuerySet(type(row)).filter(pk=row.pk).update(**changes)


def _account(user: User) -> list[models.Model]:
    EmailAddress.objects.create(user=user, email=f"second-{user.email}", verified=True)
    user.groups.add(Group.objects.get_or_create(name="Friends")[0])
    user.user_permissions.add(Permission.objects.order_by("pk")[0])
    session = UserSession.objects.create(user=user, session_key=uuid.uuid4().hex, ip="203.0.113.9")
    device = Device.objects.create(user=user, digest=uuid.uuid4().hex, name="A browser")
    Authenticator.objects.create(user=user, type="totp", data={"secret": "hidden"})
    about = {"content_type": ContentType.objects.get_for_model(User), "object_id": str(user.pk)}
    log = LogEntry.objects.create(user=user, action_flag=CHANGE, object_repr=str(user), change_message="[]", **about)
    return [user, session, device, log]


def _roll(user: User, staff: User) -> list[models.Model]:
    member = Member.objects.get(user=user)
    twin = Member.objects.create(number=f"{member.number}9", name=user.name, merged_into=member)
    dates = {"member": member, "starts_on": date(2020, 1, 1), "ends_on": date(2020, 12, 31)}
    struck = {**dates, "struck_at": timezone.now(), "struck_by": staff, "struck_reason": "wrong"}
    merged = {"proposed_by": staff, "decided_by": User.objects.exclude(pk__in=[staff.pk, user.pk])[0]}
    roll_import = RollImport.objects.create(file_name="roll.csv", asked_by=staff)
    return [
        member,
        twin,
        Membership.objects.filter(member=member)[0],
        DuesTerm.objects.create(**struck),
        Appointment.objects.create(**struck, level="FS-02"),
        Posting.objects.create(**struck, mission="Embassy", city="Kigali", country="Rwanda"),
        Leave.objects.create(**struck),
        Death.objects.create(
            member=member, died_on=date(2020, 1, 1), source="a letter", recorded_by=staff, state="taken_back",
            taken_back_by=staff, taken_back_at=timezone.now(), taken_back_reason="wrong person", ended={"rows": []},
        ),
        RollAddress.objects.create(member=twin, email=f"old-{user.email}", verified_at=timezone.now()),
        ContactDetail.objects.create(member=member, kind="mobile", value="+1"),
        PaperCopy.objects.create(member=member, lines="1 Elm Street", country="CA"),
        Proof.objects.create(member=member, name=user.name, made_on=timezone.now().date()),
        Merge.objects.create(
            kept=member, duplicate=twin, reason="same", state="merged", merged_at=timezone.now(), **merged,
            moved={"name": user.name},
        ),
        ImportLine.objects.create(
            roll_import=roll_import, number=1, outcome="changed", label=f"{user.name} ({member.number})",
            changes={"email": user.email},
        ),
    ][:-1]  # fmt: skip


def _own(user: User, staff: User) -> list[models.Model]:
    now = timezone.now()
    another = User.objects.exclude(pk__in=[staff.pk, user.pk])[0]
    Consent.objects.create(user=user, topic="news", is_given=True, source="page", language="en", wording="Yes")
    CalendarAddress.objects.create(user=user, digest=uuid.uuid4().hex)
    Copy.objects.create(user=user, state="expired", file=keep_made(b"an older copy", "application/zip"))
    Closing.objects.create(user=user, state="undone", due_at=now, ended_at=now)
    Keeper.objects.create(subject_type="mail.Mail", subject_id=user.pk, user=user)
    Hidden.objects.create(kind="failed-mail", subject_id=user.pk, user=user, until=now.date() + 30 * DAY)
    Revision.objects.create(
        by=user, subject_type="pafso.Text", subject_id="1", before={"title_en": "A"}, after={"title_en": "B"}
    )
    KeptAnswer.objects.create(user=user, key=uuid.uuid4().hex, digest="d", status=201, body={"mission": "Embassy"})
    return [
        Token.objects.create(user=user, name="x", digest=uuid.uuid4().hex, ending="abcd", last_day=now.date(), scopes=["members:read"]),
        Application.objects.create(
            code=f"A{user.pk}", applicant=user, state="refused", decided_at=now, decision_reason="no", decided_by=staff
        ),
        Reminder.objects.create(user=user, uid="nomination-K7QX3", deadline=now, step="3d"),
        Inquiry.objects.create(
            address=user.email, wish="erasure", language="en", proof="seen", state="done", asked_by=staff, decided_by=another,
            ended_at=now,
        ),
        Recovery.objects.create(
            user=user, new_address=f"new-{user.email}", evidence="seen", state="done", asked_by=staff, decided_by=another,
            decided_at=now - 3 * DAY, due_at=now - DAY, ended_at=now,
        ),
    ]  # fmt: skip


def _awards(life: Life, stranger: User, mark: str) -> list[models.Model]:
    """A draft, one handed in while the window is open, one that the panel has; two letters to a stranger's nomination."""
    user = life.user
    award = awards.make_award(f"award-{user.pk}", letters_needed=1)
    # Open for longer than an account takes to close.
    cycle = awards.make_cycle(award, closes_at=timezone.now() + 30 * DAY)
    past = awards.make_cycle(award, year=2026)
    draft, handed_in = awards.make_draft(cycle, user), awards.make_submitted(cycle, user)
    judged = awards.make_submitted(past, user)
    awards.close(past)
    theirs = awards.make_draft(cycle, stranger, nominee_email="nobody-here@example.org")
    sent = awards.make_sent_letter(theirs, user.email)
    begun = awards.make_letter(theirs, f"second-{user.email}")
    for letter in (sent, begun, Letter.objects.get(nomination=handed_in)):
        stored = _file(life, f"{mark}-letter-{letter.pk}", "application/pdf", "lettre été.pdf")
        Letter.objects.filter(pk=letter.pk).update(file=stored)
    return [*Nomination.objects.filter(pk__in=[draft.pk, handed_in.pk, judged.pk]), sent, begun]


def _photos(life: Life, staff: User, mark: str) -> list[models.Model]:
    """One in an open contest, and in one that is over: one that won, one that was disqualified."""
    now = timezone.now()
    opened = photos.make_contest(f"open-{life.user.pk}", closes_at=now + 30 * DAY)
    over = photos.make_contest(
        f"over-{life.user.pk}", opens_at=now - 30 * DAY, closes_at=now - 20 * DAY, gallery_published_at=now
    )
    won = _photo(life, over, "accepted", mark)
    refused = _photo(life, over, "disqualified", mark)
    Placing.objects.create(contest=over, entry=won, rank=1, citation_en="Light", citation_fr="Lumière")
    corrected = Correction.objects.create(
        entry=won, what="words", before={"credit": life.user.name}, after={"credit": "Else"}, reason="so",
        corrected_at=now, corrected_by=staff,
    )  # fmt: skip
    return [won, refused, _photo(life, opened, "received", mark), corrected]


def _photo(life: Life, contest: Contest, state: str, mark: str) -> Entry:
    entry = Entry.objects.create(
        code=f"{mark[:3]}{state[:3]}".upper(), contest=contest, category=contest.categories.all()[0], entrant=life.user,
        title="Ferry", place="Dakar", story="We waited.", language="en", rights_confirmed_at=timezone.now(),
        original=_file(life, f"{mark}-original-{state}", "image/jpeg", "Été.jpg"), sha256=uuid.uuid4().hex, width=9, height=9,
        camera="Camera", taken_on=date(2026, 1, 1), form_token=uuid.uuid4(), state=state, received_at=timezone.now(),
        prepared_at=timezone.now(), decided_at=timezone.now(), reason="because",
    )  # fmt: skip
    for edge in (320, 1280):
        stored = _file(life, f"{mark}-{state}-{edge}", "image/webp", "")
        Derivative.objects.create(entry=entry, edge=edge, file=stored, width=edge, height=edge)
    return entry


def _file(life: Life, word: str, media_type: str, name: str) -> StoredFile:
    # Its own in each test: bytes outlive the rows of a test that is rolled back.
    content = f"{word}-{uuid.uuid4().hex}".encode()
    stored = keep_made(content, media_type)
    StoredFile.objects.filter(pk=stored.pk).update(given_name=f"{word} {name}" if name else "")
    life.file_words[word] = content
    stored.refresh_from_db()
    return stored


def _mails(user: User) -> list[models.Model]:
    texts = {"language": "en", "subject": "About you", "text": "Good day"}
    write("members/password_changed", to=user.email, **texts, key=f"one:{user.email}")
    write("members/password_changed", to=f"old-{user.email}", **texts, key=f"old:{user.email}")
    Audit.objects.create(
        by=user, by_label=str(user), verb="logged_in", subject_type=user._meta.label, subject_id=str(user.pk)
    )
    return list(Mail.objects.filter(key=f"one:{user.email}"))
