"""What a person says of themselves; the account and the roll are kept in step."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members.models import ContactDetail, Member, PaperCopy, User
from members.roll.actions.paper import set_paper_copy
from pafso import as_read
from pafso.audit.log import record
from pafso.errors import NotEligible

ACCOUNT = ("name", "preferred_name", "language", "time_zone")


@dataclass(frozen=True)
class Contact:
    """A telephone number or an address as a form or a program gives it; an empty one is taken off."""

    value: str
    seen_by: str


def change_details(
    user: User,
    *,
    by: User,
    values: Mapping[str, str],
    contacts: Mapping[str, Contact] | None = None,
    now: datetime | None = None,
) -> User:
    """Change those of name, preferred_name, language, time_zone and employer that are in VALUES, and CONTACTS by kind.

    What is not named stays as it is, so that two tabs do not undo each other. A time zone that is named is confirmed by it.
    The audit trail keeps which fields changed, never what was written. Returns the account as it is now.
    Raises NotEligible where only somebody on the roll has such a field.
    """
    with transaction.atomic():
        # The roll first, as wherever else both are locked.
        member = Member.objects.select_for_update(of=("self",), no_key=True).filter(user=user).first()
        user = User.objects.select_for_update(of=("self",), no_key=True).get(pk=user.pk)
        if not user.is_active:
            return user  # closed a moment ago: nothing of the person is written any more
        if member is None and (contacts or "employer" in values):
            raise NotEligible(_("Only people on the roll have an employer and contact details here."))
        changed = _write_account(user, values, now or timezone.now())
        if member is not None:
            changed += [name for name in _write_roll(member, user, values) if name not in changed]
            changed += _write_contacts(member, contacts or {})
        if changed:
            record("details_changed", user, by=by, changes={"fields": changed})
    return user


def say_paper_copy(
    member: Member,
    *,
    is_wanted: bool,
    lines: str,
    country: str,
    opened_from: str,
    by: User,
    now: datetime | None = None,
) -> PaperCopy | None:
    """The person's own word on the magazine on paper. OPENED_FROM is the digest of what their form showed.

    Raises SavedMeanwhile when something else is there by now, and what `set_paper_copy` raises.
    """
    with transaction.atomic():
        as_read.lock(member)
        as_read.check(paper_copy_as_read(PaperCopy.objects.filter(member=member).first()), opened_from)
        return set_paper_copy(member, is_wanted=is_wanted, lines=lines, country=country, by=by, now=now)


def paper_copy_as_read(copy: PaperCopy | None) -> list[str] | None:
    """What a form shows of COPY, to be compared when it comes back."""
    return [copy.lines, copy.country] if copy else None


def lock_person(user_id: int) -> None:
    """The entry on the roll, then the account, until the transaction ends."""
    Member.objects.select_for_update(of=("self",), no_key=True).filter(user=user_id).first()
    User.objects.select_for_update(of=("self",), no_key=True).filter(pk=user_id).first()


def keep_in_step(user: User, named: Iterable[str]) -> None:
    """After the office corrected what is NAMED of the account: the person's entry on the roll says the same."""
    with transaction.atomic():
        member = Member.objects.select_for_update(of=("self",), no_key=True).filter(user=user).first()
        if member is not None:
            _write_roll(member, user, dict.fromkeys(set(named) & set(ACCOUNT), ""))


def _write_account(user: User, values: Mapping[str, str], now: datetime) -> list[str]:
    changed = [name for name in ACCOUNT if name in values and getattr(user, name) != values[name]]
    for name in changed:
        setattr(user, name, values[name])
    before = user.time_zone_confirmed_at
    if values.get("time_zone") and ("time_zone" in changed or before is None or before.date() < now.date()):
        user.time_zone_confirmed_at = now
        changed.append("time_zone_confirmed_at")
    elif "time_zone" in changed:
        user.time_zone_confirmed_at = None
    if changed:
        user.save(update_fields=list({*changed, "time_zone_confirmed_at"}))
    return changed


def _write_roll(member: Member, user: User, values: Mapping[str, str]) -> list[str]:
    """What was said of the account is true of the person; what was not said is left as the roll has it."""
    wanted = {name: getattr(user, name) for name in ACCOUNT if name in values}
    if "employer" in values:
        wanted["employer"] = values["employer"]
    changed = [name for name, value in wanted.items() if getattr(member, name) != value]
    for name in changed:
        setattr(member, name, wanted[name])
    if changed:
        member.save(update_fields=[*changed, "sort_name"])
    return changed


def _write_contacts(member: Member, contacts: Mapping[str, Contact]) -> list[str]:
    rows = {row.kind: row for row in member.contacts.all()}
    changed = []
    for kind, said in contacts.items():
        wanted = Contact(said.value.replace("\r\n", "\n").strip(), said.seen_by)
        row = rows.get(kind)
        if not wanted.value and row is not None:
            row.delete()
        elif wanted.value and row is None:
            ContactDetail.objects.create(member=member, kind=kind, value=wanted.value, seen_by=wanted.seen_by)
        elif row is not None and (row.value, row.seen_by) != (wanted.value, wanted.seen_by):
            row.value, row.seen_by = wanted.value, wanted.seen_by
            row.save(update_fields=["value", "seen_by"])
        else:
            continue
        changed.append(kind)
    return changed
