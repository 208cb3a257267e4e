"""Every mail of the magazine, one function each."""

from django.utils import translation

from members.models import Topic, User
from members.notifications.consents import out_url
from pafso.mail.writing import enqueue_to, page_url

from .models import Issue


def issue_published(issue: Issue, user: User) -> None:
    """Tell a member that an issue can be read; once a person, however often the issue is withdrawn and published."""
    with translation.override(user.language):
        label = issue.label
    address = page_url(user.language, "magazine:issue", issue.volume, issue.number)
    enqueue_to(
        "magazine/issue_published",
        user,
        context={"issue": issue, "label": label, "address": address, "name": user.name},
        key=f"issue_published:{issue.pk}:{user.pk}",
        unsubscribe_url=out_url(user, Topic.ISSUES),
    )
