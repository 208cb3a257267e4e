"""Every mail about what a person asked to be told of, one function each."""

from collections.abc import Sequence

from django.utils import translation
from django.utils.translation import gettext_lazy as _

from members.models import User
from pafso.mail.catalogue import Event, Sample, register
from pafso.mail.writing import enqueue_to, page_url
from pafso.models import MailKind
from pafso.office.waiting.items import EXACT_TO
from pafso.office.waiting.kinds import Kind, all_kinds


def what_waits(user: User, waiting: Sequence[tuple[Kind, int]], *, week: str, out_url: str) -> None:
    """Tell one of the office how much of what waits, in the WEEK "2027-W09", by numbers alone: a mailbox is no desk."""
    with translation.override(user.language):
        lines = [(str(kind.title), None if number > EXACT_TO else number) for kind, number in waiting]
    enqueue_to(
        "members/what_waits",
        user,
        context={"lines": lines, "address": page_url(user.language, "admin:index")},
        key=f"what_waits:{week}:{user.pk}",
        unsubscribe_url=out_url,
    )


def _sample(sample: Sample) -> None:
    user = User(name=sample.reader, email=sample.email, language=sample.language)
    out_url = page_url(sample.language, "members:unsubscribe", sample.token)
    what_waits(user, [(kind, 3) for kind in all_kinds()[:2]], week="2026-W14", out_url=out_url)


register(
    Event(
        "members/what_waits",
        to=_("Anyone in the office who asked for it"),
        when=_("On Mondays, when something is waiting for them."),
        why=_("It only says how many things are waiting; the rest is on the desk."),
        kind=MailKind.OFFICE,
        sample=_sample,
        is_voluntary=True,
    ),
)
