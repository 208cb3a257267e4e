"""Accounts: opened, joined to the roll, given rights, freed of a lost second step."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from members.accounts import mails, sessions
from members.models import Member, RollAddress, User
from members.roll import mails as roll_mails
from pafso import rights
from pafso.audit.log import record
from pafso.audit.models import Entry
from pafso.errors import NotEligible
from pafso.mailboxes import mailbox
from pafso.turns import wait_turn

OFFICE = "Office"


def group_in_words(name: str) -> str:
    """The name of a group in the language in use: of the one that we make; others are named by whoever makes them."""
    return gettext("Office") if name == OFFICE else name


MOST_AT_ONCE = 500


def join_roll(user: User, address: str) -> Member | None:
    """Join the account to the person on the roll with the same, proven ADDRESS, when that person has no account yet.

    Returns the member, or None when there is none, when there are several, when the account is a guest's or has one already, or
    when it is its owner who verified the addresses of the entry: nobody of the office hangs their own account on somebody's entry.
    """
    with transaction.atomic():
        if user.is_guest:  # joined when the person registers
            return None
        found = set(RollAddress.objects.opening_an_account(address).values_list("member", flat=True)[:2])
        if len(found) != 1 or Member.objects.filter(user=user).exists():
            return None
        # Read again under the lock: it may have been joined, merged or taken off the roll a moment ago.
        member = Member.objects.open_to_an_account().select_for_update().filter(pk=found.pop()).first()
        if member is None or _vouched(user, member):
            return None
        # What the person said when the account was made is fresher than what the roll has.
        member.user, member.language = user, user.language
        member.time_zone = user.time_zone or member.time_zone
        member.save(update_fields=["user", "language", "time_zone", "sort_name"])
        record("account_joined_to_roll", member, by=user)
        tell_the_entry(member, user)
    return member


def tell_the_entry(member: Member, user: User) -> None:
    """Every address on the roll that is not the account's own hears that USER's account is joined to the entry."""
    own = EmailAddress.objects.filter(user=user, verified=True).values("email")
    for other in member.addresses.exclude(email__in=own).values_list("email", flat=True):
        roll_mails.entry_joined(member, other, account=user.email)


def join_proven() -> int:
    """Join the accounts whose address was proven before the person came on the roll. Returns how many."""
    alone = EmailAddress.objects.filter(verified=True, user__is_active=True, user__is_guest=False, user__member=None)
    met = RollAddress.objects.opening_any(alone.values("email")).values_list("email", flat=True)[:MOST_AT_ONCE]
    people = alone.filter(email__in=list(met)).select_related("user")
    return sum(join_roll(address.user, address.email) is not None for address in people)


# How an address of an entry comes to be verified by the office.
VOUCHING = ("roll_address_verified", "member_added_by_import", "member_changed_by_import")


def _vouched(user: User, member: Member) -> bool:
    """Whether it was this very person who said, at the desk, whose addresses those of MEMBER are: then a colleague decides."""
    own = Entry.objects.filter(subject_type=Member._meta.label, subject_id=str(member.pk), by=user.pk)
    return own.filter(verb__in=VOUCHING).exists()


def open_account(address: str) -> User | None:
    """Open an account for the one person on the roll whose proven ADDRESS it is, and join the two.

    The caller has just had proof that mail to ADDRESS reaches the person. Returns None when the address opens nothing: it is
    not on the roll, it is two people's, or there is an account already.
    """
    address = mailbox(address)
    with transaction.atomic():
        wait_turn("address", address)
        person = RollAddress.objects.person_without_account(address)
        if person is None:
            return None
        person = Member.objects.open_to_an_account().select_for_update().filter(pk=person.pk).first()
        lapse_unproven(address)
        if person is None or User.objects.filter(email=address).exists():
            return None
        if EmailAddress.objects.filter(email=address, verified=True).exists():
            return None
        user = User.objects.create_user(
            address,
            name=person.name,
            preferred_name=person.preferred_name,
            language=person.language,
            time_zone=person.time_zone,
        )
        EmailAddress.objects.create(user=user, email=address, verified=True, primary=True)
        record("account_created", user, by=user)
        record("address_confirmed", user, by=user)
        join_roll(user, address)
    return user


def rehearse_account(password: str) -> str:
    """Do the work of a new account, the hash of its PASSWORD included, and take it all back. Returns the hash.

    Somebody who signs up with a taken address gets the page that everybody gets: without this the clock would tell them.
    """
    with transaction.atomic():
        nobody = User.objects.create_user(f"{uuid4().hex}@taken.invalid", password, name="Nobody")
        nobody.save(update_fields=["name", "language", "time_zone"])
        for _ in range(2):  # with the savepoint and the look for a guest: as many statements as a new account
            EmailAddress.objects.filter(user=nobody).first()
        EmailAddress.objects.create(user=nobody, email=nobody.email, primary=True)
        record("account_created", nobody, by=nobody)
        transaction.set_rollback(True)
    return nobody.password


def lapse_unproven(address: str, *, older_than: timedelta = timedelta(0), now: datetime | None = None) -> int:
    """Remove accounts begun with ADDRESS whose owner never proved it, so that a stranger's idle try shuts out nobody.

    Nothing hangs on such an account: it never opened. Returns how many there were (one or none).
    """
    begun = User.objects.never_opened(address).filter(date_joined__lte=(now or timezone.now()) - older_than)
    with transaction.atomic():
        lapsed = list(begun.select_for_update(of=("self",)))
        for user in lapsed:
            record("account_lapsed", user)
            user.delete()
    return len(lapsed)


def may_change(by: User, user: User) -> bool:
    """Whether BY of the office may change USER's account: a superuser's is for superusers alone."""
    return by.is_superuser or not user.is_superuser


def _check_may_change(by: User, user: User) -> None:
    if not may_change(User.objects.get(pk=by.pk), user):
        raise NotEligible(_("Only a superuser can change a superuser’s account."), code="superusers_account")


def settle_rights(user: User, before: dict[str, Any], *, by: User) -> bool:
    """After an edit of rights: end the person's sessions, write the trail, tell the person. BEFORE is `rights_of` then.

    Whoever no longer works in the office looks after nothing: coming back does not bring old rights with it. Raises NotEligible
    when somebody else than a superuser of the office changed them, or when none would be left.
    """
    after = rights_of(user)
    changes = {name: [before[name], after[name]] for name in after if before[name] != after[name]}
    if not changes:
        return False
    with transaction.atomic():
        check_sets_rights(by)
        check_somebody_is_left()
        sessions.end_all_and_tokens(user)
        if not (user.is_staff and user.is_active):
            rights.end_all(user, by=by)
        record("rights_changed", user, by=by, changes=changes)
        mails.rights_changed(user)
    return True


def administrators() -> QuerySet[User]:
    """The superusers of the office: who can give a right again."""
    return User.objects.filter(is_active=True, is_staff=True, is_superuser=True)


def check_sets_rights(by: User) -> None:
    """BY is a superuser of the office still, once everybody who sets rights at this instant is done.

    Call in the transaction, after the lock on the account that changes: of two who take each other's rights, one is refused.
    """
    wait_turn("administrators")
    if not administrators().filter(pk=by.pk).exists():
        raise NotEligible(_("Only a superuser can change what an account may do."), code="not_a_superuser")


def check_somebody_is_left(without: User | None = None) -> None:
    """There is a superuser of the office, even WITHOUT this one. After ``check_sets_rights``, whose turn it needs."""
    if not administrators().exclude(pk__in=[without.pk] if without else []).exists():
        sentence = _("Nobody else could then give rights. Make a colleague a superuser first.")
        raise NotEligible(sentence, code="last_administrator")


def take_off_factors(user: User, *, by: User) -> bool:
    """For somebody who lost the telephone and the recovery codes: take off every second factor and end all sessions.

    The person is told. Returns False when there was none. Raises NotEligible for an account of the office or of a jury: its
    rights are taken first, which the person hears of, so that no account is ever left with rights and without its second step.
    """
    _check_may_change(by, user)
    if user.must_have_second_step or user.is_superuser:
        sentence = _(
            "This account belongs to the office or to a juror. Take away these rights first, then turn off "
            "two-step verification."
        )
        raise NotEligible(sentence, code="office_account")
    with transaction.atomic():
        taken, _rows = Authenticator.objects.filter(user=user).delete()
        if not taken:
            return False
        sessions.end_all_and_tokens(user)
        record("second_factor_taken_off", user, by=by)
        mails.second_step_taken_off(user)
    return True


def rights_of(user: User) -> dict[str, Any]:
    """What an account may do, as plain values that can be compared and kept."""
    return {
        "is_active": user.is_active,
        "is_staff": user.is_staff,
        "needs_second_step": user.needs_second_step,
        "is_superuser": user.is_superuser,
        "groups": sorted(user.groups.values_list("name", flat=True)),
        "permissions": sorted(user.user_permissions.values_list("codename", flat=True)),
    }


def set_up_office() -> Group:
    """Create the group of the people in the office, or give it what it lacks; safe to repeat, takes nothing away."""
    group, _ = Group.objects.get_or_create(name=OFFICE)
    known = {
        (row.content_type.app_label, row.codename): row for row in Permission.objects.select_related("content_type")
    }
    wanted = [row for (app, codename), row in known.items() if _office_needs(app, codename)]
    group.permissions.add(*wanted)
    return group


def _office_needs(app: str, codename: str) -> bool:
    """Everything that the apps' desks show, but nothing of rights: who belongs to the office is a superuser's word."""
    verb, _, model = codename.partition("_")
    if app in {"awards", "contests", "magazine", "pafso"}:
        return verb in {"view", "add", "change"}
    if app == "members":
        return verb in {"view", "change"} if model == "user" else verb in {"view", "add", "change"}
    return app in {"audit", "mail"} and verb == "view"
