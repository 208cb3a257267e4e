"""What the mails of the awards share: the words about a cycle, and a sample of nobody."""

from collections.abc import Callable, Iterator, Mapping

from django.utils.translation import gettext_lazy as _

from members.models import User
from pafso.localized import localized
from pafso.mail.catalogue import Sample
from pafso.mail.writing import enqueue_to, format_moment

from .models import Award, CoNominator, Cycle, Letter, Nomination
from .rules import is_nominee

TO_SUPPORTER, TO_NOMINATOR = _("The supporter"), _("The nominator")
TO_NOMINATORS = _("The nominator and each co-nominator")


def about(cycle: Cycle, language: str) -> dict[str, object]:
    """The award's name and the deadline in words, in the recipient's language."""
    return {
        "award": localized(cycle.award, "name", language),
        "year": cycle.year,
        "deadline": format_moment(cycle.closes_at, language),
    }


def tell_nominators(
    event: str, nomination: Nomination, context: Callable[[User], Mapping[str, object]], *, key: str
) -> None:
    """To the nominator and to each co-nominator, in the language of each; ``is_nominator`` says to whom it goes."""
    first = nomination.nominator
    for person in (first, *co_nominators_of(nomination)):
        whole = {**context(person), "nomination": nomination, "is_nominator": person is first}
        enqueue_to(event, person, context=whole, key=key if person is first else f"{key}:{person.pk}")


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
        name=sample.other,
        email=sample.email,
        invited_in=sample.language,
        sent_at=sample.now,
    )
