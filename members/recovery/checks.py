"""What must be true before two people of the office may open an account anew or join two entries of the roll."""

from allauth.account.models import EmailAddress
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from members.models import Recovery, RollAddress, User
from pafso.access import office_accounts
from pafso.errors import NotEligible
from pafso.mailboxes import mailbox


def check_colleague(by: User, right: str, *, account: User | None = None) -> None:
    """BY works in the office now, holds RIGHT ("add_recovery"), and ACCOUNT is somebody else's. Raises NotEligible."""
    if not office_accounts(f"members.{right}").filter(pk=by.pk).exists():
        raise NotEligible(_("Only people in the office can do this."), code="not_of_the_office")
    if account is not None and by.pk == account.pk:
        raise NotEligible(_("You cannot recover your own account: two colleagues must do it."), code="own_account")


def check_account(user: User) -> None:
    """Refuses (NotEligible) an account that is shut, of the office or of a jury, or whose owner never proved an address."""
    if not user.is_active:
        raise NotEligible(_("This account is locked. A superuser must unlock it first."), code="inactive")
    rights = user.groups.exists() or user.user_permissions.exists()
    if user.is_superuser or user.must_have_second_step or rights:
        sentence = _("Accounts of the office and of jurors are never opened this way.")
        raise NotEligible(sentence, code="office_account")
    if not EmailAddress.objects.filter(user=user, verified=True).exists():
        sentence = _("No address of this account was ever confirmed. The person can create an account.")
        raise NotEligible(sentence, code="unproven")


def check_address(user: User, address: str, *, beside: Recovery | None = None) -> None:
    """Refuses (NotEligible) an ADDRESS that is another account's, another person's on the roll, or in another recovery
    than BESIDE; and one that opens the account already."""
    if EmailAddress.objects.filter(user=user, verified=True, email=mailbox(address)).exists():
        raise NotEligible(_("This address already opens the account: “Forgot your password?” is enough."), code="known")
    own_entry = Q(member__user=user) | Q(member__merged_into__user=user)
    under_way = Recovery.objects.filter(new_address=address, state__in=Recovery.OPEN)
    anothers = (
        # An account that was begun with it and never proven is nobody's: it gives way when the address is proven.
        User.objects.filter(email=address).exclude(pk=user.pk).exclude(pk__in=User.objects.never_opened(address)),
        EmailAddress.objects.filter(email=mailbox(address), verified=True),
        RollAddress.objects.filter(email=address).exclude(own_entry),
        under_way.exclude(pk=beside.pk) if beside else under_way,
    )
    if any(rows.exists() for rows in anothers):
        raise taken_address()


def taken_address() -> NotEligible:
    return NotEligible(_("This address belongs to somebody else, or to another account."), code="address_taken")


def old_addresses(user: User) -> list[str]:
    """Wherever the person can still be: every proven address of the account, and those on the roll."""
    proven = EmailAddress.objects.filter(user=user, verified=True).values_list("email", flat=True)
    on_roll = RollAddress.objects.filter(member__user=user).values_list("email", flat=True)
    return sorted({address.lower() for address in [*proven, *on_roll]})
