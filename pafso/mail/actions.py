"""What staff may do with a mail."""

from collections.abc import Callable, Collection
from datetime import timedelta

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from pafso.audit.log import record
from pafso.celery import wake
from pafso.errors import Incomplete, WrongMove

from .delivery import BLANK, STOPPED
from .models import Mail
from .tasks import deliver

DOUBLE_PRESS = timedelta(minutes=1)
GONE = _("The text of this email held a secret and has been erased. The person can ask for a new one.")


# Whether an address is one of somebody who works here: asked of whoever knows people.
_of_colleagues: list[Callable[[str], bool]] = []


def add_colleagues(is_one: Callable[[str], bool]) -> None:
    _of_colleagues.append(is_one)


def send_copy(mail: Mail, *, by: AbstractBaseUser, to: str) -> Mail:
    """Send the same words once more, to the address TO: of the same person, who has another mailbox now. A second press within
    a minute sends nothing.

    Raises WrongMove for what carries a secret or is no longer kept, Incomplete for an address of somebody who works here: a
    copy must open no case to a colleague who may not read it.
    """
    to = to.strip().lower()
    with transaction.atomic():
        mail = mail.reload_locked()
        _check_copy(mail, to)
        copies = Mail.objects.filter(key__startswith=f"copy:{mail.pk}:")
        if earlier := copies.filter(to=to, created_at__gt=timezone.now() - DOUBLE_PRESS).first():
            return earlier
        kept = ("event", "language", "subject", "text", "html", "kind", "unsubscribe_url")
        values = {name: getattr(mail, name) for name in kept}
        copy = Mail.objects.create(key=f"copy:{mail.pk}:{copies.count() + 1}", to=to, **values)
        record("mail_copied", mail, by=by, changes={"to": to})
        wake(deliver, copy.pk)
    return copy


def _check_copy(mail: Mail, to: str) -> None:
    if mail.is_secret or not mail.text:
        raise WrongMove(GONE)
    if to != mail.to.lower() and any(is_one(to) for is_one in _of_colleagues):
        raise Incomplete([("to", _("This address belongs to somebody who works in the office."))])


def stop_mails(addresses: Collection[str]) -> int:
    """What waits for these ADDRESSES is not sent any more; what is written later is stopped when it would go out. How many."""
    stopped = 0
    for mail in Mail.objects.filter(to__in=addresses, state=Mail.State.QUEUED).select_for_update(of=("self",)):
        stopped += mail.advance(Mail.State.STOPPED, **STOPPED, **(BLANK if mail.is_secret else {}))
    return stopped


def send_again(mail: Mail, *, by: AbstractBaseUser) -> Mail:
    """Queue a failed mail once more. Repeating it is harmless. Raises WrongMove for a mail that is on its way or arrived,
    or whose secret has been blanked."""
    with transaction.atomic():
        mail = mail.reload_locked()
        if mail.state == Mail.State.QUEUED:
            return mail
        if not mail.text:
            raise WrongMove(GONE)
        mail.advance(Mail.State.QUEUED, not_before=timezone.now(), attempts=0)
        record("mail_sent_again", mail, by=by)
        wake(deliver, mail.pk)
    return mail
