"""Every mail of the magazine, one function each."""

from django.utils import translation
from django.utils.translation import gettext_lazy as _

from members.models import Topic, User
from members.notifications.consents import out_url
from pafso.mail.catalogue import Event, Sample, register
from pafso.mail.writing import enqueue_to, page_url
from pafso.models import MailKind

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


def _sample(sample: Sample) -> tuple[Issue, User]:
    issue = Issue(volume=38, number=1, title_en=sample.title, title_fr=sample.title)
    return issue, User(name=sample.reader, email=sample.email, language=sample.language)


register(
    Event(
        "magazine/issue_published",
        to=_("Every member, and everybody who asked for it, unless they opted out"),
        when=_("An issue is published."),
        why=_("It says that there is something new to read."),
        kind=MailKind.MAGAZINE,
        sample=lambda sample: issue_published(*_sample(sample)),
        is_voluntary=True,
    ),
)
