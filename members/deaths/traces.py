"""What the app has of a person, for the page on which a death is recorded."""

from collections.abc import Collection

from django.contrib.auth.base_user import AbstractBaseUser
from django.utils.translation import gettext as _

from members.models import Application, Closing, Recovery, Token
from pafso.mail.models import Mail
from pafso.traces import Trace


def traces(account: AbstractBaseUser | None, addresses: Collection[str]) -> list[Trace]:
    waiting = Mail.objects.filter(to__in=addresses, state=Mail.State.QUEUED).count()
    found = [Trace(_("Emails waiting to be sent: they are stopped, and are not sent later."), waiting)]
    if account is None:
        return found
    applied = Application.objects.filter(applicant=account.pk, state__in=Application.OPEN).count()
    recoveries = Recovery.objects.filter(user=account.pk, state__in=Recovery.OPEN).count()
    closing = Closing.objects.asked().filter(user=account.pk).count()
    tokens = Token.objects.filter(user=account.pk, ended_at=None).count()
    return [
        *found,
        Trace(_("Application for membership: it stays, and expires if nobody touches it."), applied),
        Trace(_("Recovery of the account: it is stopped."), recoveries),
        Trace(
            _("Closing of the account that the person asked for: it continues, and then nothing can be undone."),
            closing,
        ),
        Trace(_("API tokens: they end."), tokens),
    ]
