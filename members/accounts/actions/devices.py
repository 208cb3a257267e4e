"""Devices: remembered when somebody signs in, forgotten when the person says so."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from members.accounts import mails, sessions
from members.models import Device, User
from members.rules import device_name
from pafso.audit.log import record


def see_again(known: Device, *, user_agent: str, now: datetime | None = None) -> bool:
    """Note that its person has signed in from a KNOWN device. False when it was forgotten a moment ago."""
    seen = {"name": device_name(user_agent)[:120], "last_seen_at": now or timezone.now()}
    return bool(Device.objects.remembered().filter(pk=known.pk).update(**seen))


def see_device(user: User, *, digest: str, user_agent: str, is_first: bool, now: datetime | None = None) -> Device:
    """Note that USER has signed in from the browser with that DIGEST, and tell them when it is new or was forgotten.

    Nothing is told at the very first sign-in of an account (IS_FIRST): it comes minutes after the person made it.
    """
    now = now or timezone.now()
    name = device_name(user_agent)[:120]
    with transaction.atomic():
        rows = Device.objects.select_for_update()
        device, is_new = rows.get_or_create(user=user, digest=digest, defaults={"name": name, "last_seen_at": now})
        was_forgotten = device.forgotten_at is not None
        if was_forgotten:
            device.first_seen_at, device.forgotten_at = now, None
        if not is_new:
            device.name, device.last_seen_at = name, now
            device.save(update_fields=["name", "first_seen_at", "last_seen_at", "forgotten_at"])
        if (is_new or was_forgotten) and not is_first:
            mails.new_device_seen(user, user_agent)
    return device


def forget_device(device: Device, *, by: User, now: datetime | None = None) -> Device:
    """Forget a device: end the sessions begun on it, and announce its next sign-in as that of a new one."""
    with transaction.atomic():
        device = Device.objects.select_for_update().get(pk=device.pk)
        if device.forgotten_at is not None:
            return device
        device.forgotten_at = now or timezone.now()
        device.save(update_fields=["forgotten_at"])
        sessions.end_those_on(device)
        record("device_forgotten", device.user, by=by, changes={"device": device.name})
    return device
