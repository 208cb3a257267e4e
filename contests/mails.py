"""What happened in a contest, as mail: one function an event, in the language of the person it goes to."""

from datetime import datetime

from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from members.models import Topic, User
from members.notifications.consents import out_url
from pafso.clock import ottawa_day
from pafso.mail.catalogue import Event, Sample, register
from pafso.mail.writing import enqueue_to, format_moment, page_url
from pafso.models import MailKind
from pafso.text.dates import day_in_words

from .models import Category, Contest, Correction, Entry, Placing


def entry_received(entry: Entry) -> None:
    """The receipt: code, checksum, and where the photo can be followed."""
    _to_entrant("entry_received", entry, key=f"entry_received:{entry.code}")


def entry_unreadable(entry: Entry) -> None:
    """No sizes could be made; another photo is needed. Once for each time that it was given up."""
    _to_entrant("entry_unreadable", entry, key=f"entry_unreadable:{entry.code}:{_decision(entry)}")


def entry_disqualified(entry: Entry) -> None:
    """The office has refused it, and says why."""
    _to_entrant("entry_disqualified", entry, key=f"entry_disqualified:{entry.code}:{_decision(entry)}")


def entry_hidden(entry: Entry) -> None:
    """The office has hidden it, and says why. Once for each time."""
    _to_entrant("entry_hidden", entry, key=f"entry_hidden:{entry.code}:{_instant(entry.hidden_at)}")


def entry_shown(entry: Entry, hidden_at: datetime) -> None:
    """What was hidden at that instant can be seen again."""
    _to_entrant("entry_shown", entry, key=f"entry_shown:{entry.code}:{_instant(hidden_at)}")


def entry_withdrawn_for(entry: Entry, reason: str) -> None:
    """The office has withdrawn it, as its author asked."""
    _to_entrant("entry_withdrawn_for", entry, key=f"entry_withdrawn_for:{entry.code}", reason=reason)


def entry_reopened(entry: Entry, reason: str, now: datetime) -> None:
    """What was disqualified is looked at again; once for each time."""
    _to_entrant("entry_reopened", entry, key=f"entry_reopened:{entry.code}:{_instant(now)}", reason=reason)


def gallery_hidden(contest: Contest, entrant: User) -> None:
    """The whole gallery is hidden for the moment; to each whose photo it showed, once for each time."""
    enqueue_to(
        "contests/gallery_hidden",
        entrant,
        context={"contest": contest, "name": entrant.name, "url": page_url(entrant.language, "contests:entries")},
        key=f"gallery_hidden:{contest.pk}:{_instant(contest.hidden_at)}:{entrant.pk}",
    )


def results_corrected(entry: Entry, correction: Correction) -> None:
    """What the gallery says of the photo was put right: what it said, what it says, and why."""
    with translation.override(entry.entrant.language):
        changes = changes_in_words(correction)
    key = f"results_corrected:{entry.code}:{_instant(correction.corrected_at)}"
    _to_entrant("results_corrected", entry, key=key, changes=changes, reason=correction.reason)


def changes_in_words(correction: Correction) -> list[tuple[str, str, str]]:
    """(what, before, now) of each thing that a correction changed, in the language in use."""
    columns = {"rank": Placing, "category": Placing, "citation_en": Placing, "citation_fr": Placing}
    lines = []
    for name, after in correction.after.items():
        before = correction.before[name]
        if name == "is_placed":
            lines.append((gettext("placed"), _yes_or_no(before), _yes_or_no(after)))
        elif before not in (None, "") or after not in (None, ""):
            column = columns.get(name, Entry)._meta.get_field(name)
            label = str(getattr(column, "verbose_name", name))
            lines.append((label, _in_words(name, before), _in_words(name, after)))
    return lines


def _yes_or_no(value: bool) -> str:
    return gettext("yes") if value else gettext("no")


def _in_words(name: str, value: object) -> str:
    if name == "category" and value is not None:
        category = Category.objects.filter(pk=str(value)).first()
        return str(category or "–")
    return "–" if value in (None, "") else str(value)


def _instant(moment: datetime | None) -> str:
    return f"{moment:%Y%m%dT%H%M%S%f}" if moment else "never"


def gallery_published(contest: Contest, entrant: User) -> None:
    """The gallery can be seen; once to each entrant, however often the work is repeated."""
    enqueue_to(
        "contests/gallery_published",
        entrant,
        context={
            "contest": contest,
            "name": entrant.name,
            "url": page_url(entrant.language, "contests:gallery", contest.slug),
        },
        key=f"gallery_published:{contest.pk}:{entrant.pk}",
        unsubscribe_url=out_url(entrant, Topic.GALLERIES),
    )


def contest_opened(contest: Contest, user: User) -> None:
    """The call for photos, to each who wants news; once a person, however often the work is repeated."""
    with translation.override(user.language):
        day = day_in_words(ottawa_day(contest.closes_at))
    enqueue_to(
        "contests/contest_opened",
        user,
        context={
            "contest": contest,
            "name": user.name,
            "day": day,
            "deadline": format_moment(contest.closes_at, user.language),
            "url": page_url(user.language, "contests:contest", contest.slug),
        },
        key=f"contest_opened:{contest.pk}:{user.pk}",
        unsubscribe_url=out_url(user, Topic.NEWS),
    )


def _to_entrant(event: str, entry: Entry, *, key: str, **more: object) -> None:
    entrant = entry.entrant
    enqueue_to(
        f"contests/{event}",
        entrant,
        context={
            "entry": entry,
            "contest": entry.contest,
            "received": format_moment(entry.received_at, entrant.language),
            "closes": format_moment(entry.contest.closes_at, entrant.language),
            "name": entrant.name,
            "url": page_url(entrant.language, "contests:entry", entry.code),
            "contest_url": page_url(entrant.language, "contests:contest", entry.contest.slug),
            **more,
        },
        key=key,
    )


def _decision(entry: Entry) -> str:
    """A photo can be refused, taken back into the contest and refused again: two events, two mails."""
    return _instant(entry.decided_at)


def _sample(sample: Sample) -> Entry:
    """A photo in a contest, of nobody; not saved."""
    return Entry(
        code=sample.code,
        contest=Contest(slug="sample", title_en=sample.title, title_fr=sample.title, closes_at=sample.now),
        entrant=User(name=sample.reader, email=sample.email, language=sample.language),
        title=sample.other,
        sha256="0" * 64,
        received_at=sample.now,
        reason=sample.reason,
        decided_at=sample.now,
        hidden_at=sample.now,
        hidden_reason=sample.reason,
    )


def _sample_correction(sample: Sample) -> Correction:
    words = {"title": sample.other}
    return Correction(before=words, after={"title": sample.title}, reason=sample.reason, corrected_at=sample.now)


def _sample_hidden(sample: Sample) -> Contest:
    contest = _sample(sample).contest
    contest.hidden_at, contest.hidden_reason = sample.now, sample.reason
    return contest


TO_ENTRANT = _("The entrant")
register(
    Event(
        "contests/entry_received",
        to=TO_ENTRANT,
        when=_("A photo is entered."),
        why=_("It is the receipt."),
        kind=MailKind.CONTESTS,
        sample=lambda sample: entry_received(_sample(sample)),
    ),
    Event(
        "contests/entry_unreadable",
        to=TO_ENTRANT,
        when=_("No sizes can be made of the photo."),
        why=_("Another photo is needed while the contest is open."),
        kind=MailKind.CONTESTS,
        sample=lambda sample: entry_unreadable(_sample(sample)),
    ),
    Event(
        "contests/entry_disqualified",
        to=TO_ENTRANT,
        when=_("The office sets the photo aside."),
        why=_("It gives the reason, and says how to object."),
        kind=MailKind.CONTESTS,
        sample=lambda sample: entry_disqualified(_sample(sample)),
    ),
    Event(
        "contests/entry_hidden",
        to=TO_ENTRANT,
        when=_("The office hides the photo."),
        why=_("It gives the reason, and says how to object."),
        kind=MailKind.CONTESTS,
        sample=lambda sample: entry_hidden(_sample(sample)),
    ),
    Event(
        "contests/entry_withdrawn_for",
        to=TO_ENTRANT,
        when=_("The office withdraws the photo for its author."),
        why=_("So that a person who asked knows that it is done, and one who did not can object."),
        kind=MailKind.CONTESTS,
        sample=lambda sample: entry_withdrawn_for(_sample(sample), sample.reason),
    ),
    Event(
        "contests/entry_reopened",
        to=TO_ENTRANT,
        when=_("The office restores a photo that it had set aside."),
        why=_("So that people who were told that it was removed know that it is back."),
        kind=MailKind.CONTESTS,
        sample=lambda sample: entry_reopened(_sample(sample), sample.reason, sample.now),
    ),
    Event(
        "contests/entry_shown",
        to=TO_ENTRANT,
        when=_("The office shows a hidden photo again."),
        why=_("So that people who were told that it was hidden know that it no longer is."),
        kind=MailKind.CONTESTS,
        sample=lambda sample: entry_shown(_sample(sample), sample.now),
    ),
    Event(
        "contests/results_corrected",
        to=TO_ENTRANT,
        when=_("The office corrects what a published gallery says about the photo."),
        why=_("It says what was changed, and why."),
        kind=MailKind.CONTESTS,
        sample=lambda sample: results_corrected(_sample(sample), _sample_correction(sample)),
    ),
    Event(
        "contests/gallery_hidden",
        to=_("Everybody whose photo was in the gallery"),
        when=_("The office hides a whole gallery, unless it does so without email."),
        why=_("It gives the reason."),
        kind=MailKind.CONTESTS,
        sample=lambda sample: gallery_hidden(_sample_hidden(sample), _sample(sample).entrant),
    ),
    Event(
        "contests/gallery_published",
        to=_("Every entrant who has not opted out"),
        when=_("The gallery is published."),
        why=_("So that everybody who took part sees the result."),
        kind=MailKind.CONTESTS,
        sample=lambda sample: gallery_published(_sample(sample).contest, _sample(sample).entrant),
        is_voluntary=True,
    ),
    Event(
        "contests/contest_opened",
        to=_("Everybody who wants the association’s news"),
        when=_("The contest opens, unless the office holds the call back."),
        why=_("It is the call for photos."),
        kind=MailKind.CONTESTS,
        sample=lambda sample: contest_opened(_sample(sample).contest, _sample(sample).entrant),
        is_voluntary=True,
    ),
)
