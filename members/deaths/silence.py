"""Which addresses are those of people who have died, and of nobody else."""

from collections.abc import Collection

from allauth.account.models import EmailAddress

from members.models import Member, RollAddress, User


def silent(addresses: Collection[str]) -> set[str]:
    """Those of ADDRESSES, in lower case, that get no mail any more: one that somebody living shares goes on."""
    dead = set(
        RollAddress.objects.filter(email__in=addresses, member__died_on__isnull=False).values_list("email", flat=True)
    )
    for rows in (
        EmailAddress.objects.filter(email__in=addresses, user__member__died_on__isnull=False),
        User.objects.filter(email__in=addresses, member__died_on__isnull=False),
    ):
        dead |= {email.lower() for email in rows.values_list("email", flat=True)}
    return dead - shared_by_others(dead) if dead else dead


def shared_by_others(addresses: Collection[str], besides: int = 0) -> set[str]:
    """Those of ADDRESSES that somebody living has, other than the entry BESIDES."""
    living = Member.objects.standing().filter(died_on=None, erased_at=None).exclude(pk=besides)
    shared = set(RollAddress.objects.filter(email__in=addresses, member__in=living).values_list("email", flat=True))
    accounts = EmailAddress.objects.filter(email__in=addresses, verified=True, user__is_active=True)
    accounts = accounts.exclude(user__member__died_on__isnull=False).exclude(user__member=besides)
    return shared | set(accounts.values_list("email", flat=True))


def addresses_of(member: Member) -> set[str]:
    """Every address that the association has of MEMBER."""
    found = set(member.addresses.values_list("email", flat=True))
    if member.user is not None:
        found |= {member.user.email, *EmailAddress.objects.filter(user=member.user).values_list("email", flat=True)}
    return {email.lower() for email in found}
