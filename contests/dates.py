"""What has a date in the contests for a person: drafts, a photo that has to be sent anew, contests that they want news of."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from members.models import Topic, User
from members.notifications import consents
from pafso.addresses import absolute_url
from pafso.dates import A_DAY_BEFORE, Date, Due, Work
from pafso.windows import not_closed

from .actions.entries import missing
from .models import Contest, Entry

MOST_CONTESTS = 60


def dates(user: User, now: datetime) -> list[Date]:
    """The person's own whose contest is not over."""
    mine = _unfinished().filter(not_closed(Contest, now, "contest__"), entrant=user)
    return [_to_enter(entry) if entry.is_draft else _to_send_anew(entry) for entry in mine]


def windows(user: User, now: datetime) -> Iterator[Date]:
    """Of the contests that the person wants news of, without those in which they have a draft, which says the same."""
    drafts = Entry.objects.filter(contest=OuterRef("pk"), entrant=user, state=Entry.State.DRAFT)
    contests = Contest.objects.visible_to(user).filter(consents.is_wanted_by(user, Topic.NEWS))
    contests = contests.filter(~Exists(drafts), not_closed(Contest, now))
    for contest in contests.order_by("closes_at", "pk")[:MOST_CONTESTS]:
        title, url = {"title": contest}, absolute_url(contest.get_absolute_url())
        if not contest.window.has_opened(now):
            opens = _("Photo contest opens: %(title)s") % title
            yield Date(f"contest-{contest.pk}-opens", opens, contest.opens_at, url, A_DAY_BEFORE, is_window=True)
        # The name that the file beside the deadline has, for the same moment.
        closes = _("Photo contest closes: %(title)s") % title
        yield Date(f"contest-{contest.pk}", closes, contest.closes_at, url, A_DAY_BEFORE, is_window=True)


def _to_enter(draft: Entry) -> Date:
    return Date(
        uid=f"photo-{draft.code}",
        title=_("Photo %(code)s to enter: %(contest)s") % {"code": draft.code, "contest": draft.contest},
        at=draft.contest.closes_at,
        url=absolute_url(draft.get_absolute_url()),
        alarm=A_DAY_BEFORE,
        begun_at=draft.begun_at,
        missing=" ".join(str(sentence) for _field, sentence in missing(draft))
        or _("Everything is complete. Check it once more and enter it."),
    )


def _unfinished() -> QuerySet[Entry]:
    """Drafts; and what was entered with a photo that nobody can open, when no other was sent since."""
    later = Entry.objects.standing().exclude(state=Entry.State.UNREADABLE)
    sent = later.filter(
        contest=OuterRef("contest"), entrant=OuterRef("entrant"), received_at__gt=OuterRef("decided_at")
    )
    # The states stand before the rest as a list of their own: so the index finds them.
    rows = Entry.objects.filter(state__in=[Entry.State.DRAFT, Entry.State.UNREADABLE])
    return rows.filter(Q(state=Entry.State.DRAFT) | ~Exists(sent)).select_related("contest").order_by("pk")


def _to_send_anew(entry: Entry) -> Date:
    return Date(
        uid=f"entry-{entry.code}",
        title=_("Another photo to send in place of %(code)s: %(contest)s")
        % {"code": entry.code, "contest": entry.contest},
        at=entry.contest.closes_at,
        url=absolute_url(entry.get_absolute_url()),
        alarm=A_DAY_BEFORE,
        begun_at=entry.decided_at,
        missing=_("We cannot open your photo. Withdraw it and send another one."),
    )


# --- The unfinished work of everybody --------------------------------------------------------------------------------
def due(after: datetime, until: datetime) -> Iterable[Due]:
    rows = _unfinished().filter(contest__closes_at__gt=after, contest__closes_at__lte=until)
    columns = ("entrant", "code", "contest__closes_at", "state", "begun_at", "decided_at")
    for person, code, at, state, begun_at, decided_at in rows.values_list(*columns):
        uid, since = (f"photo-{code}", begun_at) if state == Entry.State.DRAFT else (f"entry-{code}", decided_at)
        if since is not None:  # a draft says when it was begun, whoever finds a photo unreadable says when
            yield Due(person, uid, at, since)


def lock(user: User) -> None:
    """The author's row, which the caller has locked, keeps another photo out; these keep theirs as they are."""
    unfinished = [Entry.State.DRAFT, Entry.State.UNREADABLE]
    mine = Entry.objects.of(user).filter(state__in=unfinished).order_by("pk")
    list(mine.select_for_update(of=("self",)).values_list("pk"))


WORK = Work(due, lock)
