"""What staff may do with a mail."""

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from pafso.audit.log import record
from pafso.celery import wake
from pafso.errors import WrongMove

from .models import Mail
from .tasks import deliver


def send_again(mail: Mail, *, by: AbstractBaseUser) -> Mail:
    """Queue a failed mail once more. Repeating it is harmless. Raises WrongMove for a mail that is on its way or arrived,
    or whose secret has been blanked."""
    with transaction.atomic():
        mail = mail.reload_locked()
        if mail.state == Mail.State.QUEUED:
            return mail
        if not mail.text:
            raise WrongMove(_("The text of this mail carried a secret and is gone. The person can ask for a new one."))
        mail.advance(Mail.State.QUEUED, not_before=timezone.now(), attempts=0)
        record("mail_sent_again", mail, by=by)
        wake(deliver, mail.pk)
    return mail
