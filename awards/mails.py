"""What the mails of the awards share: the words about a cycle, and a sample of nobody."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime

from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from members.deadlines.moments import zone_of
from members.models import User
from pafso.clock import OTTAWA
from pafso.localized import localized
from pafso.mail.catalogue import Sample
from pafso.mail.writing import enqueue_to, format_moment
from pafso.text.dates import moment_in_words

from .models import Award, CoNominator, Cycle, Letter, Nomination
from .rules import is_nominee

TO_SUPPORTER, TO_NOMINATOR = _("The supporter"), _("The nominator")
TO_NOMINATORS = _("The nominator and each co-nominator")


def about(cycle: Cycle, language: str, *, deadline: datetime | None = None) -> dict[str, object]:
    """The award's name and the deadline in words, in the recipient's language; DEADLINE where another binds the recipient."""
    return {
        "award": localized(cycle.award, "name", language),
        "year": cycle.year,
        "deadline": format_moment(deadline or cycle.closes_at, language),
    }


def tell_nominators(
    event: str, nomination: Nomination, context: Callable[[User], Mapping[str, object]], *, key: str
) -> None:
    """To the nominator and to each co-nominator, in the language of each; ``is_nominator`` says to whom it goes."""
    first = nomination.nominator
    for person in (first, *co_nominators_of(nomination)):
        whole = {**context(person), **as_put_forward(nomination, person), "nomination": nomination}
        enqueue_to(event, person, context=whole, key=key if person is first else f"{key}:{person.pk}")


def own_moment(moment: datetime | None, time_zone: str, language: str) -> str:
    """A moment by the clock of its reader in TIME_ZONE, where that is another than Ottawa's."""
    zone = zone_of(time_zone)
    if zone is None or moment is None or moment.astimezone(zone).utcoffset() == moment.astimezone(OTTAWA).utcoffset():
        return ""
    with translation.override(language):
        return moment_in_words(moment, zone)


def as_put_forward(nomination: Nomination, person: User) -> dict[str, object]:
    """What PERSON calls the nomination that they put forward, in their language: its nominator, or beside one."""
    is_nominator = person is nomination.nominator or person.pk == nomination.nominator_id
    with translation.override(person.language):
        own, shared = (
            gettext("your nomination %(code)s"),
            gettext("the nomination %(code)s on which you are a co-nominator"),
        )
    return {"is_nominator": is_nominator, "whose": (own if is_nominator else shared) % {"code": nomination.code}}


def co_nominators_of(nomination: Nomination) -> Iterator[User]:
    """The accounts that joined it; not one that turned out to be the nominee’s."""
    if nomination.pk is None:  # the sample of a mail
        return
    for row in nomination.co_nominators.all():
        if row.has_joined and row.user and not is_nominee(row.user, nomination):
            yield row.user


def sample_co_nominator(sample: Sample) -> CoNominator:
    """Somebody invited, of nobody; not saved."""
    nomination = sample_letter(sample).nomination
    return CoNominator(
        nomination=nomination,
        name=sample.other,
        email=sample.email,
        invited_in=sample.language,
        asked_again_at=sample.now,
        joined_at=sample.now,
        ended_at=sample.now,
        ending=CoNominator.Ending.LEFT,
    )


def sample_letter(sample: Sample) -> Letter:
    """A letter and its nomination, of nobody; not saved."""
    award = Award(slug="sample", name_en=sample.title, name_fr=sample.title)
    nominator = User(name=sample.reader, email=sample.email, language=sample.language)
    nomination = Nomination(
        code=sample.code,
        cycle=Cycle(award=award, year=2026, opens_at=sample.now, closes_at=sample.now, letters_needed=2),
        nominator=nominator,
        nominee_name=sample.other,
        submitted_at=sample.now,
        withdrawn_at=sample.now,
        disqualified_reason=sample.reason,
        returned_until=sample.now,
        returned_note=sample.reason,
        typed_meanwhile={"case": sample.reason},
    )
    return Letter(
        code=sample.code,
        nomination=nomination,
        name=sample.another,
        email=sample.email,
        invited_in=sample.language,
        sent_at=sample.now,
        time_zone="",
    )
