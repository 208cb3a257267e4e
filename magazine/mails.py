"""Every mail of the magazine, one function each."""

from typing import Any

from django.conf import settings
from django.utils import translation

from members.models import Topic
from members.notifications.consents import out_url
from pafso.mail.models import Mail
from pafso.mail.outbox import enqueue

from .models import Issue


def issue_published(issue: Issue, user: Any) -> Mail:
    """Tell a member that an issue can be read; once a person, however often the issue is withdrawn and published."""
    with translation.override(user.language):
        address = settings.SITE_URL + issue.get_absolute_url()
        context = {"issue": issue, "label": issue.label, "address": address, "name": user.name}
    return enqueue(
        "magazine/issue_published",
        to=user.email,
        language=user.language,
        context=context,
        key=f"issue_published:{issue.pk}:{user.pk}",
        unsubscribe_url=out_url(user, Topic.ISSUES),
    )
