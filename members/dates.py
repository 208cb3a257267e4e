"""What has a date among the people: the last day of an application that waits for its applicant."""

from datetime import datetime

from django.utils.translation import gettext as _

from pafso.addresses import absolute_url
from pafso.dates import Date

from .models import Application, User


def dates(user: User, now: datetime) -> list[Date]:
    """No unfinished work to remind of: an application that ends in a week has a mail of its own."""
    waiting = Application.objects.of(user).waiting_for_applicant()
    return [_ends(application) for application in waiting if application.ends_at > now]


def _ends(application: Application) -> Date:
    return Date(
        uid=f"application-{application.code}",
        title=_("Last day for application %(code)s") % {"code": application.code},
        at=application.ends_at,
        url=absolute_url(application.get_absolute_url()),
    )
