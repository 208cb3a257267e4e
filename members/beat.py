"""The clock's door to members."""

from datetime import timedelta
from importlib import import_module

from allauth.usersessions.models import UserSession
from celery import shared_task
from django.conf import settings
from django.utils import timezone

from pafso.celery import wake_forgotten
from pafso.office.waiting.actions import sweep as sweep_hidden

from .accounts.actions import accounts, guests
from .accounts.devices import YEAR
from .applications.actions import idle
from .deadlines.actions import reminders
from .importing import actions as importing
from .importing.tasks import work_on_import
from .labels import actions as labels
from .labels.tasks import build_labels
from .merging import actions as merging
from .models import Copy, Device, LabelRun, RollImport
from .notifications import actions as notifications
from .privacy.actions import closing, copies
from .privacy.tasks import build_copy
from .proofs import actions as proofs
from .recovery import actions as recovery
from .tokens import actions as tokens


@shared_task
def clear_expired() -> None:
    """Delete sessions that have run out, what we keep to list them, devices whose cookie has run out, idle guests, old tokens and proofs."""
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()
    oldest = timezone.now() - timedelta(seconds=settings.SESSION_COOKIE_AGE)
    UserSession.objects.filter(last_seen_at__lt=oldest).delete()
    Device.objects.filter(last_seen_at__lt=timezone.now() - timedelta(seconds=YEAR)).delete()
    guests.forget_idle_guests()
    tokens.forget_tokens()
    proofs.forget_proofs()


@shared_task
def sweep_copies() -> int:
    """Wake copies that nobody is making; remove those that were fetched and those that nobody fetched."""
    return wake_forgotten(Copy.objects.to_make(timezone.now()), build_copy) + copies.remove_old_copies()


@shared_task
def sweep_labels() -> int:
    """Wake labels that nobody is making; remove the files that are a day old."""
    return wake_forgotten(LabelRun.objects.to_make(timezone.now()), build_labels) + labels.remove_old_labels()


@shared_task
def close_accounts() -> int:
    """Close the accounts whose two weeks are over; forget the last addresses of those that are closed."""
    return closing.close_due_accounts() + closing.forget_last_mails()


@shared_task
def recoveries() -> None:
    """Send the link of every assisted recovery whose day is over; end those that nobody used."""
    recovery.ready_recoveries()
    recovery.expire_recoveries()


@shared_task
def sweep_imports() -> int:
    """Wake files for the roll that nobody is working on; forget those that were kept long enough."""
    return wake_forgotten(RollImport.objects.unfinished(), work_on_import) + importing.forget_old_imports()


@shared_task
def sweep_applications() -> int:
    """Tell applicants whose application ends in a week; end those that nobody has touched for thirty days."""
    return idle.warn_idle() + idle.expire_idle()


@shared_task
def forget_merges() -> int:
    """Forget the snapshots of merges that can no longer be undone."""
    return merging.forget_moved()


@shared_task
def join_roll() -> int:
    """Join accounts whose address was proven before the person came on the roll, or whose day of waiting is over."""
    return accounts.join_proven()


@shared_task
def remind_people() -> int:
    """Remind everybody of what they have begun and not finished; sweeps at once do no harm."""
    return reminders.remind_people()


@shared_task
def forget_reminders() -> int:
    """Forget the reminders of deadlines that were a year ago."""
    return reminders.forget_reminders()


@shared_task
def what_waits() -> int:
    """Write the week's mail about what waits for the office; forget what was hidden until a day that is over."""
    sweep_hidden()
    return notifications.tell_what_waits()
